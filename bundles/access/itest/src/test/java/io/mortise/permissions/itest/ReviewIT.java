package io.mortise.permissions.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.sdk.testkit.Answer;
import io.mortise.sdk.testkit.Await;
import io.mortise.sdk.testkit.Http;
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.MortiseTest;
import io.mortise.sdk.testkit.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A review campaign 权限审核 from its opening to its report, through the whole server (R22; PERMISSIONS.md, section 8). */
class ReviewIT {

    private static final String API = "/api/access";
    private static final AtomicInteger COUNTER = new AtomicInteger();

    @Nested
    @MortiseTest(database = TestDatabase.H2)
    class OnH2 extends OnServer {
        private final MortiseServer server;

        OnH2(MortiseServer server) {
            super(server);
            this.server = server;
        }

        /** Nobody answers in time: the time is over by a statement, so that no test waits for days. */
        @Test
        void silenceTakesWhatIsRiskyAndLeavesTheRest() throws SQLException {
            String risky = group(true);
            String harmless = group(false);
            String person = person(Map.of());
            assign("person:" + person, risky);
            assign("person:" + person, harmless);
            String first = open(risky);
            String second = open(harmless);
            await(first, "open");
            await(second, "open");
            String url =
                    "jdbc:h2:file:" + server.dataFolder().resolve("db/mortise").toAbsolutePath() + ";IFEXISTS=TRUE";
            try (var connection = DriverManager.getConnection(url, "mortise", "");
                    var statement = connection.createStatement()) {
                statement.execute(
                        "update access_review set ends_at = opened_at where id in ('" + first + "', '" + second + "')");
            }

            JsonNode suspended = await(first, "closed").get(0);
            JsonNode kept = await(second, "closed").get(0);

            assertEquals("suspend", suspended.path("decision").asText());
            assertEquals("no answer", suspended.path("reason").asText());
            assertEquals("keep", kept.path("decision").asText());
            assertEquals(0, having(person, risky));
            assertEquals(1, having(person, harmless));
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

        private String made(String path, Map<String, Object> body) {
            return http.post(path, body).expect(201).json().path("id").asText();
        }

        String person(Map<String, Object> more) {
            var body = new java.util.HashMap<String, Object>(more);
            body.put("name", "Person " + COUNTER.incrementAndGet());
            return made("/api/identity/people", body);
        }

        /** A group whose only action is harmless, or that gives permissions away. */
        String group(boolean risky) {
            Map<String, Object> grant = risky
                    ? Map.of("object", "access.assignment", "actions", List.of("create"), "scope", "all")
                    : Map.of("object", "customer.customer", "actions", List.of("list", "read"), "scope", "all");
            return made(
                    API + "/groups", Map.of("name", "Group " + COUNTER.incrementAndGet(), "grants", List.of(grant)));
        }

        void assign(String receiver, String group) {
            made(API + "/assignments", Map.of("receiver", receiver, "group", group, "reason", "project"));
        }

        long having(String person, String group) {
            long count = 0;
            for (JsonNode one :
                    http.get(API + "/assignments?limit=1000").expect(200).json().path("items")) {
                boolean his = one.path("receiver").asText().equals("person:" + person)
                        && one.path("group").asText().equals(group);
                count += his ? 1 : 0;
            }
            return count;
        }

        String open(String group) {
            return made(
                    API + "/reviews",
                    Map.of(
                            "name",
                            "Review " + COUNTER.incrementAndGet(),
                            "what",
                            Map.of("subject", "group", "id", group),
                            "stages",
                            List.of(Map.of("reviewer", "line-manager")),
                            "graceHours",
                            0));
        }

        JsonNode await(String review, String status) {
            Await.await("review " + status, () -> status(review).equals(status));
            return http.get(API + "/reviews/" + review + "/items")
                    .expect(200)
                    .json()
                    .path("items");
        }

        private String status(String review) {
            return http.get(API + "/reviews/" + review)
                    .expect(200)
                    .json()
                    .path("status")
                    .asText();
        }

        private Answer decide(JsonNode item, Map<String, Object> body) {
            return http.post(API + "/own-reviews/" + item.path("id").asText() + "/decision", body);
        }

        @Test
        void whatIsRevokedIsTakenReportedWithItsHashAndGivenBackByAnUndo() throws NoSuchAlgorithmException {
            String group = group(false);
            String manager = person(Map.of());
            String kept = person(Map.of("managerId", manager));
            String revoked = person(Map.of());
            assign("person:" + kept, group);
            assign("person:" + revoked, group);
            String review = open(group);
            JsonNode items = await(review, "open");
            assertEquals(2, items.size());

            for (JsonNode item : items) {
                boolean his = item.path("personId").asText().equals(kept);
                assertEquals(his ? manager : "", item.path("reviewerId").asText());
                assertEquals("project", item.path("evidence").path("reason").asText());
                decide(item, Map.of("decision", his ? "keep" : "revoke")).expect(200);
                decide(item, Map.of("decision", "keep")).expect(409);
            }
            JsonNode closed = await(review, "closed");

            assertEquals(1, having(kept, group));
            assertEquals(0, having(revoked, group));
            Answer report = http.get(API + "/reviews/" + review + "/report").expect(200);
            String hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(report.text().getBytes(StandardCharsets.UTF_8)));
            assertEquals(
                    hash,
                    http.get(API + "/reviews/" + review)
                            .json()
                            .path("reportSha256")
                            .asText());
            assertTrue(http.get("/api/access/audit/entries?record=" + review)
                    .expect(200)
                    .text()
                    .contains(hash));
            for (JsonNode item : closed) {
                boolean taken = item.path("outcome").asText().equals("applied");
                http.post(API + "/reviews/items/" + item.path("id").asText() + "/undo", Map.of("reason", "was needed"))
                        .expect(taken ? 200 : 409);
            }
            assertEquals(1, having(revoked, group));
        }

