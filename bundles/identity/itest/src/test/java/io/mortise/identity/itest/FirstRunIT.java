package io.mortise.identity.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mortise.sdk.testkit.Answer;
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.MortiseTest;
import io.mortise.sdk.testkit.TestDatabase;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A new server gets its first administrator, and never loses the last; on both databases. */
class FirstRunIT {

    private static final String SETUP = "/api/identity/setup";
    private static final String PASSWORD = "kettle otter sundial";

    @Nested
    @MortiseTest(database = TestDatabase.H2, fresh = true, settings = "http.trusted-proxies=127.0.0.1")
    class OnH2 extends OnServer {}

    @Nested
    @MortiseTest(database = TestDatabase.POSTGRESQL, fresh = true, settings = "http.trusted-proxies=127.0.0.1")
    class OnPostgresql extends OnServer {}

    abstract static class OnServer {

        private Company company;

        /** A new server for each test: a parameter of the constructor, or a field, would be one for the class. */
        @BeforeEach
        void meet(MortiseServer server) {
            company = new Company(server);
        }

        private static Map<String, String> body(String code, String login, String password) {
            return Map.of("code", code, "name", "Wang Fang", "login", login, "password", password);
        }

        @Test
        void theCodeOfTheTerminalMakesTheFirstAdministratorOnceAndARestartKeepsHimSignedIn() {
            String code = company.install("identity", "access");
            Browser browser = Browser.at(company.server());
            assertTrue(browser.get(SETUP).expect(200).json().path("needed").asBoolean());
            assertEquals(
                    "setup-code-wrong",
                    browser.post(SETUP, body("AAAA-BBBB-CCCC-DDDD", "wang@example.com", PASSWORD))
                            .expect(403)
                            .problem());
            browser.post(SETUP, body(code, "wang@example.com", "Password2026")).expect(400);
            browser.post(SETUP, body(code, "w", PASSWORD)).expect(400);

            Answer made = browser.kept(
                    browser.post(SETUP, body(code.toLowerCase(java.util.Locale.ROOT), "wang@example.com", PASSWORD))
                            .expect(201));

            assertFalse(browser.get(SETUP).expect(200).json().path("needed").asBoolean());
            browser.get("/api/modules").expect(200);
            JsonNode people = browser.get("/api/identity/people").expect(200).json();
            assertEquals(
                    made.json().path("personId"), people.path("items").path(0).path("id"));
            browser.post("/api/access/roles", Map.of("name", "Helpers", "groups", java.util.List.of("read-only")))
                    .expect(201);
            assertEquals(
                    403,
                    Browser.at(company.server())
                            .post(SETUP, body(code, "li@example.com", PASSWORD))
                            .status());
            assertTrue(
                    company.operator()
                            .get("/api/access/audit/entries?object=identity.session")
                            .expect(200)
                            .text()
                            .contains(browser.address()),
                    "the trail does not say from where");

            company.server().restart();

            assertTrue(browser.in());
            browser.get("/api/identity/people").expect(200);
        }

        @Test
        void theLastAdministratorIsNeitherSuspendedNorTakenTheRoleFromNorForbiddenToAdminister() {
            company.install("identity", "access");
            JsonNode first = company.operator()
                    .post(
                            "/api/identity/administrators",
                            Map.of("name", "Wang Fang", "login", "wang@example.com", "reason", "a test"))
                    .expect(201)
                    .json();
            String id = first.path("id").asText();
            var operator = company.operator();

            assertEquals(
                    "last-administrator",
                    operator.post("/api/identity/people/" + id + "/suspension", "")
                            .expect(409)
                            .problem());
            operator.post("/api/identity/people/" + id + "/departure", "").expect(409);
            JsonNode assignment = operator.get("/api/access/assignments?person=" + id)
                    .expect(200)
                    .json()
                    .path("items")
                    .valueStream()
                    .filter(one -> one.path("receiver").asText().equals("person:" + id))
                    .findFirst()
                    .orElseThrow();
            String path = "/api/access/assignments/" + assignment.path("id").asText();
            String etag = operator.get(path).expect(200).etag();
            assertEquals(
                    "last-administrator",
                    operator.delete(path, etag).expect(409).problem());
            operator.post(
                            "/api/access/restrictions",
                            Map.of(
                                    "name",
                                    "Locked out",
                                    "receiver",
                                    "person:" + id,
                                    "object",
                                    "access.policy",
                                    "reason",
                                    "x"))
                    .expect(409);
            operator.post("/api/access/versions/1/restoration?reason=x", Map.of())
                    .expect(409);
            ObjectNode file =
                    operator.get("/api/access/policy/export").expect(200).json().deepCopy();
            file.putArray("assignments");
            operator.post("/api/access/policy/imports", file).expect(409);

            operator.post(
                            "/api/identity/administrators",
                            Map.of("name", "Li Na", "login", "li@example.com", "reason", "a second one"))
                    .expect(201);
            operator.post("/api/identity/people/" + id + "/suspension", "").expect(200);
        }

        @Test
        void whoHasLostEverythingIsGotInAgainByWhoeverHoldsTheMachine() {
            company.install("identity", "access");
            company.operator()
                    .post(
                            "/api/identity/administrators",
                            Map.of("name", "Wang Fang", "login", "wang@example.com", "reason", "a test"))
                    .expect(201);
            for (int i = 0; i < 5; i++) {
                Browser.at(company.server())
                        .signIn("wang@example.com", "forgotten " + i)
                        .expect(401);
            }
            Browser.at(company.server()).signIn("wang@example.com", "forgotten").expect(429);

            String password = company.operator()
                    .post("/api/identity/administrators/recoveries", Map.of("login", "wang@example.com"))
                    .expect(200)
                    .json()
                    .path("password")
                    .asText();

            Browser browser = Browser.at(company.server());
            assertEquals(
                    "password",
                    browser.signIn("wang@example.com", password)
                            .expect(201)
                            .json()
                            .path("pending")
                            .asText());
            company.operator()
                    .post("/api/identity/administrators/recoveries", Map.of("login", "nobody@example.com"))
                    .expect(409);
        }

        @Test
        void withoutTheAccessModuleNobodyIsMadeAdministrator() {
            company.install("identity");

            assertFalse(Browser.at(company.server())
                    .get(SETUP)
                    .expect(200)
                    .json()
                    .path("needed")
                    .asBoolean());
            assertEquals(
                    "access-missing",
                    Browser.at(company.server())
                            .post(SETUP, body("AAAA-BBBB-CCCC-DDDD", "wang@example.com", PASSWORD))
                            .expect(503)
                            .problem());
        }
    }
}
