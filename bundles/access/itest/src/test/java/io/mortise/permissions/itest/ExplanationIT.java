package io.mortise.permissions.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mortise.sdk.testkit.Answer;
import io.mortise.sdk.testkit.Http;
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.MortiseTest;
import io.mortise.sdk.testkit.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Why, why not, who, what, and what differs, through the whole server, on both databases (PERMISSIONS.md, section 10). */
class ExplanationIT {

    private static final String API = "/api/access/explanations";

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

        private String role(String key) {
            return http.get("/api/access/roles?limit=1000")
                    .expect(200)
                    .json()
                    .path("items")
                    .valueStream()
                    .filter(one -> one.path("key").asText().equals(key))
                    .findFirst()
                    .orElseThrow()
                    .path("id")
                    .asText();
        }

        private String assign(String person, String role) {
            return http.post(
                            "/api/access/assignments",
                            Map.of("receiver", "person:" + person, "role", role(role), "reason", "a test"))
                    .expect(201)
                    .json()
                    .path("id")
                    .asText();
        }

        private JsonNode decision(String person, String permission) {
            return http.get(API + "/decisions?person=" + person + "&permission=" + permission)
                    .expect(200)
                    .json();
        }

        @Test
        void aDecisionNamesGroupRoleAndAssignmentInBothLanguagesAndLinksThem() {
            String li = person("Li Na");
            String assignment = assign(li, "sales");

            JsonNode why = decision(li, "customer.customer:edit");

            assertTrue(why.path("allowed").asBoolean());
            assertEquals(
                    "Li Na may do “Change” with Customer.",
                    why.path("reason").path("text").asText());
            JsonNode grant = why.path("reason").path("reasons").path(0);
            assertEquals("grant", grant.path("kind").asText());
            assertTrue(grant.path("link").asText().startsWith("/api/access/groups/"), grant.toString());
            JsonNode given = grant.path("reasons")
                    .valueStream()
                    .filter(one -> one.path("kind").asText().equals("assignment"))
                    .findFirst()
                    .orElseThrow();
            assertEquals(
                    "/api/access/assignments/" + assignment, given.path("link").asText());
            http.get(given.path("link").asText()).expect(200);
            String chinese = server.http()
                    .with("Accept-Language", "zh-CN")
                    .get(API + "/decisions?person=" + li + "&permission=customer.customer:edit")
                    .expect(200)
                    .json()
                    .path("reason")
                    .path("text")
                    .asText();
            assertEquals("Li Na可以对客户执行“编辑”。", chinese);
        }

        private String texts(String language, String person, String permission) {
            return server.http()
                    .with("Accept-Language", language)
                    .get(API + "/decisions?person=" + person + "&permission=" + permission)
                    .expect(200)
                    .text();
        }

        /** R24: not "by a position" but by which one. */
        @Test
        void thePositionAndTheTagThatBringAPermissionAreNamed() {
            String clerk = made("positions", "Clerk " + UUID.randomUUID());
            String tag = made("tags", "Trusted " + UUID.randomUUID());
            String he = http.post(
                            "/api/identity/people",
                            Map.of("name", "He Jie", "positionIds", List.of(clerk), "tagIds", List.of(tag)))
                    .expect(201)
                    .json()
                    .path("id")
                    .asText();
            for (String receiver : List.of("position:" + clerk, "tag:" + tag)) {
                http.post(
                                "/api/access/assignments",
                                Map.of("receiver", receiver, "role", role("auditor"), "reason", "a test"))
                        .expect(201);
            }

            String english = texts("en", he, "access.audit:list");
            String chinese = texts("zh-CN", he, "access.audit:list");

            assertTrue(english.contains("It was given to the position “" + name("positions", clerk) + "”"), english);
            assertTrue(english.contains("It was given to the tag “" + name("tags", tag) + "”"), english);
            assertTrue(english.contains("/api/identity/positions/" + clerk), english);
            assertTrue(chinese.contains(name("positions", clerk)) && chinese.contains(name("tags", tag)), chinese);
        }

        private String made(String what, String name) {
            return http.post("/api/identity/" + what, Map.of("name", name))
                    .expect(201)
                    .json()
                    .path("id")
                    .asText();
        }

        private String name(String what, String id) {
            return http.get("/api/identity/" + what + "/" + id)
                    .expect(200)
                    .json()
                    .path("name")
                    .asText();
        }

