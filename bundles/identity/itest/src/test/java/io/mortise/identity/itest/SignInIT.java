package io.mortise.identity.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.identity.internal.credential.Totp;
import io.mortise.identity.itest.Company.Employee;
import io.mortise.sdk.testkit.Answer;
import io.mortise.sdk.testkit.Await;
import io.mortise.sdk.testkit.Http;
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.MortiseTest;
import io.mortise.sdk.testkit.TestDatabase;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signing in through the whole server, on both databases; what attackers try has a test each. */
class SignInIT {

    private static final String SESSIONS = "/api/identity/sessions";
    private static final String CURRENT = SESSIONS + "/current";
    private static final String OWN = "/api/identity/own";

    @Nested
    @MortiseTest(database = TestDatabase.H2, settings = "http.trusted-proxies=127.0.0.1")
    class OnH2 extends OnServer {
        OnH2(MortiseServer server) {
            super(server);
        }
    }

    @Nested
    @MortiseTest(database = TestDatabase.POSTGRESQL, settings = "http.trusted-proxies=127.0.0.1")
    class OnPostgresql extends OnServer {
        OnPostgresql(MortiseServer server) {
            super(server);
        }
    }

    abstract static class OnServer {

        private final MortiseServer server;
        private final Company company;

        OnServer(MortiseServer server) {
            this.server = server;
            this.company = new Company(server);
        }

        @BeforeEach
        void install() {
            company.install("identity", "access");
        }

        private Browser signedIn(Employee employee) {
            return Browser.at(server).signedIn(employee.login(), Company.PASSWORD);
        }

        /** A token of the person's own, as a program shows it. */
        private static String token(Browser browser) {
            return browser.post(OWN + "/tokens", Map.of("name", "script", "endsAt", tomorrow()))
                    .expect(201)
                    .json()
                    .path("token")
                    .asText();
        }

        private static String tomorrow() {
            return Instant.now().plus(Duration.ofDays(1)).toString();
        }

        private static String problem(Answer answer, int status) {
            return String.valueOf(answer.expect(status).problem());
        }

        @Test
        void aPersonIsInvitedChoosesAPasswordSignsInAndOut() {
            Employee wang = company.employee("Wang Fang");
            Browser browser = Browser.at(server);

            Answer in = browser.signIn(wang.login().toUpperCase(java.util.Locale.ROOT), Company.PASSWORD)
                    .expect(201);

            assertEquals(wang.id(), in.json().path("personId").asText());
            String cookie = in.header("Set-Cookie").orElseThrow();
            assertTrue(cookie.startsWith("mortise-session="), cookie);
            assertTrue(cookie.endsWith("; Path=/; HttpOnly; SameSite=Lax"), cookie);
            assertEquals("no-store", in.header("Cache-Control").orElseThrow());
            Answer current = browser.get(CURRENT).expect(200);
            assertEquals(in.json().path("csrfToken"), current.json().path("csrfToken"));
            browser.get(OWN + "/notifications").expect(200);

            browser.delete(CURRENT).expect(204);

            assertFalse(browser.in());
            browser.get(OWN + "/notifications").expect(401);
        }

