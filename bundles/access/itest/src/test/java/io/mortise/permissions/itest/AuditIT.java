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
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The audit trail through the whole server: what is in it, and that whoever tampers with it is found (R22, decision 25). */
class AuditIT {

    private static final String API = "/api/access/audit";

    @Nested
    @MortiseTest(database = TestDatabase.H2)
    class OnH2 extends OnServer {

        private final MortiseServer server;

        OnH2(MortiseServer server) {
            super(server);
            this.server = server;
        }

        private void sql(String... statements) throws SQLException {
            String url =
                    "jdbc:h2:file:" + server.dataFolder().resolve("db/mortise").toAbsolutePath() + ";IFEXISTS=TRUE";
            try (var connection = DriverManager.getConnection(url, "mortise", "");
                    var statement = connection.createStatement()) {
                for (String one : statements) {
                    statement.execute(one);
                }
            }
        }

        /** Tampers, expects to be found, and puts the rows of these places back. */
        private void isFound(String fault, long place, String places, String... tampering) throws SQLException {
            sql("create table tamper_copy as select * from access_audit where place in (" + places + ")");
            sql(tampering);

            JsonNode check = verify(Map.of());

            assertEquals(fault, check.path("fault").asText(), check.toString());
            assertEquals(place, check.path("position").asLong(), check.toString());
            sql(
                    "delete from access_audit where id in (select id from tamper_copy)",
                    "insert into access_audit select * from tamper_copy",
                    "drop table tamper_copy");
            assertTrue(verify(Map.of()).path("whole").asBoolean(), "whole again after " + fault);
        }

        @Test
        void whoeverTampersIsFound() throws SQLException {
            for (int i = 0; i < 5; i++) {
                tag("Somebody " + i);
            }
            awaitSealed();
            assertTrue(verify(Map.of()).path("whole").asBoolean());
            awaitSealed();
            JsonNode end = verify(Map.of());
            awaitSealed();
            String anchor =
                    end.path("entries").asText() + ":" + end.path("hash").asText();

            isFound("changed", 2, "2", "update access_audit set action = 'read' where place = 2");
            isFound("changed", 2, "2", "update access_audit set caller_id = 'nobody' where place = 2");
            isFound("personal-changed", 3, "3", "update access_audit set personal = '{}' where place = 3");
            isFound("missing", 3, "3", "delete from access_audit where place = 3");
            isFound(
                    "changed",
                    2,
                    "2, 3",
                    "update access_audit set place = -1 where place = 2",
                    "update access_audit set place = 2 where place = 3",
                    "update access_audit set place = 3 where place = -1");
            long last = end.path("entries").asLong();
            isFound("missing", last, Long.toString(last), "delete from access_audit where place = " + last);
            assertTrue(verify(Map.of("anchor", anchor)).path("whole").asBoolean());

            // Whoever also moves the head back is found by what was noted outside the server.
            awaitSealed();
            sql(
                    "delete from access_audit where place >= 4",
                    "update access_audit_head set place = 3, hash = (select hash from access_audit where place = 3)");
            assertEquals(
                    "missing", verify(Map.of("anchor", anchor)).path("fault").asText());
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
            for (String module : List.of("identity", "access")) {
                if (server.state(module).equals("absent")) {
                    server.install(BuiltJars.built(module));
                }
            }
        }

        String tag(String name) {
            return http.post("/api/identity/tags", Map.of("name", name))
                    .expect(201)
                    .json()
                    .path("id")
                    .asText();
        }

        JsonNode verify(Map<String, String> body) {
            return http.post(API + "/verification", body).expect(200).json();
        }

        void awaitSealed() {
            Await.await(
                    "every entry has its place",
                    () -> http.get(API + "/verification")
                                    .expect(200)
                                    .json()
                                    .path("waiting")
                                    .asLong()
                            == 0);
        }

        private JsonNode entries(String query) {
            return http.get(API + "/entries" + query).expect(200).json();
        }

        @Test
        void whatWasDoneIsFoundPagedAndExported() {
            String first = tag("Trail One");
            tag("Trail Two");

            JsonNode page = entries("?limit=1&object=identity.tag&outcome=done");
            JsonNode next = entries("?limit=1&object=identity.tag&outcome=done&after="
                    + page.path("next").asText());
            String csv = http.get(API + "/export?record=" + first).expect(200).text();

            assertEquals(1, page.path("items").size());
            assertTrue(next.path("items")
                            .get(0)
                            .path("id")
                            .asText()
                            .compareTo(page.path("items").get(0).path("id").asText())
                    < 0);
            assertTrue(csv.contains(first), csv);
            assertEquals(
                    "operator",
                    entries("?record=" + first)
                            .path("items")
                            .get(0)
                            .path("callerId")
                            .asText());
            http.get(API + "/entries?outcome=perhaps").expect(400);
            http.get(API + "/entries?from=yesterday").expect(400);
        }

        /** Decision 25: what a person is called goes, what was done stays, and the chain is whole. */
        @Test
        void erasingAPersonsValuesKeepsTheChainWhole() {
            String erased = tag("Erase Me");
            awaitSealed();

            http.post(API + "/erasures", Map.of("person", erased)).expect(400);
            int rows = http.post(API + "/erasures", Map.of("person", erased, "reason", "asked for it"))
                    .expect(200)
                    .json()
                    .path("entries")
                    .asInt();

            assertTrue(rows >= 1);
            awaitSealed();
            assertTrue(verify(Map.of()).path("whole").asBoolean());
            JsonNode left = entries("?record=" + erased + "&object=identity.tag");
            assertFalse(left.path("items").isEmpty());
            left.path("items").forEach(entry -> assertFalse(entry.has("details"), entry.toString()));
        }
    }
}
