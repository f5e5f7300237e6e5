package io.mortise.customer.itest;

import static io.mortise.customer.itest.Company.CUSTOMERS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.customer.itest.Company.Person;
import io.mortise.sdk.testkit.Answer;
import io.mortise.sdk.testkit.Await;
import io.mortise.sdk.testkit.Http;
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.MortiseTest;
import io.mortise.sdk.testkit.TestDatabase;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What the requirements say about customers, as people meet it: the delivered presets, through the whole server, on both databases. */
class ProtectedCustomersIT {

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
            east = company.department("Sales East");
            west = company.department("Sales West");
        }

        private static Map<String, Object> aurora() {
            return Map.of(
                    "name", "Aurora", "phone", "13800138000", "revenue", Map.of("minor", 110_004, "currency", "CNY"));
        }

        private static String path(String customer, String below) {
            return CUSTOMERS + "/" + customer + below;
        }

        // -- presets

        /** R13, R23. */
        @Test
        void whoMayOnlyViewOpensEverythingAndChangesNothing() {
            Person seller = company.person("Wang", east, "sales");
            Person viewer = company.person("Li", west, "read-only");
            String customer = seller.registers(aurora());

            assertTrue(viewer.list().contains(customer));
            assertEquals(
                    "Aurora",
                    viewer.opens(customer).expect(200).json().path("name").asText());
            Map<String, Object> transfer = Map.of("ownerId", viewer.id(), "reason", "mine");
            viewer.http().post(CUSTOMERS, Map.of("name", "New")).expect(403);
            viewer.changes(customer, Map.of("industry", "retail")).expect(403);
            viewer.http().delete(path(customer, ""), "*").expect(403);
            viewer.http().post(path(customer, "/transfers"), transfer).expect(403);
            viewer.http()
                    .put(path(customer, "/team/" + viewer.id()), Map.of("reason", "mine"))
                    .expect(403);
            viewer.http()
                    .post(
                            path(customer, "/shares"),
                            Map.of("receiver", "person:" + viewer.id(), "actions", List.of("edit"), "reason", "mine"))
                    .expect(403);
            viewer.http()
                    .post(path(customer, "/reveals"), Map.of("field", "phone", "reason", "mine"))
                    .expect(403);
            viewer.http()
                    .post("/api/customer/imports", BodyPublishers.ofString("name\nNew\n"), "text/csv")
                    .expect(403);
            viewer.http().get(CUSTOMERS + "/export").expect(403);
            viewer.http().get(CUSTOMERS + "/summary?by=stage").expect(403);
            assertEquals(
                    seller.id(),
                    company.operator()
                            .get(path(customer, ""))
                            .json()
                            .path("ownerId")
                            .asText());
        }

        /** R14. */
        @Test
        void whoSeesOwnCustomersOnlySeesNobodyElses() {
            Person ann = company.person("Ann", east, "own-records-only");
            Person bob = company.person("Bob", east, "own-records-only");
            String anns = ann.registers("Ann's customer");
            String bobs = bob.registers("Bob's customer");

            assertEquals(Set.of(anns), ann.list());
            assertEquals(1, ann.count());
            assertEquals(Set.of(), ann.list("&q=bob"));
            assertEquals(Set.of(), ann.list("&owner=" + bob.id()));
            ann.opens(anns).expect(200);
            ann.opens(bobs).expect(404);
            ann.changes(anns, Map.of("industry", "retail")).expect(200);
            ann.changes(bobs, Map.of("industry", "retail")).expect(404);
            assertEquals(Set.of(bobs), bob.list());
        }

        /** R16: everything about customers, but not everything in the product. */
        @Test
        void anAdministratorHandlesEveryCustomer() {
            Person admin = company.person("Admin", west, "administrator");
            Person seller = company.person("Wang", east, "sales");
            String customer = seller.registers(aurora());

            Answer read = admin.opens(customer).expect(200);
            assertEquals("+8613800138000", read.json().path("phone").asText());
            assertEquals(110_004, read.json().path("revenue").path("minor").asLong());
            admin.changes(customer, Map.of("grade", "A")).expect(200);
            admin.gives(customer, admin).expect(204);
            admin.http().get(CUSTOMERS + "/export?owner=" + admin.id()).expect(200);
            admin.http().get(CUSTOMERS + "/summary?by=stage").expect(200);
            admin.http()
                    .delete(
                            path(customer, "?reason=twice"),
                            admin.opens(customer).etag())
                    .expect(204);
            admin.opens(customer).expect(404);
            admin.http().post("/api/access/audit/erasures", Map.of()).expect(403);
        }

        /** R16, R27. */
        @Test
        void aSellerWorksOnTheCustomersOfHisDepartmentAndGivesAwayHisOwnAlone() {
            Person wang = company.person("Wang", east, "sales");
            Person zhao = company.person("Zhao", east, "sales");
            Person li = company.person("Li", west, "sales");
            String wangs = wang.registers(aurora());
            String zhaos = zhao.registers("Zhao's");

            assertEquals(Set.of(wangs, zhaos), wang.list());
            wang.changes(zhaos, Map.of("stage", "following")).expect(200);
            wang.gives(zhaos, wang).expect(403);
            wang.http().delete(path(wangs, ""), "*").expect(403);
            wang.gives(wangs, li).expect(204);

            wang.opens(wangs).expect(404);
            JsonNode given = li.opens(wangs).expect(200).json();
            assertEquals(li.id(), given.path("ownerId").asText());
            assertEquals(west, given.path("ownerDepartmentId").asText());
            assertEquals(wang.id(), given.path("previousOwnerId").asText());
        }

        /** R16, R35. */
        @Test
        void serviceSeesEveryCustomerWithoutMoney() {
            Person seller = company.person("Wang", east, "sales");
            Person service = company.person("Chen", west, "service");
            Person lead = company.person("Sun", west, "service-lead");
            String customer = seller.registers(aurora());

            JsonNode seen = service.opens(customer).expect(200).json();
            assertEquals("+8613800138000", seen.path("phone").asText());
            assertFalse(seen.has("revenue"), seen.toString());
            service.changes(customer, Map.of("phone", "13900139000")).expect(403);
            lead.changes(customer, Map.of("phone", "13900139000")).expect(200);
            Answer refused = lead.changes(customer, Map.of("phone", "13700137000", "name", "Other"))
                    .expect(403);
            assertEquals("customer-field-forbidden", refused.problem());
            assertEquals("[\"name\"]", refused.json().path("fields").toString());
        }

        /** R21. */
        @Test
        void departmentsDoNotMeetAndTheirLeadsSeeWhatIsBelow() {
            String head = company.department("Head office");
            String north = company.department("North", head);
            String south = company.department("South", head);
            Person inNorth = company.person("Wang", north, "sales");
            Person inSouth = company.person("Li", south, "sales");
            Person lead = company.person("Zhou", head, "sales-lead");
            Person northLead = company.person("Wu", north, "sales-lead");
            String norths = inNorth.registers("In the north");
            String souths = inSouth.registers("In the south");

            assertEquals(Set.of(norths), inNorth.list());
            assertEquals(Set.of(souths), inSouth.list());
            inNorth.opens(souths).expect(404);
            assertEquals(Set.of(norths, souths), lead.list());
            assertEquals(Set.of(norths), northLead.list());
            northLead.gives(souths, inNorth).expect(404);
            lead.gives(souths, inNorth).expect(204);
            assertEquals(Set.of(norths, souths), inNorth.list());
            assertEquals(Set.of(), inSouth.list());
        }

        /** R18, R25: the next request obeys. */
        @Test
        void aRevokedRoleIsGoneAtTheNextRequest() {
            Person seller = company.person("Wang", east);
            Person viewer = company.person("Li", west);
            String group = company.group(
                    Map.of("object", "customer.customer", "actions", List.of("list", "read"), "scope", "all"));
            Answer role = company.role(group);
            String roleId = role.json().path("id").asText();
            viewer.gets("role", roleId);
            viewer.http().get(CUSTOMERS).expect(200);
            seller.http().get(CUSTOMERS).expect(403);

            company.operator()
                    .delete("/api/access/roles/" + roleId, role.etag())
                    .expect(204);

            viewer.http().get(CUSTOMERS).expect(403);
        }

        // -- owners

        @Test
        void whoRegistersOwnsAndOnlyWhoMayTransferNamesAnother() {
            Person ann = company.person("Ann", east, "own-records-only");
            Person bob = company.person("Bob", west, "own-records-only");
            Person lead = company.person("Zhou", east, "sales-lead");
            Person wang = company.person("Wang", east, "sales");

            JsonNode own = ann.http()
                    .post(CUSTOMERS, Map.of("name", "Own"))
                    .expect(201)
                    .json();
            assertEquals(ann.id(), own.path("ownerId").asText());
            assertEquals(east, own.path("ownerDepartmentId").asText());
            assertEquals(ann.id(), own.path("createdBy").asText());

            Answer refused = ann.http()
                    .post(CUSTOMERS, Map.of("name", "Gift", "ownerId", bob.id()))
                    .expect(403);
            assertEquals("[\"ownerId\"]", refused.json().path("fields").toString());
            ann.http()
                    .post(CUSTOMERS, Map.of("name", "Elsewhere", "ownerDepartmentId", west))
                    .expect(400);
            ann.http()
                    .post(CUSTOMERS, Map.of("name", "Forged", "createdBy", bob.id()))
                    .expect(400);
            assertEquals(
                    "/ownerId read-only",
                    fault(ann.changes(own.path("id").asText(), Map.of("ownerId", bob.id()))
                            .expect(400)));

            JsonNode named = lead.http()
                    .post(CUSTOMERS, Map.of("name", "Named", "ownerId", wang.id()))
                    .expect(201)
                    .json();
            assertEquals(wang.id(), named.path("ownerId").asText());
            lead.http()
                    .post(CUSTOMERS, Map.of("name", "Out of reach", "ownerId", bob.id()))
                    .expect(403);
        }

        private static String fault(Answer answer) {
            JsonNode fault = answer.json().path("faults").path(0);
            return fault.path("pointer").asText() + " " + fault.path("code").asText();
        }

        @Test
        void nobodyIsGivenACustomerWhoDoesNotWorkHere() {
            Person lead = company.person("Zhou", east, "sales-lead");
            Person gone = company.person("Gone", east);
            String customer = lead.registers("Mine");
            company.operator()
                    .post("/api/identity/people/" + gone.id() + "/suspension", Map.of("reason", "left"))
                    .expect(200, 204);

            assertEquals(
                    "/ownerId unknown-person", fault(lead.gives(customer, gone).expect(400)));
            Answer elsewhere = lead.http()
                    .post(
                            path(customer, "/transfers"),
                            Map.of("ownerId", lead.id(), "ownerDepartmentId", west, "reason", "try"))
                    .expect(400);
            assertEquals("/ownerDepartmentId not-of-owner", fault(elsewhere));
        }

        // -- teams and shares

        private JsonNode why(String language, Person person, String action, String customer) {
            return company.operator()
                    .with("Accept-Language", language)
                    .get("/api/access/explanations/decisions?person=" + person.id() + "&permission=customer.customer:"
                            + action + "&record=" + customer)
                    .expect(200)
                    .json();
        }

        /** PERMISSIONS.md, section 7; law 8: the next request obeys, both ways, and the reasons name who shared. */
        @Test
        void aShareEndsWithTheAccessOfWhoGaveItAndTheReasonsSaySo() {
            Person wang = company.person("Wang", east, "sales");
            Person li = company.person("Li", west, "sales");
            Person boss = company.person("Boss", west, "administrator");
            String customer = wang.registers("Shared work");
            wang.http()
                    .post(
                            path(customer, "/shares"),
                            Map.of(
                                    "receiver",
                                    "person:" + li.id(),
                                    "actions",
                                    List.of("read", "list"),
                                    "reason",
                                    "asked for help"))
                    .expect(201);
            assertTrue(li.list().contains(customer));
            li.opens(customer).expect(200);
            JsonNode counts = why("en", li, "read", customer);
            assertTrue(counts.path("allowed").asBoolean());
            assertTrue(counts.toString().contains("Wang shared it with Li for “Open” on "), counts.toString());

            // Wang keeps nothing of it; Li, in another department, had it by him alone.
            String south = company.department("Sales South");
            Person zhao = company.person("Zhao", south, "sales");
            boss.gives(customer, zhao).expect(204);

            li.opens(customer).expect(404);
            assertFalse(li.list().contains(customer));
            JsonNode ended = why("en", li, "read", customer);
            assertFalse(ended.path("allowed").asBoolean());
            assertTrue(ended.toString().contains("That share has ended with the access of Wang"), ended.toString());
            String chinese = why("zh-CN", li, "read", customer).toString();
            assertTrue(chinese.contains("Wang自己已经不能对这条记录这样做，共享随之结束。"), chinese);

            boss.gives(customer, wang).expect(204);
            li.opens(customer).expect(200);
            company.operator()
                    .post("/api/identity/people/" + wang.id() + "/suspension", Map.of("reason", "left"))
                    .expect(200, 204);
            li.opens(customer).expect(404);
        }

        /** R20: with whom and how long; shares and places in a team alike, refused in words and explained. */
        @Test
        void limitsOfSharingSayWithWhomAndHowLong() {
            Map<String, Object> see =
                    Map.of("object", "customer.customer", "actions", List.of("list", "read", "create"), "scope", "own");
            Map<String, Object> share = Map.of(
                    "object",
                    "customer.customer",
                    "actions",
                    List.of("share"),
                    "scope",
                    "own",
                    "sharing",
                    Map.of("to", List.of("own-department"), "days", 7));
            Person ann = company.person("Ann", east).may(see, share);
            Person near = company.person("Near", east).may(see);
            Person far = company.person("Far", west).may(see);
            String customer = ann.registers("Limited");
            Instant soon = Instant.now().plus(6, ChronoUnit.DAYS);
            Instant late = Instant.now().plus(8, ChronoUnit.DAYS);

            assertEquals(
                    "share-limited",
                    shared(ann, customer, "person:" + far.id(), soon).problem());
            assertEquals(
                    "share-limited",
                    shared(ann, customer, "person:" + near.id(), late).problem());
            assertEquals(
                    "share-limited",
                    shared(ann, customer, "person:" + near.id(), null).problem());
            assertEquals(
                    "share-limited",
                    shared(ann, customer, "department:" + west, soon).problem());
            assertEquals(
                    "share-limited",
                    ann.http()
                            .put(path(customer, "/team/" + far.id()), Map.of("reason", "x", "until", soon.toString()))
                            .expect(403)
                            .problem());
            shared(ann, customer, "department:" + east, soon).expect(201);
            shared(ann, customer, "person:" + near.id(), soon).expect(201);
            near.opens(customer).expect(200);
            far.opens(customer).expect(404);

            String said = why("en", ann, "share", customer).toString();
            assertTrue(
                    said.contains("It may be shared with: people of the own departments; for at most 7 days."), said);
            String own = ann.http()
                    .with("Accept-Language", "zh-CN")
                    .get("/api/access/own/permissions")
                    .expect(200)
                    .text();
            assertTrue(own.contains("可以共享给：本部门的人员；最长 7 天。"), own);
        }

        private static Answer shared(Person person, String customer, String receiver, @Nullable Instant until) {
            var body = new HashMap<String, Object>(
                    Map.of("receiver", receiver, "actions", List.of("read"), "reason", "a test"));
            if (until != null) {
                body.put("until", until.toString());
            }
            return person.http().post(path(customer, "/shares"), body);
        }

        /** R20. */
        @Test
        void aMemberOfTheTeamSeesTheCustomerWhileHeIsInIt() {
            Person wang = company.person("Wang", east, "sales");
            Person li = company.person("Li", west, "sales");
            String customer = wang.registers("Shared work");
            String place = path(customer, "/team/" + li.id());
            li.opens(customer).expect(404);

            wang.http().put(place, Map.of("reason", "speaks French")).expect(200);

            assertTrue(li.list().contains(customer));
            li.opens(customer).expect(200);
            li.changes(customer, Map.of("grade", "B")).expect(403);
            JsonNode team =
                    li.http().get(path(customer, "/team")).expect(200).json().path("items");
            assertEquals(li.id(), team.path(0).path("person").asText());
            assertEquals("speaks French", team.path(0).path("reason").asText());
            li.http().put(place, Map.of("writing", true, "reason", "more")).expect(403);

            wang.http()
                    .put(place, Map.of("writing", true, "reason", "negotiates"))
                    .expect(200);
            li.changes(customer, Map.of("grade", "B")).expect(200);
            wang.http().delete(place, null).expect(204);
            wang.http().delete(place, null).expect(404);

            assertFalse(li.list().contains(customer));
            li.opens(customer).expect(404);
        }

        /** R20: at most what the sharer has, never delete or share, for a time, ended at once. */
        @Test
        void aShareGivesForATimeAtMostWhatTheSharerHas() {
            Person wang = company.person("Wang", east, "sales");
            Person li = company.person("Li", west, "sales");
            String customer = wang.registers("Shared");
            String shares = path(customer, "/shares");

            Answer shared = wang.http()
                    .post(shares, share(li, List.of("read", "list"), null))
                    .expect(201);

            li.opens(customer).expect(200);
            assertTrue(li.list().contains(customer));
            li.changes(customer, Map.of("grade", "B")).expect(403);
            wang.http().post(shares, share(li, List.of("delete"), null)).expect(400);
            wang.http().post(shares, share(li, List.of("share"), null)).expect(400);
            assertEquals(
                    "share-exceeds",
                    wang.http()
                            .post(shares, share(li, List.of("export"), null))
                            .expect(403)
                            .problem());
            wang.http()
                    .post(shares, share(li, List.of("read"), Instant.now().minus(1, ChronoUnit.DAYS)))
                    .expect(400);
            wang.http()
                    .post(
                            shares,
                            Map.of("receiver", "person:" + customer, "actions", List.of("read"), "reason", "nobody"))
                    .expect(400);
            li.http().post(shares, share(wang, List.of("read"), null)).expect(403);
            assertEquals(
                    1, li.http().get(shares).expect(200).json().path("items").size());

            wang.http()
                    .delete(path(customer, "/shares/" + shared.json().path("id").asText()), null)
                    .expect(204);

            li.opens(customer).expect(404);
            assertFalse(li.list().contains(customer));
        }

        private static Map<String, Object> share(Person receiver, List<String> actions, Instant until) {
            var body = new HashMap<String, Object>();
            body.put("receiver", "person:" + receiver.id());
            body.put("actions", actions);
            body.put("reason", "for the test");
            if (until != null) {
                body.put("until", until.toString());
            }
            return body;
        }

        @Test
        void aShareEndsByItself() {
            Person wang = company.person("Wang", east, "sales");
            Person li = company.person("Li", west, "sales");
            String customer = wang.registers("Soon over");
            wang.http()
                    .post(
                            path(customer, "/shares"),
                            share(li, List.of("read"), Instant.now().plus(2, ChronoUnit.SECONDS)))
                    .expect(201);
            li.opens(customer).expect(200);

            Await.await("the share has ended", () -> li.opens(customer).status() == 404);
        }

        // -- fields

        @Test
        void aMaskedValueIsShownInPartAndRevealedForAReasonWithinALimit() {
            Person seller = company.person("Wang", east, "sales");
            Person marketing = company.person("Ma", west, "marketing");
            Person capped = company.person("Cap", west)
                    .may(
                            Map.of(
                                    "object",
                                    "customer.customer",
                                    "actions",
                                    List.of("list", "read"),
                                    "scope",
                                    "all",
                                    "fields",
                                    Map.of("phone", "masked"),
                                    "otherFields",
                                    "read"),
                            Map.of(
                                    "object",
                                    "customer.customer",
                                    "actions",
                                    List.of("reveal"),
                                    "scope",
                                    "all",
                                    "fields",
                                    Map.of("phone", "read"),
                                    "otherFields",
                                    "hidden",
                                    "limits",
                                    Map.of("reveal", 1)));
            String customer = seller.registers(aurora());
            String reveals = path(customer, "/reveals");
            Map<String, Object> wanted = Map.of("field", "phone", "reason", "calls back");

            JsonNode seen = marketing.opens(customer).expect(200).json();
            assertTrue(seen.path("phone").asText().endsWith("****8000"), seen.toString());
            assertFalse(seen.toString().contains("38001"), seen.toString());
            assertEquals("[\"phone\"]", seen.path("masked").toString());
            assertFalse(seen.has("revenue"), seen.toString());

            assertEquals(
                    "+8613800138000",
                    marketing
                            .http()
                            .post(reveals, wanted)
                            .expect(200)
                            .json()
                            .path("value")
                            .asText());
            marketing
                    .http()
                    .post(reveals, Map.of("field", "phone", "reason", " "))
                    .expect(400);
            marketing.http().post(reveals, Map.of("field", "phone")).expect(400);
            marketing
                    .http()
                    .post(reveals, Map.of("field", "revenue", "reason", "curious"))
                    .expect(403);
            marketing
                    .http()
                    .post(reveals, Map.of("field", "password", "reason", "curious"))
                    .expect(400);
            capped.http().post(reveals, wanted).expect(200);
            assertEquals(
                    "limit-reached",
                    capped.http().post(reveals, wanted).expect(429).problem());
            JsonNode trail = company.operator()
                    .get("/api/access/audit/entries?caller=" + marketing.id() + "&limit=100")
                    .expect(200)
                    .json();
            assertTrue(trail.toString().contains("calls back"), trail.toString());
            assertFalse(trail.toString().contains("13800138000"), trail.toString());
        }

        /** Law 7: nothing that is hidden can be found out by asking. */
        @Test
        void aHiddenFieldIsNeitherSortedNorSearchedNorGuessed() {
            Person seller = company.person("Wang", east, "sales");
            Person blind = company.person("Blind", west)
                    .may(Map.of(
                            "object",
                            "customer.customer",
                            "actions",
                            List.of("list", "read", "edit", "totals", "export"),
                            "scope",
                            "all",
                            "fields",
                            Map.of(
                                    "name", "hidden", "stage", "hidden", "phone", "masked", "ownerId", "hidden",
                                    "number", "hidden"),
                            "otherFields",
                            "edit"));
            String customer = seller.registers(aurora());

            JsonNode seen = blind.opens(customer).expect(200).json();
            assertFalse(seen.has("name") || seen.has("stage") || seen.has("ownerId"), seen.toString());
            assertFalse(seen.has("number"), seen.toString());
            blind.http().get(CUSTOMERS + "?sort=number").expect(403);
            assertEquals(Set.of(), blind.list("&q=aurora"));
            assertEquals(Set.of(), blind.list("&stage=potential"));
            assertEquals(Set.of(), blind.list("&owner=" + seller.id()));
            assertTrue(blind.list().contains(customer));
            assertEquals(
                    "field-not-sortable",
                    blind.http().get(CUSTOMERS + "?sort=name").expect(403).problem());
            blind.http()
                    .get(CUSTOMERS + "/summary?by=stage")
                    .expect(200)
                    .json()
                    .path("groups")
                    .forEach(group -> assertEquals(0, group.path("count").asInt(), group.toString()));
            String file = blind.http().get(CUSTOMERS + "/export").expect(200).text();
            assertFalse(file.contains("Aurora") || file.contains("8000") || file.contains("potential"), file);

            Answer wrong = blind.changes(customer, Map.of("name", "Guess")).expect(403);
            Answer right = blind.changes(customer, Map.of("name", "Aurora")).expect(403);
            assertEquals(wrong.json().path("fields"), right.json().path("fields"));
            blind.changes(customer, Map.of("phone", "13800138000")).expect(403);
            blind.changes(customer, Map.of("grade", "A")).expect(200);
            assertEquals("Aurora", seller.opens(customer).json().path("name").asText());
        }

        /** The most permissive rule for that record counts, not for the list. */
        @Test
        void fieldRulesAreThoseOfTheGrantThatReachesTheRecord() {
            Person bob = company.person("Bob", west, "sales");
            Person ann = company.person("Ann", east)
                    .may(
                            Map.of(
                                    "object",
                                    "customer.customer",
                                    "actions",
                                    List.of("list", "read", "create"),
                                    "scope",
                                    "own"),
                            Map.of(
                                    "object",
                                    "customer.customer",
                                    "actions",
                                    List.of("list", "read"),
                                    "scope",
                                    "all",
                                    "fields",
                                    Map.of("phone", "masked", "revenue", "hidden"),
                                    "otherFields",
                                    "read"));
            String own = ann.registers(aurora());
            String foreign = bob.registers(aurora());

            JsonNode page = ann.http()
                    .get(CUSTOMERS + "?limit=200&q=aurora")
                    .expect(200)
                    .json()
                    .path("items");
            for (JsonNode item : page) {
                boolean mine = item.path("id").asText().equals(own);
                if (mine || item.path("id").asText().equals(foreign)) {
                    assertEquals(mine, item.has("revenue"), item.toString());
                    assertEquals(mine, item.path("phone").asText().equals("+8613800138000"), item.toString());
                }
            }
            assertTrue(ann.opens(own).json().has("revenue"));
            assertFalse(ann.opens(foreign).json().has("revenue"));
        }

        /** Law 8, also behind a cache. */
        @Test
        void anEtagOfAnotherViewIsNeverUnchanged() {
            Person seller = company.person("Wang", east, "sales");
            Person viewer = company.person("Li", west, "finance");
            String customer = seller.registers(aurora());
            Answer masked = viewer.opens(customer).expect(200);

            viewer.may(Map.of("object", "customer.customer", "actions", List.of("list", "read"), "scope", "all"));

            Answer whole = viewer.http()
                    .with("If-None-Match", masked.etag())
                    .get(path(customer, ""))
                    .expect(200);
            assertEquals("+8613800138000", whole.json().path("phone").asText());
            assertNotEquals(masked.etag(), whole.etag());
            viewer.http()
                    .with("If-None-Match", whole.etag())
                    .get(path(customer, ""))
                    .expect(304);
        }

        /** A service of this module asks for the caller of whoever calls it. */
        @Test
        void anotherModuleIsShownWhatItsCallerMaySee() {
            if (server.state("peek").equals("absent")) {
                server.install(Peek.built());
            }
            Map<String, Object> use = Map.of("object", "peek.thing", "actions", List.of("use"), "scope", "all");
            Person wang = company.person("Wang", east, "sales").may(use);
            Person trainee = company.person("Tian", west, "trainee").may(use);
            Person stranger = company.person("Stranger", west).may(use);
            String customer = wang.registers(aurora());
            wang.http()
                    .put(path(customer, "/team/" + trainee.id()), Map.of("reason", "learns"))
                    .expect(200);

            assertEquals(
                    "[\"Aurora +8613800138000\"]",
                    wang.http().get("/api/peek/names").expect(200).text());
            assertTrue(trainee.http().get("/api/peek/names").expect(200).text().endsWith("****8000\"]"));
            assertEquals(
                    "[]", stranger.http().get("/api/peek/names").expect(200).text());
        }

        /** PERMISSIONS.md, section 1: a key acts as itself, on behalf of its person, and gets what both may. */
        @Test
        void anApiTokenSeesWhatItAndItsPersonMaySee() {
            Person ann = company.person("Ann", east, "own-records-only");
            String own = ann.registers("Ann's");
            String foreign = company.person("Bob", west, "sales").registers("Bob's");
            Http reader = ann.program(company.group(
                    Map.of("object", "customer.customer", "actions", List.of("list", "read"), "scope", "all")));

            reader.get(path(own, "")).expect(200);
            reader.get(path(foreign, "")).expect(404);
            JsonNode page = reader.get(CUSTOMERS + "?limit=200").expect(200).json();
            assertEquals(1, page.path("items").size(), page.toString());
            reader.patch(path(own, ""), "*", Map.of("grade", "A")).expect(403);
            reader.post(CUSTOMERS, Map.of("name", "New")).expect(403);
        }

        // -- files

        @Test
        void anImportDoesWhatItsStarterMayAndTellsTheRest() {
            Person bob = company.person("Bob", west, "sales-lead");
            Person ann = company.person("Ann", east, "sales-lead");
            String source = "s" + System.nanoTime();
            bob.http()
                    .post(
                            "/api/customer/imports?source=" + source,
                            BodyPublishers.ofString("externalId,name,industry\n1,Bob's one,retail\n"),
                            "text/csv")
                    .expect(202);
            Await.await("Bob's import is done", () -> bob.list("&q=" + "bob").size() >= 1);

            Answer started = ann.http()
                    .post(
                            "/api/customer/imports?source=" + source,
                            BodyPublishers.ofString(
                                    "externalId,name,industry\n1,Taken over,media\n2,Ann's one,media\n"),
                            "text/csv")
                    .expect(202);
            String imports =
                    "/api/customer/imports/" + started.json().path("id").asText();
            Await.await(
                    "Ann's import is done",
                    () -> ann.http().get(imports).json().path("state").asText().equals("done"));

            JsonNode done = ann.http().get(imports).json();
            assertEquals(1, done.path("created").asInt(), done.toString());
            assertEquals(1, done.path("failed").asInt(), done.toString());
            JsonNode mine =
                    ann.http().get(CUSTOMERS + "?q=ann").json().path("items").path(0);
            assertEquals(ann.id(), mine.path("ownerId").asText());
            assertEquals(east, mine.path("ownerDepartmentId").asText());
            assertEquals(Set.of(), ann.list("&q=taken"));
            bob.http().get(imports).expect(404);
        }

        @Test
        void anImportWritesEditableFieldsAlone() {
            Person ann = company.person("Ann", east)
                    .may(
                            Map.of("object", "customer.customer", "actions", List.of("list", "read"), "scope", "own"),
                            Map.of(
                                    "object",
                                    "customer.customer",
                                    "actions",
                                    List.of("import"),
                                    "scope",
                                    "own",
                                    "fields",
                                    Map.of("name", "edit", "external", "edit", "industry", "edit"),
                                    "otherFields",
                                    "read"));
            String allowed = imported(ann, "externalId,name,industry\n1,First,retail\n");
            String refused = imported(ann, "externalId,name,grade\n2,Second,A\n");

            assertEquals(1, ann.http().get(allowed).json().path("created").asInt());
            assertEquals(1, ann.http().get(refused).json().path("failed").asInt());
            String errors = ann.http().get(refused + "/errors").expect(200).text();
            assertTrue(errors.contains("grade:"), errors);
            assertEquals(1, ann.count());
        }

        private String imported(Person person, String file) {
            String path = "/api/customer/imports/"
                    + person.http()
                            .post("/api/customer/imports", BodyPublishers.ofString(file), "text/csv")
                            .expect(202)
                            .json()
                            .path("id")
                            .asText();
            Await.await(
                    "the import is done",
                    () -> person.http().get(path).json().path("state").asText().equals("done"));
            return path;
        }

        @Test
        void anExportHoldsWhatIsReachedHarmlesslyAndCountsAgainstALimit() {
            Person wang = company.person("Wang", east, "sales");
            Person capped = company.person("Cap", east)
                    .may(Map.of(
                            "object",
                            "customer.customer",
                            "actions",
                            List.of("export"),
                            "scope",
                            "department",
                            "limits",
                            Map.of("export", 3)));
            wang.registers("=cmd|' /C calc'!A0");
            wang.registers("+1+1");
            company.person("Li", west, "sales").registers("Elsewhere");

            String file = capped.http().get(CUSTOMERS + "/export").expect(200).text();

            assertEquals(3, file.lines().count(), file);
            assertTrue(file.contains("'=cmd|"), file);
            assertTrue(file.contains("'+1+1"), file);
            assertFalse(file.contains("Elsewhere"), file);
            assertEquals(
                    "limit-reached",
                    capped.http().get(CUSTOMERS + "/export").expect(429).problem());
        }
    }
}
