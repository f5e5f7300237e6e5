package io.mortise.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.distribution.DeclaredRoutes.Route;
import io.mortise.sdk.testkit.Answer;
import io.mortise.sdk.testkit.Http;
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.MortiseTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every route of every module, for people with each of the delivered roles: who does not hold the action is refused at the door. */
@MortiseTest
class EveryRouteIT {

    private static final String PASSWORD = "correct lamp orbit";

    private final AtomicInteger people = new AtomicInteger((int) (System.nanoTime() % 1_000_000));
    private final MortiseServer server;
    private final Http operator;
    private final List<Route> routes = DeclaredRoutes.ofBundles().all();

    EveryRouteIT(MortiseServer server) {
        this.server = server;
        this.operator = server.http().with("Accept-Language", "en");
    }

    @BeforeEach
    void install() {
        for (String module : List.of("identity", "customer", "access")) {
            if (server.state(module).equals("absent")) {
                server.install(built(module));
            }
        }
    }

    private static Path built(String module) {
        Path target = Path.of(System.getProperty("mortise.root"), "bundles", module, "module/target");
        try (var files = Files.newDirectoryStream(target, "io.mortise." + module + "-*.jar")) {
            return files.iterator().next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int asked(Route route, Http http) {
        String path = route.path().replaceAll("\\{[^}]+}", "00000000-0000-7000-8000-000000000000");
        return route.contentType().isEmpty()
                ? http.send(route.verb(), path, BodyPublishers.noBody(), null).status()
                : http.send(route.verb(), path, BodyPublishers.ofString("{}"), route.contentType())
                        .status();
    }

    @Test
    void whoIsNotSignedInIsAskedToOnEveryRoute() {
        var wrong = new TreeSet<String>();
        int refused = 0;

        for (Route route : routes) {
            if (!route.isPublic()) {
                int status = asked(route, operator.anonymous());
                refused++;
                if (status != 401) {
                    wrong.add(route + " answered " + status);
                }
            }
        }

        assertTrue(refused >= 80, "saw only " + refused);
        assertEquals(Set.of(), wrong);
    }

    @Test
    void whoDoesNotHoldTheActionIsRefusedWhateverHisRole() {
        Map<String, Set<String>> actions = actionsOfRoles();
        var wrong = new TreeSet<String>();
        int refused = 0;

        for (var role : actions.entrySet()) {
            Http person = somebody(role.getKey());
            for (Route route : routes) {
                if (!route.isPublic() && !role.getValue().contains(route.permission())) {
                    int status = asked(route, person);
                    refused++;
                    if (status != 403) {
                        wrong.add("\"" + role.getKey() + "\" " + route + " answered " + status);
                    }
                }
            }
        }

        assertTrue(actions.size() == 13 && refused >= 800, actions.size() + " roles, " + refused + " refusals");
        assertEquals(Set.of(), wrong);
    }

    @Test
    void credentialsThatAreForgedForeignOrOverOpenNoRoute() {
        Http over = somebody("administrator");
        over.send("DELETE", "/api/identity/sessions/current", BodyPublishers.noBody(), null)
                .expect(204);
        Http nobody = operator.anonymous();
        Map<String, Http> credentials = Map.of(
                "a session that has ended",
                over,
                "a cookie that was never given out",
                nobody.with("Cookie", "mortise-session=" + "A".repeat(43)).with("X-CSRF-Token", "A".repeat(43)),
                "a token that was never made",
                nobody.as("mrt_" + "A".repeat(43)),
                "the operator token of another server",
                nobody.as("A".repeat(64)),
                "a name and a password",
                nobody.with("Authorization", "Basic YWRtaW46YWRtaW4="),
                "the name of the operator",
                nobody.as("operator"));
        var wrong = new TreeSet<String>();

        credentials.forEach((what, http) -> routes.stream()
                .filter(route -> !route.isPublic())
                .forEach(route -> {
                    int status = asked(route, http);
                    if (status != 401) {
                        wrong.add(what + ": " + route + " answered " + status);
                    }
                }));

        assertEquals(Set.of(), wrong);
    }

    @Test
    void aTokenInTheAddressIsNoCredential() {
        String query = "?access_token=" + server.kernel().operatorToken();
        var wrong = new TreeSet<String>();

        for (Route route : routes) {
            if (!route.isPublic()) {
                var addressed = new Route(
                        route.verb(), route.path() + query, route.object(), route.action(), route.contentType());
                int status = asked(addressed, operator.anonymous());
                if (status != 401) {
                    wrong.add(route + " answered " + status);
                }
            }
        }

        assertEquals(Set.of(), wrong);
    }

    /** Role → what it and the group of everybody hold in any scope; the empty text is somebody without a role. */
    private Map<String, Set<String>> actionsOfRoles() {
        var ofGroup = new HashMap<String, Set<String>>();
        var everybody = new HashSet<String>();
        for (JsonNode group : items("groups")) {
            var held = new HashSet<String>();
            group.path("grants")
                    .forEach(grant -> grant.path("actions")
                            .forEach(action -> held.add(grant.path("object").asText() + ":" + action.asText())));
            ofGroup.put(group.path("id").asText(), held);
            if (group.path("key").asText().equals("everyone")) {
                everybody.addAll(held);
            }
        }
        var ofRole = new HashMap<String, Set<String>>();
        ofRole.put("", everybody);
        for (JsonNode role : items("roles")) {
            var held = new HashSet<>(everybody);
            role.path("groups").forEach(group -> held.addAll(ofGroup.getOrDefault(group.asText(), Set.of())));
            ofRole.put(role.path("key").asText(), held);
        }
        return ofRole;
    }

    private JsonNode items(String what) {
        return operator.get("/api/access/" + what + "?limit=1000")
                .expect(200)
                .json()
                .path("items");
    }

    /** A new person with a delivered role, or none, signed in. */
    private Http somebody(String role) {
        String login = "person-" + role + people.incrementAndGet() + "@example.com";
        String id = operator.post("/api/identity/people", Map.of("name", "Person " + role, "email", login))
                .expect(201)
                .json()
                .path("id")
                .asText();
        for (JsonNode one : items("roles")) {
            if (one.path("key").asText().equals(role)) {
                operator.post(
                                "/api/access/assignments",
                                Map.of(
                                        "receiver",
                                        "person:" + id,
                                        "role",
                                        one.path("id").asText(),
                                        "reason",
                                        "for the test"))
                        .expect(201);
            }
        }
        String link = operator.post("/api/identity/people/" + id + "/account/invitations", Map.of())
                .expect(201)
                .json()
                .path("link")
                .asText();
        Http browser = operator.anonymous();
        browser.post(
                        "/api/identity/password-links/redemption",
                        Map.of("secret", link.substring(link.indexOf('#') + 1), "password", PASSWORD))
                .expect(204);
        Answer session = browser.post("/api/identity/sessions", Map.of("login", login, "password", PASSWORD))
                .expect(201);
        String token = session.json()
                .path("csrfToken")
                .asText(session.json().path("session").path("csrfToken").asText());
        return browser.with("Cookie", session.header("Set-Cookie").orElseThrow().split(";", 2)[0])
                .with("X-CSRF-Token", token);
    }
}
