package io.mortise.customer.itest;

import static io.mortise.customer.itest.Company.CUSTOMERS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.customer.itest.Company.Person;
import io.mortise.sdk.testkit.Answer;
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.MortiseTest;
import io.mortise.sdk.testkit.TestDatabase;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Mistakes that products like this make (PERMISSIONS.md, section 14), each as a test named by its number. Those that are not
 * about customers are proven elsewhere:
 *
 * <ul>
 *   <li>5, a change binds the next request: {@code ProtectedCustomersIT.aRevokedRoleIsGoneAtTheNextRequest}, and for
 *       departments the figure {@code staleDecisions} of the bench {@code reorganise}
 *   <li>6, refusal by default in the data layer: {@code PersistenceContract} of kernel/persistence, which also tries plain JDBC
 *   <li>8, a plugin can't widen another's objects: {@code OnBehalfTest} and {@code RoutesTest} of kernel/gateway, and law 3 in
 *       {@code DecisionLawsTest} of access
 *   <li>10, a new action starts off everywhere: {@code PresetsTest.presetsNameDeclaredActionsOnly} of access
 *   <li>16, a route without an action does not start: {@code RoutesTest} of kernel/gateway
 * </ul>
 */
class KnownMistakesIT {

    @Nested
    @MortiseTest(database = TestDatabase.H2)
    class OnH2 extends OnServer {
        OnH2(MortiseServer server) {
            super(server);
        }
    }

    @Nested
    @MortiseTest(database = TestDatabase.POSTGRESQL)
    class OnPostgresql extends OnServer {
        OnPostgresql(MortiseServer server) {
            super(server);
        }
    }

    abstract static class OnServer {

        private final MortiseServer server;
        private Company company;
        private String east;
        private String west;

        OnServer(MortiseServer server) {
            this.server = server;
        }

        @BeforeEach
        void open() {
            company = Company.on(server);
            east = company.department("East");
            west = company.department("West");
        }

        private static Map<String, Object> grant(String object, Object scope, String... actions) {
            return Map.of("object", object, "actions", List.of(actions), "scope", scope);
        }

        @Test
        void mistake1ASecondUnrelatedRoleShowsNoOtherCustomer() {
            Person ann = company.person("Ann", east, "own-records-only");
            Person bob = company.person("Bob", east, "own-records-only");
            String anns = ann.registers("Ann's");
            String bobs = bob.registers("Bob's");

            ann.may(grant("identity.tag", "all", "list", "read", "create", "edit"));
            ann.may(grant("customer.customer", "none", "list", "read", "edit"));
            ann.may(grant("customer.customer", Map.of("departments", List.of(west)), "list", "read"));

            assertEquals(Set.of(anns), ann.list());
            ann.opens(bobs).expect(404);
        }

        /** Every action on every record, against what the list of that action holds. */
        @Test
        void mistake2TheCheckOfOneRecordAgreesWithTheList() {
            Person lead = company.person("Lead", east, "sales-lead");
            Person wang = company.person("Wang", east, "sales");
            Person li = company.person("Li", west, "sales");
            var all = new ArrayList<String>();
            for (Person one : List.of(lead, wang, li)) {
                all.add(one.registers(one.id().substring(24) + " first"));
                all.add(one.registers(one.id().substring(24) + " second"));
            }
            all.add(company.unowned("Nobody's"));

            for (Person one : List.of(lead, wang, li)) {
                TreeSet<String> listed = one.list();
                for (String customer : all) {
                    boolean inList = listed.contains(customer);
                    assertEquals(inList ? 200 : 404, one.opens(customer).status(), one + " read " + customer);
                    assertEquals(
                            inList ? 200 : 404,
                            one.changes(customer, Map.of("grade", "A")).status(),
                            one + " edit " + customer);
                    int given = one.gives(customer, one).status();
                    boolean own = one.list("&owner=" + one.id()).contains(customer);
                    boolean may = own || (one == lead && inList);
                    assertEquals(may ? 204 : inList ? 403 : 404, given, one + " transfer " + customer);
                    assertEquals(
                            inList,
                            one.http().get(CUSTOMERS + "/" + customer + "/team").status() == 200,
                            one + " team " + customer);
                }
                assertEquals(listed.size(), one.count());
                assertEquals(listed, one.list(), "acts of " + one);
            }
        }