        /** The best suggestion is sent as it stands, with a reason and the revision; then it is allowed. */
        @Test
        void aSuggestionDoesWhatItSays() throws Exception {
            String wang = person("Wang Fang");
            assertFalse(decision(wang, "customer.customer:edit").path("allowed").asBoolean());

            JsonNode best = http.get(API + "/suggestions?person=" + wang + "&permission=customer.customer:edit")
                    .expect(200)
                    .json()
                    .path("items")
                    .path(0);
            for (JsonNode step : best.path("changes")) {
                send(step.path("request"));
            }

            assertTrue(decision(wang, "customer.customer:edit").path("allowed").asBoolean(), best.toString());
            assertEquals(
                    0,
                    http.get(API + "/suggestions?person=" + wang + "&permission=customer.customer:edit")
                            .expect(200)
                            .json()
                            .path("items")
                            .size());
        }

        private void send(JsonNode request) {
            ObjectNode body = request.path("body").isObject()
                    ? request.path("body").deepCopy()
                    : new ObjectMapper().createObjectNode();
            String path = request.path("path").asText();
            switch (request.path("method").asText()) {
                case "POST" ->
                    http.post(path, body.put("reason", "as suggested")).expect(201);
                case "PATCH" ->
                    http.patch(path, http.get(path).expect(200).etag(), body).expect(200);
                case "DELETE" ->
                    http.delete(path, http.get(path).expect(200).etag()).expect(204);
                default -> throw new AssertionError(request);
            }
        }

        @Test
        void aRestrictionIsNamedAndTheSmallestChangeSparesTheActionAlone() {
            String zhao = person("Zhao Yun");
            assign(zhao, "sales-lead");
            http.post(
                            "/api/access/restrictions",
                            Map.of(
                                    "name",
                                    "Stocktaking",
                                    "receiver",
                                    "person:" + zhao,
                                    "object",
                                    "customer.customer",
                                    "actions",
                                    List.of("edit", "transfer"),
                                    "reason",
                                    "counting"))
                    .expect(201);

            JsonNode why = decision(zhao, "customer.customer:edit");
            JsonNode best = http.get(API + "/suggestions?person=" + zhao + "&permission=customer.customer:edit")
                    .expect(200)
                    .json()
                    .path("items")
                    .path(0);

            assertFalse(why.path("allowed").asBoolean());
            assertTrue(why.path("reason")
                    .path("reasons")
                    .valueStream()
                    .anyMatch(one -> one.path("effect").asText().equals("forbids")
                            && one.path("text").asText().contains("Stocktaking")));
            assertEquals(1, best.path("changes").size(), best.toString());
            assertEquals("spare", best.path("changes").path(0).path("kind").asText());
            send(best.path("changes").path(0).path("request"));
            assertTrue(decision(zhao, "customer.customer:edit").path("allowed").asBoolean());
            assertFalse(
                    decision(zhao, "customer.customer:transfer").path("allowed").asBoolean());
        }

        @Test
        void holdersArePagedAndAreThoseForWhomTheDecisionIsYes() {
            String one = person("Holder One");
            String two = person("Holder Two");
            String none = person("Holder None");
            assign(one, "auditor");
            assign(two, "auditor");

            var found = new java.util.HashSet<String>();
            String after = "";
            do {
                JsonNode page = http.get(API + "/holders?permission=access.usage:list&limit=1" + after)
                        .expect(200)
                        .json();
                page.path("items")
                        .forEach(holder -> found.add(holder.path("person").asText()));
                after = page.hasNonNull("next") ? "&after=" + page.path("next").asText() : "";
            } while (!after.isEmpty());

            assertTrue(found.containsAll(List.of(one, two)), found.toString());
            assertFalse(found.contains(none));
            found.forEach(id ->
                    assertTrue(decision(id, "access.usage:list").path("allowed").asBoolean()));
        }

        @Test
        void whatAPersonMayDoIsSummedUpAndComparedWithAnotherAndWithThePast() throws Exception {
            String li = person("Sun Li");
            String other = person("Sun Wei");
            assign(other, "own-records-only");
            Instant before = Instant.now();
            Thread.sleep(5);
            String assignment = assign(li, "trainee");

            JsonNode summary = http.get(API + "/summaries/" + li).expect(200).json();
            JsonNode past = http.get(API + "/differences?person=" + li + "&from=" + before)
                    .expect(200)
                    .json();
            JsonNode people = http.get(API + "/differences?person=" + li + "&other=" + other)
                    .expect(200)
                    .json();

            JsonNode customer = summary.path("objects")
                    .valueStream()
                    .filter(object -> object.path("object").asText().equals("customer.customer"))
                    .findFirst()
                    .orElseThrow();
            assertEquals(
                    List.of("list", "read"),
                    customer.path("actions")
                            .valueStream()
                            .map(action -> action.path("action").asText())
                            .toList());
            assertTrue(customer.path("fields")
                    .valueStream()
                    .anyMatch(field -> field.path("sensitivity").asText().equals("contact")
                            && field.path("masked").asInt() == 1));
            List<String> gained = past.path("differences")
                    .valueStream()
                    .filter(one -> one.path("change").asText().equals("gained"))
                    .map(one -> one.path("permission").asText())
                    .toList();
            assertTrue(
                    gained.containsAll(List.of("customer.customer:list", "customer.customer:read")), gained.toString());
            assertFalse(gained.contains("customer.customer:edit"));
            assertEquals(gained.size(), past.path("differences").size());
            assertEquals(1, past.path("notes").size(), past.toString());
            assertEquals(
                    "/api/access/assignments/" + assignment,
                    past.path("assignments").path(0).path("link").asText());
            assertTrue(people.path("differences")
                    .valueStream()
                    .anyMatch(one -> one.path("permission").asText().equals("customer.customer:edit")
                            && one.path("change").asText().equals("gained")));
        }