        /** The person is the same: he stays signed in, keeps his password, and is told. */
        @Test
        void aChangedLoginNameCountsAtOnceAndNothingElseChanges() {
            Employee wang = company.employee("Wang Renamed");
            Employee li = company.employee("Li Other");
            Browser browser = signedIn(wang);
            String account = "/api/identity/people/" + wang.id() + "/account/login";
            String next = "renamed-" + wang.login();

            JsonNode after = company.operator()
                    .put(account, Map.of("login", " " + next + " "))
                    .expect(200)
                    .json();

            assertEquals(next, after.path("login").asText());
            assertEquals(1, after.path("sessions").asInt());
            String notices = browser.get(OWN + "/notifications").expect(200).text();
            assertTrue(notices.contains("identity.login-changed") && notices.contains(next), notices);
            assertEquals("sign-in-failed", problem(Browser.at(server).signIn(wang.login(), Company.PASSWORD), 401));
            Browser.at(server).signIn(next, Company.PASSWORD).expect(201);
            String trail = company.operator()
                    .get("/api/access/audit/entries?record=" + wang.id() + "&action=rename")
                    .expect(200)
                    .text();
            assertTrue(trail.contains(wang.login()) && trail.contains(next), trail);

            // The same again changes nothing; another's name, no name at all and nobody's account are refused.
            company.operator().put(account, Map.of("login", next)).expect(200);
            assertEquals(
                    "login-taken",
                    problem(
                            company.operator()
                                    .put(account, Map.of("login", li.login().toUpperCase(java.util.Locale.ROOT))),
                            409));
            company.operator().put(account, Map.of("login", "a b")).expect(400);
            company.operator().put(account, Map.of()).expect(400);
            company.operator()
                    .put(account, Map.of("login", next, "password", "x"))
                    .expect(400);
            browser.http().put(account, Map.of("login", "mine@example.com")).expect(403);
            Http.to(server.address())
                    .put(account, Map.of("login", "mine@example.com"))
                    .expect(401);
            Browser.at(server).signIn(next, Company.PASSWORD).expect(201);
        }

        @Test
        void nobodyLearnsWhetherThereIsSuchAnAccount() {
            Employee wang = company.employee("Wang Wei");
            Employee gone = company.employee("Li Gone");
            company.operator()
                    .post("/api/identity/people/" + gone.id() + "/departure", "")
                    .expect(200);
            String invited = company.operator()
                    .post("/api/identity/people", Map.of("name", "Never Came"))
                    .expect(201)
                    .json()
                    .path("id")
                    .asText();
            company.operator()
                    .post(
                            "/api/identity/people/" + invited + "/account/invitations",
                            Map.of("login", "never.came@example.com"))
                    .expect(201);

            var answers = new ArrayList<String>();
            for (String login :
                    List.of(wang.login(), gone.login(), "never.came@example.com", "nobody@example.com", "")) {
                Answer answer =
                        Browser.at(server).signIn(login, "wrong password here").expect(401);
                answers.add(answer.text().replaceAll("[0-9a-f]{32}", ""));
                assertTrue(answer.headers().allValues("Set-Cookie").isEmpty());
            }
            answers.add(Browser.at(server)
                    .signIn(gone.login(), Company.PASSWORD)
                    .expect(401)
                    .text()
                    .replaceAll("[0-9a-f]{32}", ""));

            assertEquals(1, answers.stream().distinct().count(), answers.toString());
            assertTrue(answers.getFirst().contains("sign-in-failed"), answers.getFirst());
        }

        @Test
        void aNameIsLockedAfterFiveTriesWhetherItExistsOrNotAndUnlockedByAnAdministratorOrAtAKnownAddress() {
            Employee wang = company.employee("Wang Lock");
            Browser office = signedIn(wang);
            for (String login : List.of(wang.login(), "nobody" + System.nanoTime() + "@example.com")) {
                for (int i = 0; i < 5; i++) {
                    Browser.at(server).signIn(login, "wrong password " + i).expect(401);
                }
                Answer locked = Browser.at(server).signIn(login, Company.PASSWORD);
                assertEquals("too-many-tries", problem(locked, 429));
                assertTrue(locked.json().path("retryAfterSeconds").asLong() > 800, locked.text());
            }
            String account = "/api/identity/people/" + wang.id() + "/account";
            assertTrue(company.operator().get(account).expect(200).json().hasNonNull("lockedUntil"));

            Browser.at(server, office.address()).signedIn(wang.login(), Company.PASSWORD);

            assertEquals("too-many-tries", problem(Browser.at(server).signIn(wang.login(), Company.PASSWORD), 429));
            company.operator().delete(account + "/lock", null).expect(204);
            Browser.at(server).signedIn(wang.login(), Company.PASSWORD);
        }