        @Test
        void whatIsRiskyIsKeptOnlyWithAReasonAndNeverInBulk() {
            String group = group(true);
            assign("person:" + person(Map.of()), group);
            assign("person:" + person(Map.of()), group);
            String review = open(group);
            JsonNode items = await(review, "open");
            List<String> ids =
                    items.valueStream().map(item -> item.path("id").asText()).toList();

            assertTrue(items.get(0).path("risky").asBoolean());
            assertEquals(
                    "review-reason-required",
                    decide(items.get(0), Map.of("decision", "keep")).expect(409).problem());
            assertEquals(
                    "review-bulk-keep",
                    http.post(
                                    API + "/own-reviews/decisions",
                                    Map.of("items", ids, "decision", "keep", "reason", "all of them"))
                            .expect(409)
                            .problem());
            decide(items.get(0), Map.of("decision", "keep", "reason", "runs the team"))
                    .expect(200);
            JsonNode second = decide(items.get(1), Map.of("decision", "keep", "reason", "he too"))
                    .expect(200)
                    .json();

            assertTrue(second.path("tooFast").asBoolean(), second.toString());
        }

        @Test
        void whatComesWithADepartmentCannotBeTakenFromOneAndStaysOpen() {
            String group = group(false);
            String department =
                    made("/api/identity/departments", Map.of("name", "Department " + COUNTER.incrementAndGet()));
            person(Map.of("mainDepartmentId", department));
            assign("department:" + department, group);
            String review = open(group);
            JsonNode item = await(review, "open").get(0);

            decide(item, Map.of("decision", "revoke")).expect(200);
            JsonNode failed = await(review, "applied").get(0);

            assertEquals("failed", failed.path("outcome").asText());
            assertFalse(failed.path("failure").asText().isEmpty());
            http.get(API + "/reviews/" + review + "/report").expect(409);
        }

        /** R22: whoever moves is asked about at once. */
        @Test
        void aTransferOpensAReviewOfOnePerson() {
            String department =
                    made("/api/identity/departments", Map.of("name", "Department " + COUNTER.incrementAndGet()));
            String moved = person(Map.of());
            assign("person:" + moved, group(false));

            http.post("/api/identity/people/moves", Map.of("people", List.of(moved), "to", department))
                    .expect(200);

            Await.await(
                    "a review of the person who moved",
                    () -> http.get(API + "/reviews?limit=200")
                            .expect(200)
                            .json()
                            .path("items")
                            .valueStream()
                            .anyMatch(review -> review.path("personId").asText().equals(moved)
                                    && review.path("status").asText().equals("open")));
        }

        @Test
        void aDefinitionThatCannotWorkIsRefusedWithThePlace() {
            Answer refused = http.post(
                            API + "/reviews",
                            Map.of(
                                    "name",
                                    "Bad",
                                    "what",
                                    Map.of("subject", "moon"),
                                    "stages",
                                    List.of(Map.of("reviewer", "self")),
                                    "days",
                                    0))
                    .expect(400);

            List<String> places = refused.json()
                    .path("faults")
                    .valueStream()
                    .map(fault -> fault.path("pointer").asText())
                    .sorted()
                    .toList();
            assertEquals(List.of("/days", "/stages/0/reviewer", "/what/subject"), places);
        }
    }
}
