package io.mortise.identity.itest;

import io.mortise.sdk.testkit.Answer;
import io.mortise.sdk.testkit.Http;
import io.mortise.sdk.testkit.MortiseServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A person at a browser: keeps the cookie that it is given, and sends the page's token with every change. */
final class Browser {

    private static final AtomicInteger ADDRESSES = new AtomicInteger();

    private final MortiseServer server;
    private final String address;
    private String cookie = "";
    private String token = "";

    private Browser(MortiseServer server, String address) {
        this.server = server;
        this.address = address;
    }

    /** At an address of its own, so that tries of one test don't count for another. */
    static Browser at(MortiseServer server) {
        int number = ADDRESSES.incrementAndGet();
        return at(server, "198.51." + number / 250 + "." + (number % 250 + 1));
    }

    static Browser at(MortiseServer server, String address) {
        return new Browser(server, address);
    }

    /** Signs in; whatever the answer is. */
    Answer signIn(Map<String, ?> body) {
        return kept(post("/api/identity/sessions", body));
    }

    Answer signIn(String login, String password) {
        return signIn(Map.of("login", login, "password", password));
    }

    /** Signs in with success. */
    Browser signedIn(String login, String password) {
        signIn(login, password).expect(201);
        return this;
    }

    /** Takes the cookie and the token of an answer, as a browser and its page do. */
    Answer kept(Answer answer) {
        answer.headers().allValues("Set-Cookie").stream()
                .filter(one -> one.contains("mortise-session="))
                .forEach(one -> cookie = one.substring(0, one.indexOf(';')));
        if (answer.status() < 300 && answer.body().length > 0) {
            String told = answer.json()
                    .path("csrfToken")
                    .asText(answer.json().path("session").path("csrfToken").asText());
            token = told.isEmpty() ? token : told;
        }
        return answer;
    }

    Answer get(String path) {
        return http().get(path);
    }

    Answer post(String path, Object body) {
        return http().post(path, body);
    }

    Answer delete(String path) {
        return http().send("DELETE", path, BodyPublishers.noBody(), null);
    }

    /** What this browser sends with every request. */
    Http http() {
        return bare().with("Cookie", cookie).with("X-CSRF-Token", token);
    }

    /** The same without cookie and token. */
    Http bare() {
        return Http.to(server.address()).with("X-Forwarded-For", address).with("Accept-Language", "en");
    }

    String address() {
        return address;
    }

    /** {@code name=secret}. */
    String cookie() {
        return cookie;
    }

    String token() {
        return token;
    }

    boolean in() {
        return get("/api/identity/sessions/current").status() == 200;
    }
}
