package io.mortise.customer.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.customer.itest.Company.Person;
import io.mortise.sdk.testkit.Answer;
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.MortiseTest;
import io.mortise.sdk.testkit.TestDatabase;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** People are protected as customers are: the delivered presets, through the whole server, on both databases. */
class ProtectedPeopleIT {

    private static final String PEOPLE = "/api/identity/people";

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

        /** Somebody with contacts and a tag, whom nobody knows yet. */
        private String reachable(String name, String department) {
            String tag = company.operator()
                    .post("/api/identity/tags", Map.of("name", "Tag " + System.nanoTime()))
                    .expect(201)
                    .json()
                    .path("id")
                    .asText();
            return company.operator()
                    .post(
                            PEOPLE,
                            Map.of(
                                    "name",
                                    name,
                                    "phone",
                                    "13912345678",
                                    "email",
                                    "secret@example.com",
                                    "mainDepartmentId",
                                    department,
                                    "departmentIds",
                                    List.of(department),
                                    "tagIds",
                                    List.of(tag)))
                    .expect(201)
                    .json()
                    .path("id")
                    .asText();
        }

        private static Map<String, Object> grant(Object scope, Map<String, String> fields, String... actions) {
            var grant = new HashMap<String, Object>();
            grant.put("object", "identity.person");
            grant.put("actions", List.of(actions));
            grant.put("scope", scope);
            if (!fields.isEmpty()) {
                grant.put("fields", fields);
                grant.put("otherFields", "hidden");
            }
            return grant;
        }

        private static Set<String> ids(Answer page) {
            var ids = new TreeSet<String>();
            page.expect(200)
                    .json()
                    .path("items")
                    .forEach(item -> ids.add(item.path("id").asText()));
            return ids;
        }

        private static Answer changes(Person who, String person, Map<String, ?> patch) {
            return who.http().patch(PEOPLE + "/" + person, "*", patch);
        }

        @Test
        void theDirectoryShowsColleaguesWithoutContacts() {
            Person seller = company.person("Wang", east, "sales");
            String name = "Colleague " + System.nanoTime();
            String colleague = reachable(name, west);
            String q = "?q=" + name.replace(" ", "%20");

            JsonNode listed = seller.http()
                    .get(PEOPLE + q)
                    .expect(200)
                    .json()
                    .path("items")
                    .path(0);
            JsonNode opened =
                    seller.http().get(PEOPLE + "/" + colleague).expect(200).json();

            for (JsonNode one : List.of(listed, opened)) {
                assertEquals(name, one.path("name").asText());
                assertEquals(west, one.path("mainDepartmentId").asText());
                for (String hidden : List.of(
                        "phone", "email", "number", "status", "tagIds", "employeeNumber", "createdAt", "createdBy")) {
                    assertFalse(one.has(hidden), hidden + " in " + one);
                }
            }
            String tag = company.operator()
                    .get(PEOPLE + "/" + colleague)
                    .json()
                    .path("tagIds")
                    .path(0)
                    .asText();
            assertEquals(Set.of(), ids(seller.http().get(PEOPLE + "?tag=" + tag)));
            assertEquals(Set.of(), ids(seller.http().get(PEOPLE + "?status=active")));
            assertEquals(Set.of(colleague), ids(seller.http().get(PEOPLE + "?department=" + west)));
            assertEquals(
                    0,
                    seller.http()
                            .get(PEOPLE + "/count?tag=" + tag)
                            .expect(200)
                            .json()
                            .path("count")
                            .asInt());
            assertEquals(
                    "field-not-sortable",
                    seller.http().get(PEOPLE + "?sort=created").expect(403).problem());
            seller.http().get(PEOPLE + "/export").expect(403);
            changes(seller, colleague, Map.of("name", "Other")).expect(403);
        }

        @Test
        void contactsAreMaskedForWhoeverWatches() {
            Person auditor = company.person("Auditor", east, "auditor");
            String colleague = reachable("Watched", west);

            Answer opened = auditor.http().get(PEOPLE + "/" + colleague).expect(200);

            assertTrue(opened.json().path("phone").asText().endsWith("****5678"), opened.toString());
            assertFalse(opened.text().contains("13912345678"), opened.toString());
            assertFalse(opened.text().contains("secret@"), opened.toString());
        }