        @Test
        void manyTriesAtOnceAreNotFewerThanOneAfterAnother() throws Exception {
            Employee wang = company.employee("Wang Parallel");
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Integer>> tries = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    int number = i;
                    tries.add(threads.submit(() -> Browser.at(server)
                            .signIn(wang.login(), "guess number " + number)
                            .status()));
                }
                int compared = 0;
                for (Future<Integer> one : tries) {
                    compared += one.get() == 401 ? 1 : 0;
                }
                assertEquals(5, compared);
            }
        }

        /** Session fixation: what a browser brings along is never taken over, and ends if it was somebody's. */
        @Test
        void aPlantedSessionIsNotTakenOver() {
            Employee mallory = company.employee("Mallory Fix");
            Employee wang = company.employee("Wang Fix");
            Browser planted = signedIn(mallory);
            Http victim = Browser.at(server).bare();

            Answer invented = victim.with("Cookie", "mortise-session=" + "A".repeat(43))
                    .post(SESSIONS, Map.of("login", wang.login(), "password", Company.PASSWORD))
                    .expect(201);
            Answer stolen = victim.with("Cookie", planted.cookie())
                    .post(SESSIONS, Map.of("login", wang.login(), "password", Company.PASSWORD))
                    .expect(201);

            assertFalse(invented.header("Set-Cookie").orElseThrow().contains("AAAA"));
            assertFalse(stolen.header("Set-Cookie").orElseThrow().contains(planted.cookie()));
            assertFalse(planted.in());
        }

        @Test
        void aChangeWithACookieNeedsTheTokenOfItsOwnPage() {
            Browser wang = signedIn(company.employee("Wang Csrf"));
            Browser mallory = signedIn(company.employee("Mallory Csrf"));
            Http cookie = wang.bare().with("Cookie", wang.cookie());
            String path = OWN + "/notifications/readings";

            cookie.get(OWN + "/notifications").expect(200);
            assertEquals("csrf", problem(cookie.post(path, ""), 403));
            assertEquals(
                    "csrf", problem(cookie.with("X-CSRF-Token", mallory.token()).post(path, ""), 403));
            assertEquals(
                    "csrf", problem(cookie.with("X-CSRF-Token", "A".repeat(43)).post(path, ""), 403));
            assertEquals("csrf", problem(cookie.post("/api/access/roles", Map.of("name", "x")), 403));
            assertEquals("csrf", problem(cookie.send("DELETE", CURRENT, BodyPublishers.noBody(), null), 403));
            assertEquals("csrf", problem(cookie.post("/api/module-plans", Map.of()), 403));
            cookie.with("X-CSRF-Token", wang.token()).post(path, "").expect(204);
            // A form of another site can't send JSON, so it can't sign anybody in as somebody else either.
            wang.bare()
                    .post(SESSIONS, BodyPublishers.ofString("login=a&password=b"), "application/x-www-form-urlencoded")
                    .expect(415);
            wang.bare()
                    .post(SESSIONS, BodyPublishers.ofString("{\"login\":\"a\",\"password\":\"b\"}"), "text/plain")
                    .expect(415);
        }

        @Test
        void twoCookiesTwoTokensAndForgedOnesAreNobody() throws Exception {
            Browser wang = signedIn(company.employee("Wang Twice"));
            String path = OWN + "/notifications";
            String secret = wang.cookie().substring(wang.cookie().indexOf('=') + 1);

            for (String forged : List.of(
                    wang.cookie() + "; " + wang.cookie(),
                    wang.cookie() + "; mortise-session=" + "B".repeat(43),
                    "mortise-session=",
                    "mortise-session=" + secret.substring(1),
                    "mortise-session=" + secret + "x",
                    "__Host-" + wang.cookie(),
                    "mortise-session=' or '1'='1")) {
                wang.bare().with("Cookie", forged).get(path).expect(401);
            }
            for (String forged : List.of("Bearer mrt_" + secret, "Bearer " + secret, "Basic d2FuZzp3YW5n", "Bearer ")) {
                wang.bare().with("Authorization", forged).get(path).expect(401);
                // A cookie never helps out where a token is wrong.
                wang.http().with("Authorization", forged).get(path).expect(401);
            }
            String twice = RawRequest.send(
                    server.address(),
                    "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
                            + server.kernel().operatorToken() + "\r\nAuthorization: Bearer "
                            + server.kernel().operatorToken() + "\r\n\r\n");
            assertTrue(twice.startsWith("HTTP/1.1 401"), twice);
        }

        @Test
        void aTokenInAnAddressIsIgnored() {
            Employee wang = company.employee("Wang Url");
            Browser browser = signedIn(wang);
            String token = token(browser);
            String secret = browser.cookie().substring(browser.cookie().indexOf('=') + 1);

            for (String query : List.of(
                    "access_token=" + token,
                    "token=" + token,
                    "authorization=Bearer%20" + token,
                    "mortise-session=" + secret,
                    "csrfToken=" + browser.token() + "&session=" + secret)) {
                browser.bare().get(OWN + "/notifications?" + query).expect(401);
            }
        }

        @Test
        void whoIsSuspendedIsOutAtOnceWithSessionsTokensAndLinksAndComesBackWithNone() {
            Employee wang = company.employee("Wang Out");
            Browser browser = signedIn(wang);
            Browser phone = signedIn(wang);
            String token = token(browser);
            String link = company.operator()
                    .post("/api/identity/people/" + wang.id() + "/account/password-resets", "")
                    .expect(201)
                    .json()
                    .path("link")
                    .asText();
            Http script = browser.bare().as(token);
            script.get(OWN + "/notifications").expect(403);

            company.operator()
                    .post("/api/identity/people/" + wang.id() + "/suspension", "")
                    .expect(200);

            assertFalse(browser.in());
            assertFalse(phone.in());
            script.get(OWN + "/notifications").expect(401);
            company.operator()
                    .post("/api/identity/people/" + wang.id() + "/return", "")
                    .expect(200);
            assertFalse(browser.in());
            script.get(OWN + "/notifications").expect(401);
            browser.bare()
                    .post(
                            "/api/identity/password-links/redemption",
                            Map.of("secret", link.substring(link.indexOf('#') + 1), "password", "another lamp orbit"))
                    .expect(410);
            signedIn(wang);
        }

        @Test
        void sessionsAreListedWithTheirAddressAndEndedOneByOneOrAllOthers() {
            Employee wang = company.employee("Wang List");
            Browser first = signedIn(wang);
            Browser second = signedIn(wang);
            Browser third = signedIn(wang);

            JsonNode items = first.get(OWN + "/sessions").expect(200).json().path("items");

            assertEquals(3, items.size());
            assertEquals(third.address(), items.path(0).path("address").asText());
            assertFalse(items.toString().contains(first.cookie().substring(20)));
            String other = items.path(1).path("id").asText();
            Browser mallory = signedIn(company.employee("Mallory List"));
            mallory.delete(OWN + "/sessions/" + other).expect(404);
            assertTrue(second.in());
            first.delete(OWN + "/sessions/" + other).expect(204);
            assertFalse(second.in());
            assertEquals(
                    1,
                    first.delete(OWN + "/sessions")
                            .expect(200)
                            .json()
                            .path("ended")
                            .asInt());
            assertFalse(third.in());
            assertTrue(first.in());
            assertEquals(
                    1,
                    company.operator()
                            .delete("/api/identity/people/" + wang.id() + "/account/sessions", null)
                            .expect(200)
                            .json()
                            .path("ended")
                            .asInt());
            assertFalse(first.in());
        }

        @Test
        void aNewPasswordEndsOtherSessionsAndRotatesThisOne() {
            Employee wang = company.employee("Wang Change");
            Browser here = signedIn(wang);
            Browser there = signedIn(wang);
            String before = here.cookie();

            assertEquals(
                    "password-wrong",
                    problem(
                            here.post(
                                    OWN + "/password",
                                    Map.of("current", "wrong lamp orbit", "password", "kettle otter sundial")),
                            403));
            for (String weak : List.of("short", "Password2026!", Company.PASSWORD, "wang.change99")) {
                here.post(OWN + "/password", Map.of("current", Company.PASSWORD, "password", weak))
                        .expect(400);
            }
            here.kept(here.post(
                            OWN + "/password", Map.of("current", Company.PASSWORD, "password", "kettle otter sundial"))
                    .expect(200));

            assertNotEquals(before, here.cookie());
            assertTrue(here.in());
            assertFalse(there.in());
            here.bare().with("Cookie", before).get(CURRENT).expect(401);
            Browser.at(server).signIn(wang.login(), Company.PASSWORD).expect(401);
            Browser.at(server).signedIn(wang.login(), "kettle otter sundial");
            assertTrue(here.get(OWN + "/notifications").expect(200).text().contains("identity.password-changed"));
        }

        @Test
        void aResetLinkCountsOnceAndEndsEverySession() {
            Employee wang = company.employee("Wang Reset");
            Browser browser = signedIn(wang);
            String path = "/api/identity/people/" + wang.id() + "/account/password-resets";
            String first = company.operator()
                    .post(path, "")
                    .expect(201)
                    .json()
                    .path("link")
                    .asText();
            Answer second = company.operator().post(path, "").expect(201);
            assertFalse(second.json().path("delivered").asBoolean());
            String link = second.json().path("link").asText();
            Map<String, String> body =
                    Map.of("secret", link.substring(link.indexOf('#') + 1), "password", "kettle otter sundial");
            Http nobody = Browser.at(server).bare();
            String redemption = "/api/identity/password-links/redemption";

            nobody.post(redemption, Map.of("secret", first.substring(first.indexOf('#') + 1), "password", "x"))
                    .expect(410);
            nobody.post(redemption, Map.of("secret", body.get("secret"), "password", "short"))
                    .expect(400);
            assertTrue(browser.in());
            nobody.post(redemption, body).expect(204);
            nobody.post(redemption, body).expect(410);

            assertFalse(browser.in());
            Browser.at(server).signedIn(wang.login(), "kettle otter sundial");
            nobody.post("/api/identity/password-links/requests", Map.of("login", wang.login()))
                    .expect(202);
            nobody.post("/api/identity/password-links/requests", Map.of("login", "nobody@example.com"))
                    .expect(202);
        }

        @Test
        void onlyAdministratorsAreShownALinkByWhichSomebodyElseCouldSignIn() {
            Employee officer = company.employee("Zhao Officer");
            Employee wang = company.employee("Wang Victim");
            company.assign("person:" + officer.id(), "security-officer");
            Browser browser = signedIn(officer);

            browser.get("/api/identity/people/" + wang.id() + "/account").expect(200);
            browser.post("/api/identity/people/" + wang.id() + "/account/password-resets", "")
                    .expect(403);
            browser.post("/api/identity/administrators", Map.of("name", "Me", "login", "me@me", "reason", "x"))
                    .expect(403);
            browser.post("/api/identity/administrators/recoveries", Map.of("login", wang.login()))
                    .expect(403);
        }

        /** Law 6: whoever may reset passwords must not become whoever he resets. */
        @Test
        void aHelperWhoMayResetPasswordsSeesNoLinkAndTakesNoSecondFactorAway() {
            Employee helper = company.employee("Helper Desk");
            Employee wang = company.employee("Wang Target");
            String group = company.operator()
                    .post(
                            "/api/access/groups",
                            Map.of(
                                    "name",
                                    "Help desk " + helper.id(),
                                    "grants",
                                    List.of(
                                            Map.of(
                                                    "object",
                                                    "identity.account",
                                                    "actions",
                                                    List.of("invite", "reset", "unlock"),
                                                    "scope",
                                                    "all"),
                                            Map.of(
                                                    "object",
                                                    "identity.person",
                                                    "actions",
                                                    List.of("read"),
                                                    "scope",
                                                    "all"))))
                    .expect(201)
                    .json()
                    .path("id")
                    .asText();
            company.operator()
                    .post(
                            "/api/access/assignments",
                            Map.of("receiver", "person:" + helper.id(), "group", group, "reason", "a test"))
                    .expect(201);
            Browser browser = signedIn(helper);
            String account = "/api/identity/people/" + wang.id() + "/account";

            assertEquals("administrators-only", problem(browser.post(account + "/password-resets", ""), 403));
            assertEquals("administrators-only", problem(browser.delete(account + "/second-factor"), 403));
            browser.delete(account + "/lock").expect(204);
        }

        @Test
        void aCodeOfTheSecondFactorIsAskedForAndCountsOnce() {
            Employee wang = company.employee("Wang Totp");
            Browser browser = signedIn(wang);
            Browser other = signedIn(wang);
            String before = browser.cookie();
            browser.post(OWN + "/second-factor", Map.of("password", "wrong lamp orbit"))
                    .expect(403);
            JsonNode offer = browser.post(OWN + "/second-factor", Map.of("password", Company.PASSWORD))
                    .expect(200)
                    .json();
            var totp = new Totp(offer.path("secret").asText());
            assertTrue(offer.path("uri").asText().startsWith("otpauth://totp/Mortise:"));
            Browser.at(server).signedIn(wang.login(), Company.PASSWORD);
            browser.post(OWN + "/second-factor/confirmation", Map.of("code", "000000"))
                    .expect(400);
            Instant now = Instant.now();

            Answer confirmed =
                    browser.kept(browser.post(OWN + "/second-factor/confirmation", Map.of("code", totp.code(now)))
                            .expect(200));

            List<String> codes = confirmed
                    .json()
                    .path("recoveryCodes")
                    .valueStream()
                    .map(JsonNode::asText)
                    .toList();
            assertEquals(10, codes.size());
            assertNotEquals(before, browser.cookie());
            assertFalse(other.in());
            Browser phone = Browser.at(server);
            assertEquals("second-factor-code-needed", problem(phone.signIn(wang.login(), Company.PASSWORD), 401));
            Map<String, String> replayed =
                    Map.of("login", wang.login(), "password", Company.PASSWORD, "code", totp.code(now));
            assertEquals("second-factor-code-wrong", problem(phone.signIn(replayed), 401));
            Map<String, String> next =
                    Map.of("login", wang.login(), "password", Company.PASSWORD, "code", totp.code(now.plusSeconds(30)));
            phone.signIn(next).expect(201);
            assertEquals("second-factor-code-wrong", problem(phone.signIn(next), 401));
            Map<String, String> recovery = Map.of(
                    "login",
                    wang.login(),
                    "password",
                    Company.PASSWORD,
                    "recoveryCode",
                    codes.getFirst().toLowerCase(java.util.Locale.ROOT).replace("-", " "));
            Browser.at(server).signIn(recovery).expect(201);
            assertEquals("second-factor-code-wrong", problem(Browser.at(server).signIn(recovery), 401));
            assertEquals(
                    9,
                    browser.get(OWN + "/second-factor")
                            .expect(200)
                            .json()
                            .path("recoveryCodes")
                            .asInt());
            browser.post(OWN + "/second-factor/removal", Map.of("password", Company.PASSWORD, "code", "000000"))
                    .expect(401);
            company.operator()
                    .delete("/api/identity/people/" + wang.id() + "/account/second-factor", null)
                    .expect(204);
            Browser.at(server).signedIn(wang.login(), Company.PASSWORD);
        }

        @Test
        void aTemporaryPasswordMustBeChangedBeforeAnythingElse() {
            String login = "temporary" + System.nanoTime() + "@example.com";
            Answer made = company.operator()
                    .post(
                            "/api/identity/administrators",
                            Map.of("name", "Chen Temporary", "login", login, "reason", "a test"))
                    .expect(201);
            Browser browser = Browser.at(server);
            String given = made.json().path("password").asText();

            assertEquals(
                    "password",
                    browser.signIn(login, given)
                            .expect(201)
                            .json()
                            .path("pending")
                            .asText());

            assertEquals("password-change-needed", problem(browser.get("/api/identity/people"), 403));
            assertEquals("password-change-needed", problem(browser.get("/api/modules"), 403));
            browser.get(CURRENT).expect(200);
            browser.kept(browser.post(OWN + "/password", Map.of("current", given, "password", "kettle otter sundial"))
                    .expect(200));
            browser.get("/api/identity/people").expect(200);
            browser.get("/api/modules").expect(200);
            Browser.at(server).signIn(login, given).expect(401);
            company.operator()
                    .post("/api/identity/administrators", Map.of("name", "Twice", "login", login, "reason", "x"))
                    .expect(409);
        }

        @Test
        void aTokenActsForItsPersonUntilItIsRevokedAndIsShownOnce() {
            Employee wang = company.employee("Wang Token");
            Browser browser = signedIn(wang);
            String tomorrow = tomorrow();
            for (Map<String, String> bad : List.of(
                    Map.of("name", " ", "endsAt", tomorrow),
                    Map.of(
                            "name",
                            "late",
                            "endsAt",
                            Instant.now().plus(Duration.ofDays(800)).toString()),
                    Map.of(
                            "name",
                            "over",
                            "endsAt",
                            Instant.now().minusSeconds(1).toString()),
                    Map.of("name", "never"))) {
                browser.post(OWN + "/tokens", bad).expect(400);
            }
            Answer made = browser.post(OWN + "/tokens", Map.of("name", "nightly report", "endsAt", tomorrow))
                    .expect(201);
            String id = made.json().path("id").asText();
            Http script = browser.bare().as(made.json().path("token").asText());

            assertFalse(
                    browser.get(OWN + "/tokens").expect(200).json().toString().contains("mrt_"));
            // Without a grant of its own it is somebody, and may nothing; what is a person's own is not a program's.
            assertEquals("forbidden", problem(script.get("/api/identity/people"), 403));
            script.post(OWN + "/tokens", Map.of("name", "more", "endsAt", tomorrow))
                    .expect(403);
            script.get(CURRENT).expect(401);
            company.assign("token:" + id, "administrator");
            script.get("/api/identity/people").expect(403);
            company.assign("person:" + wang.id(), "security-officer");
            script.get("/api/identity/people").expect(200);
            script.get("/api/identity/settings").expect(403);
            Browser mallory = signedIn(company.employee("Mallory Token"));
            mallory.delete(OWN + "/tokens/" + id).expect(404);

            browser.delete(OWN + "/tokens/" + id).expect(204);

            script.get("/api/identity/people").expect(401);
            assertEquals(
                    0,
                    browser.get(OWN + "/tokens")
                            .expect(200)
                            .json()
                            .path("items")
                            .size());
            Answer service = company.operator()
                    .post("/api/identity/tokens", Map.of("name", "warehouse", "endsAt", tomorrow))
                    .expect(201);
            assertFalse(service.json().has("personId"));
            browser.bare()
                    .as(service.json().path("token").asText())
                    .get("/api/identity/people")
                    .expect(403);
            company.operator()
                    .delete("/api/identity/tokens/" + service.json().path("id").asText(), null)
                    .expect(204);
        }

        /** Law 8: whatever begins after the revocation was answered is refused. */
        @Test
        void noRequestThatBeginsAfterARevocationIsLetIn() throws Exception {
            Employee wang = company.employee("Wang Race");
            for (int round = 0; round < 5; round++) {
                Browser browser = signedIn(wang);
                var revoked = new AtomicBoolean();
                var late = new ArrayList<Integer>();
                try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                    List<Future<?>> all = new ArrayList<>();
                    for (int i = 0; i < 4; i++) {
                        all.add(threads.submit(() -> {
                            for (int n = 0; n < 40; n++) {
                                boolean after = revoked.get();
                                int status = browser.get(CURRENT).status();
                                if (after && status != 401) {
                                    synchronized (late) {
                                        late.add(status);
                                    }
                                }
                            }
                        }));
                    }
                    company.operator()
                            .delete("/api/identity/people/" + wang.id() + "/account/sessions", null)
                            .expect(200);
                    revoked.set(true);
                    for (Future<?> one : all) {
                        one.get();
                    }
                }
                assertEquals(List.of(), late);
            }
        }

        @Test
        void sessionsOutliveAnUpgradeOfTheModuleAndEndInTheNewOneToo(@TempDir Path folder) {
            Employee wang = company.employee("Wang Upgrade");
            Browser browser = signedIn(wang);
            Browser other = signedIn(wang);

            server.upgrade(IdentityJars.version(folder, "9.0." + System.nanoTime() % 1_000_000));

            assertTrue(browser.in());
            browser.get(OWN + "/notifications").expect(200);
            browser.delete(OWN + "/sessions").expect(200);
            assertFalse(other.in());
            Await.await(
                    "the old version, by which many signed in, to be collected",
                    () -> server.http()
                            .get("/api/modules/leaks")
                            .expect(200)
                            .json()
                            .path("items")
                            .isEmpty());
        }
    }
}
