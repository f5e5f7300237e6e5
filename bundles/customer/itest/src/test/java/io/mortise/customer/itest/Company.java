package io.mortise.customer.itest;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.sdk.testkit.Answer;
import io.mortise.sdk.testkit.Http;
import io.mortise.sdk.testkit.MortiseServer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A company on a server with the real modules identity, access and customer: departments, people with delivered or own
 * permissions, and their customers; everything over REST. Each test makes what it needs.
 */
final class Company {

    static final String CUSTOMERS = "/api/customer/customers";

    private static final String PEOPLE = "/api/identity/people";

    private static final String PASSWORD = "correct lamp orbit";
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final MortiseServer server;
    private final Http operator;

    private Company(MortiseServer server) {
        this.server = server;
        this.operator = server.http().with("Accept-Language", "en");
    }

    /** Installs what is missing. */
    static Company on(MortiseServer server) {
        for (String module : List.of("identity", "customer", "access")) {
            if (server.state(module).equals("absent")) {
                server.install(CustomerJars.built(module));
            }
        }
        return new Company(server);
    }

    /** The holder of the operator token. */
    Http operator() {
        return operator;
    }

    MortiseServer server() {
        return server;
    }

    /** A new department. */
    String department(String name) {
        return operator.post("/api/identity/departments", Map.of("name", name + " " + System.nanoTime()))
                .expect(201)
                .json()
                .path("id")
                .asText();
    }

    /** A new department below another. */
    String department(String name, String parent) {
        return operator.post(
                        "/api/identity/departments", Map.of("name", name + " " + System.nanoTime(), "parentId", parent))
                .expect(201)
                .json()
                .path("id")
                .asText();
    }

    /** A new person with delivered roles, signed in by his password. */
    Person person(String name, String department, String... roles) {
        String login = "p" + COUNTER.incrementAndGet() + "@example.com";
        String id = operator.post(
                        PEOPLE,
                        Map.of(
                                "name",
                                name,
                                "email",
                                login,
                                "mainDepartmentId",
                                department,
                                "departmentIds",
                                List.of(department)))
                .expect(201)
                .json()
                .path("id")
                .asText();
        var person = new Person(this, id, signedIn(id, login));
        for (String role : roles) {
            person.gets("role", keyed("roles", role));
        }
        return person;
    }

    /** From the invitation to the session, as a browser does it. */
    private Http signedIn(String person, String login) {
        String link = operator.post(PEOPLE + "/" + person + "/account/invitations", Map.of())
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
        String cookie = session.header("Set-Cookie").orElseThrow().split(";", 2)[0];
        JsonNode told = session.json();
        String token = told.path("csrfToken")
                .asText(told.path("session").path("csrfToken").asText());
        return browser.with("Cookie", cookie).with("X-CSRF-Token", token);
    }

    /** A permission group of its own with these grants. */
    String group(Object... grants) {
        return operator.post(
                        "/api/access/groups",
                        Map.of("name", "Group " + System.nanoTime(), "on", true, "grants", List.of(grants)))
                .expect(201)
                .json()
                .path("id")
                .asText();
    }

    /** A role of its own with a group. */
    Answer role(String group) {
        return operator.post("/api/access/roles", Map.of("name", "Role " + System.nanoTime(), "groups", List.of(group)))
                .expect(201);
    }

    /** A customer that nobody owns. */
    String unowned(String name) {
        return operator.post(CUSTOMERS, Map.of("name", name))
                .expect(201)
                .json()
                .path("id")
                .asText();
    }

    /** The id of something delivered. */
    String keyed(String what, String key) {
        for (JsonNode one : operator.get("/api/access/" + what + "?limit=1000")
                .expect(200)
                .json()
                .path("items")) {
            if (one.path("key").asText().equals(key)) {
                return one.path("id").asText();
            }
        }
        throw new AssertionError("no preset " + key + " among " + what);
    }

    /** Somebody who works here. */
    record Person(Company company, String id, Http http) {

        /** Gives him a group or a role of its own. */
        Person gets(String what, String id) {
            company.operator
                    .post(
                            "/api/access/assignments",
                            Map.of("receiver", "person:" + this.id, what, id, "reason", "for the test"))
                    .expect(201);
            return this;
        }

        /** Gives him a group with these grants. */
        Person may(Object... grants) {
            return gets("group", company.group(grants));
        }

        /** A program that acts for him by a token of its own; what it may is given to {@code token:<id>}. */
        Http program(String group) {
            JsonNode made = http.post(
                            "/api/identity/own/tokens",
                            Map.of(
                                    "name",
                                    "a program",
                                    "endsAt",
                                    Instant.now().plus(1, ChronoUnit.DAYS).toString()))
                    .expect(201)
                    .json();
            company.operator
                    .post(
                            "/api/access/assignments",
                            Map.of(
                                    "receiver",
                                    "token:" + made.path("id").asText(),
                                    "group",
                                    group,
                                    "reason",
                                    "for the test"))
                    .expect(201);
            return company.operator.anonymous().as(made.path("token").asText());
        }

        /** Registers a customer, as himself. */
        String registers(String name) {
            return registers(Map.of("name", name));
        }

        /** Registers a customer, as himself. */
        String registers(Map<String, ?> body) {
            return http.post(CUSTOMERS, body).expect(201).json().path("id").asText();
        }

        /** Ids of all customers in his list, walked to its end. */
        TreeSet<String> list() {
            return list("");
        }

        /** The same with more parameters, each after an ampersand. */
        TreeSet<String> list(String parameters) {
            var ids = new ArrayList<String>();
            String after = "";
            do {
                JsonNode page = http.get(CUSTOMERS + "?limit=50" + parameters + after)
                        .expect(200)
                        .json();
                page.path("items").forEach(item -> ids.add(item.path("id").asText()));
                after = page.has("next") ? "&after=" + page.path("next").asText() : "";
            } while (!after.isEmpty());
            var all = new TreeSet<>(ids);
            if (all.size() != ids.size()) {
                throw new AssertionError("a customer came twice: " + ids);
            }
            return all;
        }

        /** How many customers he is told there are. */
        long count() {
            return http.get(CUSTOMERS + "/count")
                    .expect(200)
                    .json()
                    .path("count")
                    .asLong();
        }

        /** Opens a customer, whatever the answer is. */
        Answer opens(String customer) {
            return http.get(CUSTOMERS + "/" + customer);
        }

        /** Changes a customer, whatever its revision and whatever the answer is. */
        Answer changes(String customer, Map<String, ?> patch) {
            return http.patch(CUSTOMERS + "/" + customer, "*", patch);
        }

        /** Gives a customer away, whatever the answer is. */
        Answer gives(String customer, Person to) {
            return http.post(
                    CUSTOMERS + "/" + customer + "/transfers", Map.of("ownerId", to.id, "reason", "for the test"));
        }
    }
}