        @Test
        void peopleOfOtherDepartmentsAreOutOfReach() {
            Person clerk = company.person("Clerk", east)
                    .may(grant("department", Map.of(), "list", "read", "edit", "move", "export"));
            String mate = reachable("Mate", east);
            String stranger = reachable("Stranger", west);

            assertEquals(Set.of(clerk.id(), mate), ids(clerk.http().get(PEOPLE + "?limit=200")));
            assertEquals(
                    2,
                    clerk.http()
                            .get(PEOPLE + "/count")
                            .expect(200)
                            .json()
                            .path("count")
                            .asInt());
            clerk.http().get(PEOPLE + "/" + stranger).expect(404);
            changes(clerk, stranger, Map.of("name", "Other")).expect(404);
            String file = clerk.http().get(PEOPLE + "/export").expect(200).text();
            assertTrue(file.contains("Mate") && !file.contains("Stranger"), file);
        }

        @Test
        void everyoneOfAMoveIsDecided() {
            Person clerk = company.person("Clerk", east)
                    .may(grant(Map.of("departments", List.of(east)), Map.of(), "list", "read", "move"));
            String mate = reachable("Mate", east);
            String stranger = reachable("Stranger", west);
            Map<String, Object> both = Map.of("people", List.of(mate, stranger), "to", east);

            clerk.http().post(PEOPLE + "/moves", both).expect(403, 404);

            assertEquals(
                    west,
                    company.operator()
                            .get(PEOPLE + "/" + stranger)
                            .json()
                            .path("mainDepartmentId")
                            .asText());
        }

        /** Also those that stand in tables of their own. */
        @Test
        void fieldsThatAreNotHisToChangeAreRefusedByName() {
            Person clerk = company.person("Clerk", east)
                    .may(
                            grant("all", Map.of(), "list", "read"),
                            Map.of(
                                    "object",
                                    "identity.person",
                                    "actions",
                                    List.of("edit", "create"),
                                    "scope",
                                    "all",
                                    "fields",
                                    Map.of("name", "edit"),
                                    "otherFields",
                                    "read"));
            String colleague = reachable("Colleague", west);

            changes(clerk, colleague, Map.of("name", "Renamed")).expect(200);
            Answer refused = changes(
                            clerk, colleague, Map.of("name", "Again", "tagIds", List.of(), "phone", "13700137000"))
                    .expect(403);
            assertEquals("field-forbidden", refused.problem());
            assertEquals("[\"phone\",\"tagIds\"]", refused.json().path("fields").toString());
            clerk.http().post(PEOPLE, Map.of("name", "New")).expect(201);
            clerk.http()
                    .post(PEOPLE, Map.of("name", "New", "departmentIds", List.of(west)))
                    .expect(403);
            assertEquals(
                    "Renamed",
                    clerk.http()
                            .get(PEOPLE + "/" + colleague)
                            .json()
                            .path("name")
                            .asText());
        }

        @Test
        void filesHoldAndBringFieldsThatAreHisAlone() {
            Person clerk = company.person("Clerk", east)
                    .may(
                            grant("all", Map.of(), "list", "read"),
                            grant("department", Map.of("name", "read", "email", "masked"), "export"),
                            grant("all", Map.of("name", "edit", "employeeNumber", "edit"), "import"));
            reachable("Exported", east);

            String file = clerk.http().get(PEOPLE + "/export").expect(200).text();
            assertTrue(file.contains("Exported"), file);
            assertFalse(file.contains("1391") || file.contains("example.com"), file);

            Answer refused = clerk.http()
                    .post(
                            PEOPLE + "/imports",
                            BodyPublishers.ofString("name,employee number,phone\nNew,N1,13800138000\n"),
                            "text/csv")
                    .expect(403);
            assertEquals("[\"phone\"]", refused.json().path("fields").toString());
        }

        @Test
        void anEtagOfAnotherViewIsNeverUnchanged() {
            Person seller = company.person("Wang", east, "sales");
            String path = PEOPLE + "/" + reachable("Colleague", west);
            Answer before = seller.http().get(path).expect(200);
            seller.http().with("If-None-Match", before.etag()).get(path).expect(304);

            seller.may(grant("all", Map.of(), "list", "read"));

            Answer after =
                    seller.http().with("If-None-Match", before.etag()).get(path).expect(200);
            assertEquals("13912345678", after.json().path("phone").asText().replace("+86", ""));
            assertNotEquals(before.etag(), after.etag());
        }
    }
}