        @Test
        void mistake3EveryIdOfABatchIsDecided() {
            Person wang = company.person("Wang", east, "sales");
            Person zhao = company.person("Zhao", east, "sales");
            Person li = company.person("Li", west, "sales");
            String own = wang.registers("Own");
            String also = wang.registers("Also own");
            String colleagues = zhao.registers("A colleague's");
            String foreign = li.registers("Foreign");
            String nobodys = company.unowned("Nobody's");
            String missing = "00000000-0000-7000-8000-000000000000";

            assertEquals(403, batch(wang, zhao, own, colleagues).status());
            assertEquals(404, batch(wang, zhao, own, foreign).status());
            assertEquals(404, batch(wang, zhao, own, nobodys).status());
            assertEquals(404, batch(wang, zhao, own, missing).status());
            assertEquals(404, batch(wang, zhao, nobodys).status());
            assertEquals(400, batch(wang, zhao).status());
            Answer malformed = batch(wang, zhao, own, "all").expect(400);
            assertEquals(
                    "/ids/1",
                    malformed.json().path("faults").path(0).path("pointer").asText());
            for (String customer : List.of(own, also)) {
                assertEquals(
                        wang.id(),
                        wang.opens(customer).json().path("ownerId").asText(),
                        "a refused batch gave a customer away");
            }

            batch(wang, zhao, own, also, own).expect(204);

            assertEquals(zhao.id(), wang.opens(also).json().path("ownerId").asText());
        }

        private Answer batch(Person from, Person to, String... ids) {
            return from.http()
                    .post(
                            CUSTOMERS + "/transfers",
                            Map.of("ids", List.of(ids), "ownerId", to.id(), "reason", "for the test"));
        }

        @Test
        void mistake4ACustomerWithoutOwnerTeamAndPoolIsNobodys() {
            String nobodys = company.unowned("Nobody's");
            Person everywhere = company.person("Wang", east)
                    .may(grant(
                            "customer.customer",
                            Map.of("any", List.of("own", "created", "team", "department", "department-tree")),
                            "list",
                            "read"));
            Person pools = company.person("Pool", east)
                    .may(grant("customer.customer", Map.of("pools", List.of(east)), "list", "read"));
            Person unowned = company.person("Desk", east).may(grant("customer.customer", "unowned", "list", "read"));

            everywhere.opens(nobodys).expect(404);
            assertEquals(Set.of(), everywhere.list());
            pools.opens(nobodys).expect(404);
            assertEquals(Set.of(), pools.list());
            unowned.opens(nobodys).expect(200);
        }

        @Test
        void mistake7AManagerTakenOutOfTheTreeSeesLess() {
            Person lead = company.person("Lead", east, "sales-lead");
            Person wang = company.person("Wang", east, "sales");
            String wangs = wang.registers("Wang's");
            assertEquals(Set.of(wangs), lead.list());
            String path = "/api/identity/people/" + lead.id();
            Answer read = company.operator().get(path).expect(200);

            company.operator()
                    .patch(path, read.etag(), "{\"mainDepartmentId\": null, \"departmentIds\": []}")
                    .expect(200);

            assertEquals(Set.of(), lead.list());
            lead.opens(wangs).expect(404);
        }

        /** That nothing is given instead is in {@code PolicyIT}; here, that the customers are gone. */
        @Test
        void mistake9ADeletedRoleTakesItsCustomersAlong() {
            String group = company.group(grant("customer.customer", "all", "list", "read"));
            Answer role = company.role(group);
            Person viewer = company.person("Li", west)
                    .gets("role", role.json().path("id").asText());
            String customer = company.person("Wang", east, "sales").registers("Wang's");
            viewer.opens(customer).expect(200);

            company.operator()
                    .delete("/api/access/roles/" + role.json().path("id").asText(), role.etag())
                    .expect(204);

            viewer.http().get(CUSTOMERS).expect(403);
            viewer.opens(customer).expect(403);
        }

        @Test
        void mistake11AFieldHiddenInOnePlaceIsHiddenInAll() {
            Person wang = company.person("Wang", east, "sales");
            String customer = wang.registers(Map.of(
                    "name", "Aurora", "revenue", Map.of("minor", 7_654_321, "currency", "CNY"), "grade", "secret-A"));
            Person blind = company.person("Blind", west)
                    .may(Map.of(
                            "object",
                            "customer.customer",
                            "actions",
                            List.of(
                                    "list",
                                    "read",
                                    "edit",
                                    "export",
                                    "totals",
                                    "reveal",
                                    "share",
                                    "transfer",
                                    "delete"),
                            "scope",
                            "all",
                            "fields",
                            Map.of("revenue", "hidden", "grade", "masked"),
                            "otherFields",
                            "edit"));
            String one = CUSTOMERS + "/" + customer;
            Answer seen = blind.opens(customer).expect(200);

            var answers = new ArrayList<Answer>();
            answers.add(seen);
            answers.add(blind.http().get(CUSTOMERS + "?limit=200"));
            answers.add(blind.http().get(CUSTOMERS + "?limit=200&q=aurora"));
            answers.add(blind.http().get(CUSTOMERS + "/export"));
            answers.add(blind.http().get(CUSTOMERS + "/summary?by=stage"));
            answers.add(blind.http().get(one + "/team"));
            answers.add(blind.http().get(one + "/shares"));
            answers.add(blind.changes(customer, Map.of("industry", "retail")));
            answers.add(blind.changes(customer, Map.of("revenue", Map.of("minor", 7_654_321, "currency", "CNY"))));
            answers.add(blind.changes(customer, Map.of("grade", "secret-A")));
            answers.add(blind.http().post(one + "/reveals", Map.of("field", "revenue", "reason", "try")));
            answers.add(blind.http().post(one + "/reveals", Map.of("field", "grade", "reason", "try")));
            answers.add(blind.gives(customer, wang));
            answers.add(blind.http().with("If-None-Match", seen.etag()).get(one));
            answers.add(blind.http().patch(one, "\"999\"", Map.of("industry", "media")));
            answers.add(blind.http().delete(one, "\"999\""));
            for (Answer answer : answers) {
                assertFalse(answer.status() >= 500, answer.toString());
                assertFalse(answer.text().contains("7654321") || answer.text().contains("76543.21"), answer.toString());
                assertFalse(answer.text().contains("secret-A"), answer.toString());
            }
        }

