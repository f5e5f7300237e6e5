package io.mortise.permissions.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mortise.sdk.testkit.Answer;
import io.mortise.sdk.testkit.Http;
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.MortiseTest;
import io.mortise.sdk.testkit.TestDatabase;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The policy as an administrator meets it, through the whole server, on both databases. */
class PolicyIT {

    private static final String API = "/api/access";

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
        private final Http http;

        OnServer(MortiseServer server) {
            this.server = server;
            this.http = server.http().with("Accept-Language", "en");
        }

        @BeforeEach
        void install() {
            for (String module : List.of("identity", "customer", "access")) {
                if (server.state(module).equals("absent")) {
                    server.install(BuiltJars.built(module));
                }
            }
        }

        private String person(String name) {
            return http.post("/api/identity/people", Map.of("name", name))
                    .expect(201)
                    .json()
                    .path("id")
                    .asText();
        }

        private JsonNode keyed(String what, String key) {
            for (JsonNode one : http.get(API + "/" + what + "?limit=1000")
                    .expect(200)
                    .json()
                    .path("items")) {
                if (one.path("key").asText().equals(key)) {
                    return one;
                }
            }
            throw new AssertionError("no preset " + key + " among " + what);
        }

        private long version() {
            return http.get(API + "/policy").expect(200).json().path("version").asLong();
        }

        @Test
        void presetsAreThereFromTheFirstStartWithNamesInBothLanguages() {
            assertEquals(
                    "Sales lead", keyed("roles", "sales-lead").path("label").asText());
            Http chinese = server.http().with("Accept-Language", "zh-CN");
            boolean found = chinese.get(API + "/roles?limit=1000")
                    .expect(200)
                    .json()
                    .path("items")
                    .valueStream()
                    .anyMatch(role -> role.path("label").asText().equals("销售主管"));
            assertTrue(found);
        }

        /** Mistake 9. */
        @Test
        void deletingARoleTakesItFromItsMembersAndGivesNothingInstead() {
            String wang = person("Wang Fang");
            Answer role = http.post(API + "/roles", Map.of("name", "Helpers", "groups", List.of("read-only")))
                    .expect(201);
            String id = role.json().path("id").asText();
            http.post(
                            API + "/assignments",
                            Map.of("receiver", "person:" + wang, "role", id, "reason", "helps in spring"))
                    .expect(201);
            assertEquals(2, having(wang).size());

            http.delete(API + "/roles/" + id, role.etag()).expect(204);

            JsonNode left = having(wang);
            assertEquals(1, left.size());
            assertEquals("everybody", left.path(0).path("receiver").asText());
        }

        private JsonNode having(String person) {
            return http.get(API + "/assignments?person=" + person)
                    .expect(200)
                    .json()
                    .path("items");
        }

        @Test
        void aPresetIsCopiedChangedAndSwitchedOff() {
            String sales = keyed("groups", "sales").path("id").asText();
            Answer copy = http.post(API + "/groups/" + sales + "/copies", Map.of("name", "East sales"))
                    .expect(201);
            String path = API + "/groups/" + copy.json().path("id").asText();
            assertTrue(copy.json().path("grants").size() >= 3);

            http.patch(path, null, Map.of("on", false)).expect(428);
            Answer off = http.patch(path, copy.etag(), Map.of("on", false)).expect(200);
            assertEquals(false, off.json().path("on").asBoolean());
            http.patch(path, copy.etag(), Map.of("on", true)).expect(412);
            http.patch(path, off.etag(), Map.of("key", "sales")).expect(400);
        }

