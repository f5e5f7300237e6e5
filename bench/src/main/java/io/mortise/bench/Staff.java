package io.mortise.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.sdk.testkit.Answer;
import io.mortise.sdk.testkit.Http;
import io.mortise.sdk.testkit.RunningServer;
import java.util.HashMap;
import java.util.Map;

/** People in a bench, made by the operator, who sign in as anybody does. */
final class Staff {

    private static final String PASSWORD = "correct lamp orbit";

    private final RunningServer server;
    private final Map<String, String> roles = new HashMap<>();

    Staff(RunningServer server) {
        this.server = server;
    }

    /**
     * Somebody who has signed in.
     *
     * @param cookie {@code name=value}
     * @param csrf goes with whatever he writes
     */
    record Person(String id, String cookie, String csrf) {}

    /** Somebody with a delivered role, signed in; an empty role for somebody who has none. */
    Person with(String role, String name) {
        Http operator = server.http();
        String id =
                id(operator.post("/api/identity/people", Map.of("name", name)).expect(201));
        if (!role.isEmpty()) {
            operator.post(
                            "/api/access/assignments",
                            Map.of("receiver", "person:" + id, "role", role(role), "reason", "a bench"))
                    .expect(201);
        }
        String login = id + "@example.com";
        String link = operator.post("/api/identity/people/" + id + "/account/invitations", Map.of("login", login))
                .expect(201)
                .json()
                .path("link")
                .asText();
        Http anybody = operator.anonymous();
        anybody.post(
                        "/api/identity/password-links/redemption",
                        Map.of("secret", link.substring(link.indexOf('#') + 1), "password", PASSWORD))
                .expect(204);
        Answer session = anybody.post("/api/identity/sessions", Map.of("login", login, "password", PASSWORD))
                .expect(201);
        JsonNode told = session.json();
        return new Person(
                id,
                session.header("set-cookie").orElseThrow().split(";", 2)[0],
                told.path("csrfToken")
                        .asText(told.path("session").path("csrfToken").asText()));
    }

    private String role(String key) {
        if (roles.isEmpty()) {
            for (JsonNode role : server.http()
                    .get("/api/access/roles?limit=1000")
                    .expect(200)
                    .json()
                    .path("items")) {
                roles.put(role.path("key").asText(), role.path("id").asText());
            }
        }
        String id = roles.get(key);
        if (id == null) {
            throw new IllegalStateException("no role " + key + " is delivered; there are " + roles.keySet());
        }
        return id;
    }

    private static String id(Answer answer) {
        return answer.json().path("id").asText();
    }
}
