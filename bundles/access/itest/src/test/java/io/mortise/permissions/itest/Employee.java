package io.mortise.permissions.itest;

import io.mortise.sdk.testkit.Answer;
import io.mortise.sdk.testkit.Http;
import io.mortise.sdk.testkit.MortiseServer;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Somebody who is invited, signs in and works: a person and the connection of his browser. */
record Employee(String id, String name, Http http) {

    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final String PASSWORD = "correct lamp orbit";

    static Employee invited(MortiseServer server, String name) {
        Http operator = server.http().with("Accept-Language", "en");
        String login = "employee" + COUNTER.incrementAndGet() + "@example.com";
        String id = operator.post("/api/identity/people", Map.of("name", name, "email", login))
                .expect(201)
                .json()
                .path("id")
                .asText();
        String link = operator.post("/api/identity/people/" + id + "/account/invitations", Map.of())
                .expect(201)
                .json()
                .path("link")
                .asText();
        Http nobody = Http.to(server.address()).with("Accept-Language", "en");
        nobody.post(
                        "/api/identity/password-links/redemption",
                        Map.of("secret", link.substring(link.indexOf('#') + 1), "password", PASSWORD))
                .expect(204);
        Answer session = nobody.post("/api/identity/sessions", Map.of("login", login, "password", PASSWORD))
                .expect(201);
        String cookie = session.headers().allValues("Set-Cookie").stream()
                .filter(one -> one.contains("mortise-session="))
                .findFirst()
                .orElseThrow();
        String token = session.json()
                .path("csrfToken")
                .asText(session.json().path("session").path("csrfToken").asText());
        return new Employee(
                id,
                name,
                nobody.with("Cookie", cookie.substring(0, cookie.indexOf(';'))).with("X-CSRF-Token", token));
    }
}