        @Test
        void mistake12TotalsCountSeenCustomersAlone() {
            Person wang = company.person("Wang", east, "sales");
            Person li = company.person("Li", west, "sales");
            for (int i = 0; i < 3; i++) {
                wang.registers("Wang " + i);
                li.registers("Li " + i);
            }
            wang.changes(wang.list().first(), Map.of("stage", "following")).expect(200);

            assertEquals(Map.of("potential", 2, "following", 1), totals(wang));
            assertEquals(Map.of("potential", 3), totals(li));
            assertEquals(3, wang.count());
        }

        private static Map<String, Integer> totals(Person person) {
            var totals = new java.util.HashMap<String, Integer>();
            for (JsonNode group : person.http()
                    .get(CUSTOMERS + "/summary?by=stage")
                    .expect(200)
                    .json()
                    .path("groups")) {
                if (group.path("count").asInt() > 0) {
                    totals.put(group.path("key").asText(), group.path("count").asInt());
                }
            }
            return totals;
        }

        @Test
        void mistake13NoDirectAddressLeadsAroundTheScope() {
            Person ann = company.person("Ann", east, "own-records-only");
            ann.may(grant("customer.customer", "own", "share", "transfer", "delete", "reveal", "export", "totals"));
            Person bob = company.person("Bob", east, "own-records-only");
            String bobs = bob.registers("Bob's");
            String one = CUSTOMERS + "/" + bobs;
            Map<String, Object> share =
                    Map.of("receiver", "person:" + ann.id(), "actions", List.of("read"), "reason", "mine");

            var answers = List.of(
                    ann.http().get(one),
                    ann.http().get(one + "/team"),
                    ann.http().get(one + "/shares"),
                    ann.changes(bobs, Map.of("grade", "A")),
                    ann.http().delete(one, "*"),
                    ann.gives(bobs, ann),
                    ann.http().put(one + "/team/" + ann.id(), Map.of("reason", "mine")),
                    ann.http().delete(one + "/team/" + bob.id(), null),
                    ann.http().post(one + "/shares", share),
                    ann.http().delete(one + "/shares/" + bobs, null),
                    ann.http().post(one + "/reveals", Map.of("field", "phone", "reason", "mine")));

            for (Answer answer : answers) {
                assertEquals(404, answer.status(), answer.toString());
                assertEquals("customer-not-found", answer.problem(), answer.toString());
            }
            assertFalse(ann.http().get(CUSTOMERS + "/export").text().contains("Bob"));
            assertTrue(bob.list().contains(bobs));
        }

        @Test
        void mistake14ExportAndImportAreRefusedByTheServer() {
            Person wang = company.person("Wang", east, "sales");
            wang.registers("Wang's");

            wang.http().get(CUSTOMERS + "/export").expect(403);
            wang.http()
                    .post("/api/customer/imports", BodyPublishers.ofString("name\nNew\n"), "text/csv")
                    .expect(403);
            wang.http()
                    .post("/api/customer/imports?dryRun=true", BodyPublishers.ofString("name\nNew\n"), "text/csv")
                    .expect(403);
            assertEquals(1, wang.count());
        }

        @Test
        void mistake15AListIsExactOrPagedOrAnError() {
            Person wang = company.person("Wang", east, "sales");
            var all = new TreeSet<String>();
            for (int i = 0; i < 120; i++) {
                all.add(wang.registers("Customer " + i));
            }

            assertEquals(all, wang.list());
            assertEquals(120, wang.count());
            wang.http().get(CUSTOMERS + "?limit=201").expect(400);
            JsonNode page =
                    wang.http().get(CUSTOMERS + "?limit=119").expect(200).json();
            assertEquals(119, page.path("items").size());
            assertTrue(page.has("next"), "a page that is not the last says so");
        }
    }
}