        @Test
        void badInputIsRefusedWithThePlaceAndChangesNothing() {
            long before = version();
            Answer unknown = http.post(
                            API + "/groups",
                            Map.of(
                                    "name",
                                    "Bad",
                                    "grants",
                                    List.of(
                                            Map.of("object", "moon.rocket", "actions", List.of("fly"), "scope", "all"),
                                            Map.of(
                                                    "object",
                                                    "customer.customer",
                                                    "actions",
                                                    List.of("*"),
                                                    "scope",
                                                    "all"))))
                    .expect(400);
            List<String> places = unknown.json()
                    .path("faults")
                    .valueStream()
                    .map(fault -> fault.path("pointer").asText())
                    .sorted()
                    .toList();
            assertEquals(
                    List.of("/grants/0/object", "/grants/1/actions"),
                    places,
                    unknown.json().toString());
            String nobody = "person:00000000-0000-7000-8000-000000000000";
            String role = keyed("roles", "sales").path("id").asText();
            http.post(API + "/assignments", Map.of("receiver", nobody, "role", role, "reason", "x"))
                    .expect(400);
            http.post(API + "/assignments", Map.of("receiver", "everybody", "role", role, "reason", " "))
                    .expect(400);
            http.post(
                            API + "/assignments",
                            Map.of(
                                    "receiver",
                                    "everybody",
                                    "role",
                                    role,
                                    "reason",
                                    "x",
                                    "from",
                                    "2026-02-01T00:00:00Z",
                                    "until",
                                    "2026-01-01T00:00:00Z"))
                    .expect(400);
            assertEquals(before, version());
        }

        @Test
        void aConditionIsReadBeforeItIsStoredAndItsFaultNamesTheCharacter() {
            long before = version();
            for (String wrong : List.of(
                    "region = \"华东\" and revenue",
                    "region ~ \"(a+)+$\"",
                    "nothing = 1",
                    "ownerId = me.salary",
                    "(".repeat(1_900),
                    "not ".repeat(400) + "region is empty")) {
                JsonNode fault = http.post(API + "/groups", conditional(wrong))
                        .expect(400)
                        .json()
                        .path("faults")
                        .path(0);
                assertEquals("/grants/0/condition", fault.path("pointer").asText());
                assertTrue(fault.path("message").asText().startsWith("At "), fault.toString());
            }
            assertEquals(before, version());

            Answer stored = http.post(
                            API + "/groups", conditional("region = \"华东\" and (stage != \"lost\" or ownerId = me.id)"))
                    .expect(201);
            assertEquals(
                    "region = \"华东\" and (stage != \"lost\" or ownerId = me.id)",
                    stored.json().path("grants").path(0).path("condition").asText());
        }

        private static Map<String, Object> conditional(String condition) {
            return Map.of(
                    "name",
                    "Conditional " + condition.hashCode(),
                    "grants",
                    List.of(Map.of(
                            "object",
                            "customer.customer",
                            "actions",
                            List.of("list"),
                            "scope",
                            Map.of("match", "stage is not empty"),
                            "condition",
                            condition)));
        }

        @Test
        void aVersionIsComparedAndReturnedToByOneCall() {
            long before = version();
            http.post(API + "/roles?reason=spring", Map.of("name", "Spring", "groups", List.of("read-only")))
                    .expect(201);
            JsonNode differences = http.get(API + "/versions/" + (before + 1) + "/differences")
                    .expect(200)
                    .json()
                    .path("differences");
            assertEquals(1, differences.size());
            assertEquals("Spring", differences.path(0).path("name").asText());

            http.post(API + "/versions/" + before + "/restoration?reason=mistake", Map.of())
                    .expect(200);

            assertEquals(before + 2, version());
            assertEquals(
                    0,
                    http.get(API + "/versions/" + (before + 2) + "/differences?since=" + before)
                            .expect(200)
                            .json()
                            .path("differences")
                            .size());
        }

        @Test
        void whatIsExportedCanBeEditedAndImported() {
            ObjectNode file =
                    http.get(API + "/policy/export").expect(200).json().deepCopy();
            http.post(API + "/policy/imports?dryRun=true", file).expect(200);
            long before = version();
            ((ObjectNode) file.path("groups").path(0)).put("description", "edited by hand");
            JsonNode differences =
                    http.post(API + "/policy/imports", file).expect(200).json();
            assertEquals(before + 1, differences.path("version").asLong());
            assertEquals(1, differences.path("differences").size());

            http.post(API + "/policy/imports", file.put("format", 7)).expect(400);
            assertEquals(before + 1, version());
        }

