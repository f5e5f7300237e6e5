package io.mortise.identity.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.sdk.modulejar.ModuleJar;
import io.mortise.sdk.testkit.Answer;
import io.mortise.sdk.testkit.Http;
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.MortiseTest;
import io.mortise.sdk.testkit.TestDatabase;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A module that knows people by their badge signs them in, as the WeCom module will; and brings them links. */
class ExternalSignInIT {

    private static final String WAYS = "/api/identity/external-sign-ins";

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
        void install(@TempDir Path folder) {
            company.install("identity", "access");
            if (server.state("badge").equals("absent")) {
                server.install(badge(folder));
            }
        }

        private static Path badge(Path folder) {
            return ModuleJar.named("badge")
                    .describe(json -> json.object("badge", "link").needs("identity", null))
                    .source("badge.internal.Badges", """
                        package badge.internal;

                        import io.mortise.identity.*;
                        import java.net.URI;
                        import java.util.*;
                        import org.osgi.service.component.annotations.Component;

                        @Component
                        public final class Badges implements SignInProvider {
                            public String id() {
                                return "badge";
                            }

                            public String label(Locale locale) {
                                return locale.getLanguage().equals("zh") ? "工牌" : "Badge";
                            }

                            public URI begin(Attempt attempt) {
                                return URI.create("https://badges.example/?state=" + attempt.state()
                                        + "&nonce=" + attempt.nonce() + "&back=" + attempt.returnTo());
                            }

                            public ExternalIdentity finish(Attempt attempt, Map<String, String> answer) {
                                if (answer.getOrDefault("code", "").equals("boom") || answer.containsKey("state")) {
                                    throw new IllegalStateException("the badge reader is broken");
                                }
                                return new ExternalIdentity(answer.get("code"), "somebody");
                            }
                        }
                        """)
                    .source("badge.internal.Messages", """
                        package badge.internal;

                        import io.mortise.identity.LinkChannel;
                        import java.time.Instant;
                        import java.util.*;
                        import org.osgi.service.component.annotations.Component;

                        @Component(service = {LinkChannel.class, Messages.class})
                        public final class Messages implements LinkChannel {
                            volatile boolean reaches = false;
                            final List<String> sent = Collections.synchronizedList(new ArrayList<>());

                            public boolean deliver(UUID person, Purpose purpose, String path, Instant until) {
                                if (reaches) {
                                    sent.add(purpose + " " + path);
                                }
                                return reaches;
                            }
                        }
                        """)
                    .source("badge.internal.Desk", """
                        package badge.internal;

                        import io.mortise.access.Requires;
                        import io.mortise.identity.ExternalIdentities;
                        import io.mortise.rest.RestResource;
                        import jakarta.ws.rs.*;
                        import java.util.*;
                        import org.osgi.service.component.annotations.*;

                        @Component(service = Desk.class)
                        @RestResource
                        @Path("desk")
                        @Produces("text/plain")
                        public final class Desk {
                            private final ExternalIdentities identities;
                            private final Messages messages;

                            @Activate
                            public Desk(@Reference ExternalIdentities identities, @Reference Messages messages) {
                                this.identities = identities;
                                this.messages = messages;
                            }

                            @POST
                            @Path("{badge}/{person}")
                            @Requires(object = "badge.badge", action = "link")
                            public void link(@PathParam("badge") String badge, @PathParam("person") UUID person) {
                                identities.link("badge", badge, person);
                            }

                            @DELETE
                            @Path("{badge}")
                            @Requires(object = "badge.badge", action = "link")
                            public void unlink(@PathParam("badge") String badge) {
                                identities.unlink("badge", badge);
                            }

                            @POST
                            @Path("channel/{on}")
                            @Requires(object = "badge.badge", action = "link")
                            public String channel(@PathParam("on") boolean on) {
                                messages.reaches = on;
                                return String.join("\\n", messages.sent);
                            }
                        }
                        """)
                    .build(folder);
        }

        /** The state, and the browser's own cookie. */
        private record Begun(String state, String cookie) {}

        private Begun begin(Http browser, String returnTo) {
            Answer begun = browser.post(WAYS, Map.of("provider", "badge", "returnTo", returnTo))
                    .expect(200);
            URI location = URI.create(begun.json().path("location").asText());
            assertEquals("badges.example", location.getHost());
            assertTrue(location.getQuery().contains("back=http://"), location.toString());
            String cookie = begun.header("Set-Cookie").orElseThrow();
            assertTrue(cookie.contains("HttpOnly; SameSite=Lax"), cookie);
            return new Begun(
                    location.getQuery().replaceAll(".*state=([^&]+).*", "$1"),
                    cookie.substring(0, cookie.indexOf(';')));
        }

        private static String back(Begun begun, String code) {
            return WAYS + "/badge/return?state=" + begun.state() + "&code=" + code;
        }

