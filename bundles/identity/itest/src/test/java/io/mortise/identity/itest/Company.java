package io.mortise.identity.itest;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.mortise.sdk.testkit.Await;
import io.mortise.sdk.testkit.Http;
import io.mortise.sdk.testkit.MortiseServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/** A server with people on it, as the operator sees it. */
final class Company {

    static final String PASSWORD = "correct lamp orbit";

    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final Pattern CODE = Pattern.compile("set-up code is ([A-Z0-9-]+) :");

    private final MortiseServer server;

    Company(MortiseServer server) {
        this.server = server;
    }

    /** Installs what is not there yet; answers with the set-up code that the terminal showed meanwhile, or an empty text. */
    String install(String... modules) {
        var shown = new ListAppender<ILoggingEvent>();
        shown.start();
        var logger = (Logger) LoggerFactory.getLogger("io.mortise.identity.internal.signin.FirstRun");
        logger.addAppender(shown);
        try {
            boolean waits = false;
            for (String module : modules) {
                if (server.state(module).equals("absent")) {
                    server.install(IdentityJars.built(module));
                    waits |= module.equals("access");
                }
            }
            if (waits) {
                Await.await("the set-up code in the log", () -> !code(shown).isEmpty());
            }
            return code(shown);
        } finally {
            logger.detachAppender(shown);
        }
    }

    private static String code(ListAppender<ILoggingEvent> shown) {
        for (ILoggingEvent event : new ArrayList<>(shown.list)) {
            Matcher found = CODE.matcher(event.getFormattedMessage());
            if (found.find()) {
                return found.group(1);
            }
        }
        return "";
    }

    MortiseServer server() {
        return server;
    }

    Http operator() {
        return server.http().with("Accept-Language", "en");
    }

    /** Somebody who signs in by a name and {@link #PASSWORD}. */
    record Employee(String id, String name, String login) {}

    Employee employee(String name) {
        String login =
                name.toLowerCase(java.util.Locale.ROOT).replace(' ', '.') + COUNTER.incrementAndGet() + "@example.com";
        String id = operator()
                .post("/api/identity/people", Map.of("name", name, "email", login))
                .expect(201)
                .json()
                .path("id")
                .asText();
        String link = operator()
                .post("/api/identity/people/" + id + "/account/invitations", Map.of())
                .expect(201)
                .json()
                .path("link")
                .asText();
        redeem(link, PASSWORD);
        return new Employee(id, name, login);
    }

    void redeem(String link, String password) {
        Browser.at(server)
                .post(
                        "/api/identity/password-links/redemption",
                        Map.of("secret", link.substring(link.indexOf('#') + 1), "password", password))
                .expect(204);
    }

    /** Gives somebody a delivered role. */
    void assign(String receiver, String role) {
        String id = "";
        for (var one : operator()
                .get("/api/access/roles?limit=1000")
                .expect(200)
                .json()
                .path("items")) {
            id = one.path("key").asText().equals(role) ? one.path("id").asText() : id;
        }
        operator()
                .post("/api/access/assignments", Map.of("receiver", receiver, "role", id, "reason", "a test"))
                .expect(201);
    }

    /** Everything that ends decisions and sign-ins that are remembered. */
    void endEpoch() {
        operator()
                .post("/api/identity/positions", Map.of("name", "Position " + COUNTER.incrementAndGet()))
                .expect(201);
    }

    static List<String> modules() {
        return List.of("identity", "access");
    }
}