        @Test
        void aDraftIsPreviewedAgreedToByASecondPersonAndAppliedOnce() {
            String li = person("Li Na");
            String role = keyed("roles", "read-only").path("id").asText();
            Answer draft =
                    http.post(API + "/drafts", Map.of("name", "Let Li look")).expect(201);
            String path = API + "/drafts/" + draft.json().path("id").asText();
            ObjectNode file = http.get(path + "/policy").expect(200).json().deepCopy();
            ((ArrayNode) file.path("assignments"))
                    .addObject()
                    .put("receiver", "person:" + li)
                    .put("role", role)
                    .put("reason", "audit of the year");
            http.send("PUT", path + "/policy", BodyPublishers.ofString(file.toString()), "application/json")
                    .expect(428);
            Answer rewritten = http.with("If-Match", draft.etag())
                    .put(path + "/policy", file)
                    .expect(200);

            JsonNode preview = http.get(path + "/preview").expect(200).json();

            assertEquals(1, preview.path("peopleAffected").asInt(), preview.toString());
            assertEquals(
                    "Li Na", preview.path("someAffected").path(0).path("name").asText());
            assertTrue(preview.path("fields")
                    .valueStream()
                    .anyMatch(seen -> seen.path("field").asText().equals("phone")
                            && seen.path("gained").asInt() == 1));
            http.post(path + "/agreement", Map.of()).expect(428);
            Http current = http.with("If-Match", rewritten.etag());
            assertEquals(
                    "second-person-required",
                    current.post(path + "/agreement", Map.of()).expect(403).problem());
            current.post(path + "/application?reason=agreed", Map.of()).expect(200);
            assertEquals(2, having(li).size());
            current.post(path + "/application", Map.of()).expect(409);
        }

        @Test
        void aConflictOfDutiesIsRefusedWhenItIsGrantedAndAllowedByAWaiverOfASecondPersonOnly() {
            Answer conflict = http.post(
                            API + "/conflicts",
                            Map.of(
                                    "name",
                                    "Register / hand over",
                                    "left",
                                    List.of("customer.customer:import"),
                                    "right",
                                    List.of("identity.person:suspend")))
                    .expect(201);
            String zhao = person("Zhao Yun");
            String lead = keyed("roles", "sales-lead").path("id").asText();
            String officer = keyed("roles", "security-officer").path("id").asText();
            Map<String, String> first = Map.of("receiver", "person:" + zhao, "role", lead, "reason", "leads");
            Map<String, String> second = Map.of("receiver", "person:" + zhao, "role", officer, "reason", "watches");
            http.post(API + "/assignments", first).expect(201);

            Answer refused = http.post(API + "/assignments", second).expect(409);

            assertEquals("conflict-of-duties", refused.problem());
            Answer waiver = http.post(
                            API + "/waivers",
                            Map.of(
                                    "conflict",
                                    conflict.json().path("id").asText(),
                                    "person",
                                    zhao,
                                    "reason",
                                    "until the new officer is here",
                                    "until",
                                    "2099-01-01T00:00:00Z"))
                    .expect(201);
            http.post(API + "/assignments", second).expect(409);
            http.post(API + "/waivers/" + waiver.json().path("id").asText() + "/agreement", Map.of())
                    .expect(403);
            Answer spoofed = http.patch(
                            API + "/waivers/" + waiver.json().path("id").asText(),
                            waiver.etag(),
                            Map.of("agreedBy", "somebody"))
                    .expect(400);
            assertEquals("invalid-request", spoofed.problem());
            String path = API + "/conflicts/" + conflict.json().path("id").asText();
            http.delete(path, http.get(path).expect(200).etag()).expect(204);
            http.post(API + "/assignments", second).expect(201);
        }
    }
}
