package io.mortise.permissions.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.sdk.testkit.Await;
import io.mortise.sdk.testkit.Http;
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.MortiseTest;
import io.mortise.sdk.testkit.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Shadow runs as an administrator meets them, on both databases (PERMISSIONS.md, section 11; R37). */
class ShadowIT {

    private static final String API = "/api/access/shadows";

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

        private String draft(String name) {
            return http.post("/api/access/drafts", Map.of("name", name))
                    .expect(201)
                    .json()
                    .path("id")
                    .asText();
        }

        private Map<String, String> run(String draft, Duration time) {
            return Map.of("draft", draft, "until", Instant.now().plus(time).toString());
        }

        @Test
        void oneDraftAtATimeRunsBesideThePolicyUntilSomebodyEndsIt() {
            String draft = draft("Spring");
            JsonNode run =
                    http.post(API, run(draft, Duration.ofHours(1))).expect(201).json();
            String path = API + "/" + run.path("id").asText();

            assertEquals(
                    "shadow-running",
                    http.post(API, run(draft, Duration.ofHours(1))).expect(409).problem());
            JsonNode read = http.get(path).expect(200).json();
            assertTrue(read.path("running").asBoolean());
            assertEquals("Spring", read.path("name").asText());
            assertEquals(0, read.path("totals").size());
            assertTrue(http.post(path + "/closure", Map.of()).expect(200).json().has("endedAt"));
            assertEquals(
                    "shadow-ended",
                    http.post(path + "/closure", Map.of()).expect(409).problem());
            assertFalse(http.get(path).expect(200).json().path("running").asBoolean());
            assertTrue(http.get(API)
                    .expect(200)
                    .json()
                    .path("items")
                    .valueStream()
                    .anyMatch(
                            one -> one.path("id").asText().equals(run.path("id").asText())));
        }

        @Test
        void aRunEndsByItself() {
            String draft = draft("Short");
            JsonNode run = http.post(API, run(draft, Duration.ofSeconds(1)))
                    .expect(201)
                    .json();
            String path = API + "/" + run.path("id").asText();

            Await.await(
                    "the run is over",
                    () -> "module:access"
                            .equals(http.get(path)
                                    .expect(200)
                                    .json()
                                    .path("endedBy")
                                    .asText()));
            JsonNode next =
                    http.post(API, run(draft, Duration.ofHours(1))).expect(201).json();
            http.post(API + "/" + next.path("id").asText() + "/closure", Map.of())
                    .expect(200);
        }

        @Test
        void whatCanNotRunIsRefused() {
            String draft = draft("Closed");
            String path = "/api/access/drafts/" + draft;
            http.post(API, run(draft, Duration.ofDays(31))).expect(400);
            http.post(API, run(draft, Duration.ofSeconds(-1))).expect(400);
            http.post(API, Map.of("draft", draft)).expect(400);
            http.post(API, Map.of("draft", "mine", "until", "2099-01-01T00:00:00Z"))
                    .expect(400);
            http.post(API, run(UUID.randomUUID().toString(), Duration.ofHours(1)))
                    .expect(404);
            http.get(API + "/" + UUID.randomUUID()).expect(404);
            http.get(API + "/" + UUID.randomUUID() + "/findings").expect(404);
            http.anonymous().get(API).expect(401);
            http.delete(path, http.get(path).expect(200).etag()).expect(204);

            assertEquals(
                    "draft-closed",
                    http.post(API, run(draft, Duration.ofHours(1))).expect(409).problem());
        }
    }
}