        @Test
        void whoShowsALinkedBadgeIsSignedInAndSentWhereHeWantedToGo() {
            Company.Employee wang = company.employee("Wang Badge");
            company.operator().post("/api/badge/desk/B-1/" + wang.id(), "").expect(204);
            Http browser = Browser.at(server).bare();
            assertEquals(
                    "badge",
                    browser.get(WAYS)
                            .expect(200)
                            .json()
                            .path("items")
                            .path(0)
                            .path("id")
                            .asText());
            Begun begun = begin(browser, "/customers?sort=name");

            Answer in = browser.with("Cookie", begun.cookie())
                    .get(back(begun, "B-1"))
                    .expect(303);

            assertEquals(
                    "/customers?sort=name", in.header("Location").orElseThrow().replaceFirst("^http://[^/]*", ""));
            String cookie = in.headers().allValues("Set-Cookie").stream()
                    .filter(one -> one.startsWith("mortise-session="))
                    .findFirst()
                    .orElseThrow();
            Http page = browser.with("Cookie", cookie.substring(0, cookie.indexOf(';')));
            assertEquals(
                    wang.id(),
                    page.get("/api/identity/sessions/current")
                            .expect(200)
                            .json()
                            .path("personId")
                            .asText());

            company.operator().delete("/api/badge/desk/B-1", null).expect(204);

            page.get("/api/identity/sessions/current").expect(401);
        }

        @Test
        void anAnswerThatIsReplayedForgedOrMeantForAnotherBrowserFindsNothing() {
            Company.Employee wang = company.employee("Wang Replay");
            company.operator().post("/api/badge/desk/B-2/" + wang.id(), "").expect(204);
            Http browser = Browser.at(server).bare();
            Begun first = begin(browser, "/");
            browser.with("Cookie", first.cookie()).get(back(first, "B-2")).expect(303);

            assertEquals(
                    "external-state-wrong",
                    browser.with("Cookie", first.cookie())
                            .get(back(first, "B-2"))
                            .expect(403)
                            .problem());
            Begun stolen = begin(browser, "/");
            Begun other = begin(Browser.at(server).bare(), "/");
            browser.get(back(stolen, "B-2")).expect(403);
            browser.with("Cookie", other.cookie())
                    .get(back(begin(browser, "/"), "B-2"))
                    .expect(403);
            browser.with("Cookie", other.cookie())
                    .get(WAYS + "/badge/return?code=B-2")
                    .expect(403);
            browser.with("Cookie", other.cookie())
                    .get(WAYS + "/badge/return?code=B-2&state=" + "A".repeat(43))
                    .expect(403);
            browser.with("Cookie", other.cookie())
                    .get(WAYS + "/moon/return?code=B-2&state=" + other.state())
                    .expect(403);
        }

        @Test
        void unknownBadgesPeopleWhoLeftBrokenReadersAndForeignTargetsLetNobodyIn() {
            Company.Employee gone = company.employee("Wang Gone");
            company.operator().post("/api/badge/desk/B-3/" + gone.id(), "").expect(204);
            company.operator()
                    .post("/api/identity/people/" + gone.id() + "/departure", "")
                    .expect(200);
            Http browser = Browser.at(server).bare();

            for (String code : new String[] {"B-unknown", "B-3"}) {
                Begun begun = begin(browser, "/");
                Answer refused = browser.with("Cookie", begun.cookie())
                        .get(back(begun, code))
                        .expect(403);
                assertEquals("external-unknown", refused.problem());
                assertFalse(refused.headers().map().toString().contains("mortise-session"));
            }
            Begun broken = begin(browser, "/");
            assertEquals(
                    "external-failed",
                    browser.with("Cookie", broken.cookie())
                            .get(back(broken, "boom"))
                            .expect(502)
                            .problem());
            for (String target : new String[] {"https://evil.example/", "//evil.example", "/\\evil.example", "evil"}) {
                browser.post(WAYS, Map.of("provider", "badge", "returnTo", target))
                        .expect(400);
            }
            browser.post(WAYS, Map.of("provider", "moon")).expect(404);
        }

        @Test
        void aLinkGoesByTheChannelThatReachesItsOwnerAndElseToTheAdministrator() {
            Company.Employee wang = company.employee("Wang Link");
            String path = "/api/identity/people/" + wang.id() + "/account/password-resets";
            Answer handed = company.operator().post(path, "").expect(201);
            assertTrue(handed.json().hasNonNull("link"));
            company.operator().post("/api/badge/desk/channel/true", "").expect(200);

            Answer sent = company.operator().post(path, "").expect(201);
            Browser.at(server)
                    .post("/api/identity/password-links/requests", Map.of("login", wang.login()))
                    .expect(202);
            Browser.at(server)
                    .post("/api/identity/password-links/requests", Map.of("login", "nobody@example.com"))
                    .expect(202);

            assertTrue(sent.json().path("delivered").asBoolean());
            assertFalse(sent.json().has("link"));
            String[] links = company.operator()
                    .post("/api/badge/desk/channel/false", "")
                    .expect(200)
                    .text()
                    .split("\n");
            assertEquals(2, links.length);
            assertTrue(links[1].startsWith("RESET /password#"), links[1]);
            company.redeem(links[1].substring("RESET ".length()), "kettle otter sundial");
            Browser.at(server).signedIn(wang.login(), "kettle otter sundial");
        }
    }
}
