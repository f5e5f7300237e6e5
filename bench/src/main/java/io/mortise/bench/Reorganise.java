package io.mortise.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.AccessControl;
import io.mortise.access.Caller;
import io.mortise.access.Permission;
import io.mortise.access.Scope;
import io.mortise.sdk.testkit.Answer;
import io.mortise.sdk.testkit.Http;
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * A whole company moves to another department by one request, while some of its people are signed in, each on a connection of
 * his own. How long that takes; and whether the very next question obeys: the customers that each of them lists, and the decision
 * about every single person. Then the role of all is revoked, and the next request on each connection must be refused.
 * Flags: {@code --people 10000 --departments 200 --connections 40 --database h2|postgresql}.
 */
final class Reorganise {

    private static final String PASSWORD = "correct lamp orbit";
    private static final String CUSTOMERS = "/api/customer/customers?limit=50";
    private static final Permission LIST = new Permission("customer.customer", "list");

    private final Bench bench;
    private final MortiseServer server;
    private final Http http;
    private final List<String> departments = new ArrayList<>();
    private final List<UUID> people = new ArrayList<>();

    /** A signed-in person on his own connection. */
    private record Desk(HttpClient client, URI server, String cookie) {
        HttpResponse<String> get(String path) {
            try {
                return client.send(
                        HttpRequest.newBuilder(server.resolve(path))
                                .header("Cookie", cookie)
                                .build(),
                        BodyHandlers.ofString());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private Reorganise(Bench bench, MortiseServer server) {
        this.bench = bench;
        this.server = server;
        this.http = server.http();
    }

    public static void main(String... arguments) {
        try (var bench = Bench.of(arguments)) {
            TestDatabase database =
                    TestDatabase.valueOf(bench.flag("database", "h2").toUpperCase(Locale.ROOT));
            try (MortiseServer server = MortiseServer.start(database, Map.of("http.access-log", "false"))) {
                new Reorganise(bench, server).run();
            }
        }
    }

    private void run() {
        List.of("identity", "access", "customer").forEach(module -> server.install(InProcess.built(module)));
        int count = bench.flag("people", 10_000);
        fill(count, bench.flag("departments", 200));
        String target = department("The new house");
        String assignment = policy();
        customer("Of the new house", target);
        customer("Of the old house", departments.getFirst());
        List<Desk> desks = desks(bench.flag("connections", 40));
        AccessControl control = InProcess.service(server, "access", AccessControl.class);
        bench.say("asking about everybody once, so that every decision is remembered");
        int stale = wrong(control, "") + wrong(desks, "Of the old house");
        if (stale > 0) {
            throw new IllegalStateException(stale + " decisions were wrong before anything moved");
        }

        long began = System.nanoTime();
        http.post("/api/identity/people/moves", Map.of("people", people, "to", target))
                .expect(200);
        double seconds = (System.nanoTime() - began) / 1e9;
        stale = wrong(desks, "Of the new house") + wrong(control, target);
        bench.say("%d people moved in %.2f s; %d decisions were stale".formatted(count, seconds, stale));

        http.delete(
                        "/api/access/assignments/" + assignment,
                        http.get("/api/access/assignments/" + assignment).etag())
                .expect(204);
        int open = 0;
        for (Desk desk : desks) {
            open += desk.get(CUSTOMERS).statusCode() == 403 ? 0 : 1;
        }
        bench.say("the role was revoked; %d of %d connections were still let in".formatted(open, desks.size()));
        report(count, desks.size(), seconds, stale, open);
    }

    private String department(String name) {
        return id(http.post("/api/identity/departments", Map.of("name", name)).expect(201));
    }

    private static String id(Answer answer) {
        return answer.json().path("id").asText();
    }

    private void fill(int count, int departmentCount) {
        bench.say("making " + departmentCount + " departments and " + count + " people");
        for (int i = 0; i < departmentCount; i++) {
            departments.add(department("Department " + i));
        }
        var file = new StringBuilder("employee number,name,email,department\n");
        for (int i = 0; i < count; i++) {
            // Whoever signs in below is in the first department.
            int department = i < 100 ? 0 : i % departmentCount;
            file.append("E%d,Person %05d,person%d@example.com,Department %d\n".formatted(i, i, i, department));
        }
        http.post("/api/identity/people/imports", BodyPublishers.ofString(file.toString()), "text/csv")
                .expect(200);
        String next = "";
        do {
            String after = next.isEmpty() ? "" : "&after=" + next;
            JsonNode page = http.get("/api/identity/people?limit=200&sort=name" + after)
                    .expect(200)
                    .json();
            page.path("items")
                    .forEach(person ->
                            people.add(UUID.fromString(person.path("id").asText())));
            next = page.path("next").asText("");
        } while (!next.isEmpty());
        if (people.size() != count) {
            throw new IllegalStateException(people.size() + " people were found, not " + count);
        }
    }

    /** Everybody sees the customers of his department; answers with the assignment. */
    private String policy() {
        String group = id(http.post(
                        "/api/access/groups",
                        Map.of(
                                "name",
                                "My department's customers",
                                "grants",
                                List.of(Map.of(
                                        "object",
                                        "customer.customer",
                                        "actions",
                                        List.of("list", "read"),
                                        "scope",
                                        "department"))))
                .expect(201));
        return id(http.post(
                        "/api/access/assignments", Map.of("receiver", "everybody", "group", group, "reason", "a bench"))
                .expect(201));
    }

    private void customer(String name, String department) {
        http.post("/api/customer/customers", Map.of("name", name, "ownerDepartmentId", department))
                .expect(201);
    }

    private List<Desk> desks(int count) {
        bench.say(count + " people sign in, each on a connection of his own");
        var desks = new ArrayList<Desk>();
        for (UUID person : people.subList(0, count)) {
            String login = person + "@example.com";
            String link = http.post("/api/identity/people/" + person + "/account/invitations", Map.of("login", login))
                    .expect(201)
                    .json()
                    .path("link")
                    .asText();
            Http anonymous = http.anonymous();
            anonymous
                    .post(
                            "/api/identity/password-links/redemption",
                            Map.of("secret", link.substring(link.indexOf('#') + 1), "password", PASSWORD))
                    .expect(204);
            Answer session = anonymous
                    .post("/api/identity/sessions", Map.of("login", login, "password", PASSWORD))
                    .expect(201);
            String cookie = session.header("set-cookie").orElseThrow().split(";", 2)[0];
            desks.add(new Desk(
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(), server.address(), cookie));
        }
        return desks;
    }

    /** How many list anything but this one customer. */
    private static int wrong(List<Desk> desks, String customer) {
        int wrong = 0;
        for (Desk desk : desks) {
            HttpResponse<String> answer = desk.get(CUSTOMERS);
            boolean right = answer.statusCode() == 200
                    && answer.body().contains("\"" + customer + "\"")
                    && !answer.body().contains(customer.contains("old") ? "Of the new house" : "Of the old house");
            wrong += right ? 0 : 1;
        }
        return wrong;
    }

    /** For how many people the decision is not this department; or, before the move, not one of the old ones. */
    private int wrong(AccessControl control, String department) {
        int wrong = 0;
        for (UUID person : people) {
            var caller = new Caller(
                    person.toString(), "Person", Caller.Kind.PERSON, Set.of(), Locale.ENGLISH, "0".repeat(32), null);
            boolean right = isOf(control.scope(caller, LIST), department);
            wrong += right ? 0 : 1;
        }
        return wrong;
    }

    /** Beside the department, what is shared is reached too: never another department. */
    private boolean isOf(Scope scope, String department) {
        return switch (scope) {
            case Scope.AnyOf(List<Scope> parts) ->
                parts.stream().anyMatch(part -> isOf(part, department))
                        && parts.stream().allMatch(part -> part instanceof Scope.SharedWith || isOf(part, department));
            case Scope.KeyIn(String column, List<?> keys) ->
                column.equals("owner_department_id")
                        && keys.size() == 1
                        && (department.isEmpty()
                                ? departments.contains(keys.getFirst().toString())
                                : keys.getFirst().toString().equals(department));
            default -> false;
        };
    }

    private static void report(int count, int connections, double seconds, int stale, int open) {
        new Report("reorganise")
                .row("", "value")
                .row(count + " people move, s", seconds)
                .row("stale decisions after it", stale)
                .row("connections still let in after revoking, of " + connections, open)
                .figure("seconds", seconds)
                .figure("staleDecisions", stale + open)
                .print();
    }
}
