package io.mortise.identity.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.sdk.testkit.Answer;
import io.mortise.sdk.testkit.Http;
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.MortiseTest;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What stands in headers counts only when somebody trusted wrote it. */
class SmugglingIT {

    private static final String SESSIONS = "/api/identity/sessions";

    @Nested
    @MortiseTest
    class WithoutATrustedProxy {

        private final MortiseServer server;
        private final Company company;

        WithoutATrustedProxy(MortiseServer server) {
            this.server = server;
            this.company = new Company(server);
        }

        @BeforeEach
        void install() {
            company.install("identity", "access");
        }

        @Test
        void otherAddressesInHeadersGiveNoOtherTriesAndAnOperatorUnlocksTheRealOne() {
            Company.Employee wang = company.employee("Wang Fang");
            int answered = 0;
            for (int i = 0; i < 60 && answered < 429; i++) {
                Http attacker = Http.to(server.address())
                        .with("X-Forwarded-For", "203.0.113." + i)
                        .with("Forwarded", "for=198.51.100." + i)
                        .with("X-Real-IP", "192.0.2." + i);
                answered = attacker.post(SESSIONS, Map.of("login", "name" + i, "password", "guess number " + i))
                        .status();
            }
            assertEquals(429, answered);
            Http nobody = Http.to(server.address());
            Map<String, String> right = Map.of("login", wang.login(), "password", Company.PASSWORD);
            assertEquals(
                    "too-many-tries", nobody.post(SESSIONS, right).expect(429).problem());

            company.operator()
                    .delete("/api/identity/address-locks/127.0.0.1", null)
                    .expect(204);

            Answer in = nobody.post(SESSIONS, right).expect(201);
            String cookie = in.header("Set-Cookie").orElseThrow();
            assertEquals(
                    "127.0.0.1",
                    nobody.with("Cookie", cookie.substring(0, cookie.indexOf(';')))
                            .with("X-Forwarded-For", "203.0.113.77")
                            .get("/api/identity/own/sessions")
                            .expect(200)
                            .json()
                            .path("items")
                            .path(0)
                            .path("address")
                            .asText());
        }

        @Test
        void aClientThatSaysItSpeaksTlsGetsNoOtherCookieThanItIs() {
            Company.Employee wang = company.employee("Wang Tls");
            company.operator()
                    .delete("/api/identity/address-locks/127.0.0.1", null)
                    .expect(204);

            Answer in = Http.to(server.address())
                    .with("X-Forwarded-Proto", "https")
                    .with("Forwarded", "proto=https")
                    .post(SESSIONS, Map.of("login", wang.login(), "password", Company.PASSWORD))
                    .expect(201);

            assertFalse(in.header("Set-Cookie").orElseThrow().contains("Secure"));
        }
    }

    @Nested
    @MortiseTest(settings = "http.trusted-proxies=127.0.0.1")
    class BehindATrustedProxy {

        private final MortiseServer server;
        private final Company company;

        BehindATrustedProxy(MortiseServer server) {
            this.server = server;
            this.company = new Company(server);
        }

        @BeforeEach
        void install() {
            company.install("identity", "access");
        }

        @Test
        void overTlsTheCookieIsBoundToTheHostAndThePlainOneDoesNotCount() {
            Company.Employee wang = company.employee("Wang Host");
            Http tls = Browser.at(server).bare().with("X-Forwarded-Proto", "https");

            Answer in = tls.post(SESSIONS, Map.of("login", wang.login(), "password", Company.PASSWORD))
                    .expect(201);

            String cookie = in.header("Set-Cookie").orElseThrow();
            assertTrue(cookie.startsWith("__Host-mortise-session="), cookie);
            assertTrue(cookie.endsWith("; Path=/; HttpOnly; SameSite=Lax; Secure"), cookie);
            String pair = cookie.substring(0, cookie.indexOf(';'));
            tls.with("Cookie", pair).get(SESSIONS + "/current").expect(200);
            tls.with("Cookie", pair.replace("__Host-", ""))
                    .get(SESSIONS + "/current")
                    .expect(401);
            tls.with("X-Forwarded-Proto", "http")
                    .with("Cookie", pair)
                    .get(SESSIONS + "/current")
                    .expect(401);
        }
    }
}