        @Test
        void aDecisionOfThePastIsExplainedByThePolicyThatCountedThen() throws Exception {
            String he = person("He Jun");
            String assignment = assign(he, "auditor");
            Thread.sleep(5);
            Instant then = Instant.now();
            String path = "/api/access/assignments/" + assignment;
            http.delete(path, http.get(path).expect(200).etag()).expect(204);

            JsonNode past = http.get(API + "/decisions?person=" + he + "&permission=access.audit:list&at=" + then)
                    .expect(200)
                    .json();

            assertFalse(decision(he, "access.audit:list").path("allowed").asBoolean());
            assertTrue(past.path("allowed").asBoolean());
            assertTrue(past.path("notes").path(0).asText().contains("today"), past.toString());
            JsonNode beginning = http.get(
                            API + "/decisions?person=" + he + "&permission=access.audit:list&at=2001-01-01T00:00:00Z")
                    .expect(200)
                    .json();
            assertEquals(0, beginning.path("version").asInt());
            assertFalse(beginning.path("allowed").asBoolean());
        }

        @Test
        void everyEntryOfTheTrailSaysWhichPolicyCounted() {
            String tag = http.post("/api/identity/tags", Map.of("name", "Versioned"))
                    .expect(201)
                    .json()
                    .path("id")
                    .asText();
            JsonNode entry = http.get("/api/access/audit/entries?record=" + tag)
                    .expect(200)
                    .json()
                    .path("items")
                    .path(0);

            assertTrue(entry.path("policyVersion").asLong() >= 1, entry.toString());
            // The operator is no person: there is nothing to explain.
            http.get(API + "/decisions?entry=" + entry.path("id").asText()).expect(400);
            http.get(API + "/decisions?entry=" + UUID.randomUUID()).expect(404);
        }

        @Test
        void whatCanNotBeAskedIsRefusedWithTheParameter() {
            String li = person("Li Ming");
            Map<String, String> wrong = Map.of(
                    "?person", "permission=customer.customer:edit",
                    "?permission", "person=" + li,
                    "?record", "person=" + li + "&permission=access.policy:read&record=" + UUID.randomUUID(),
                    "?field", "person=" + li + "&permission=customer.customer:edit&field=moon",
                    "?at", "person=" + li + "&permission=customer.customer:edit&at=yesterday",
                    "?entry", "entry=one");
            wrong.forEach((pointer, query) -> {
                Answer answer = http.get(API + "/decisions?" + query).expect(400);
                assertEquals(
                        pointer,
                        answer.json().path("faults").path(0).path("pointer").asText(),
                        query);
            });
            http.get(API + "/decisions?person=" + li + "&permission=Customer:edit")
                    .expect(400);
            http.get(API + "/decisions?person=" + UUID.randomUUID() + "&permission=customer.customer:edit")
                    .expect(404);
            http.get(API + "/differences?person=" + li).expect(400);
            http.anonymous()
                    .get(API + "/holders?permission=customer.customer:edit")
                    .expect(401);
            // The operator has no permissions of his own to ask about.
            http.get("/api/access/own/permissions").expect(403);
        }

        @Test
        void anUnknownActionIsExplainedAndNoChangeIsSuggested() {
            String li = person("Li Hua");

            JsonNode why = decision(li, "moon.rocket:fly");

            assertFalse(why.path("allowed").asBoolean());
            assertEquals(
                    "object",
                    why.path("reason").path("reasons").path(0).path("kind").asText());
            assertEquals(
                    0,
                    http.get(API + "/suggestions?person=" + li + "&permission=moon.rocket:fly")
                            .expect(200)
                            .json()
                            .path("items")
                            .size());
        }
    }
}
