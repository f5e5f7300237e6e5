package io.mortise.kernel.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code mortise demo-data}: a made-up company in the running server. The customer module makes it up; its people go through the
 * identity module like anybody's, get delivered roles, and own the customers then. Said again with the same seed, it makes no
 * person twice.
 */
@Command(name = "demo-data")
final class DemoDataVerb extends Verb {

    private static final String DEMO = "/api/customer/demo-data";
    private static final String DEPARTMENTS = "/api/identity/departments";
    private static final String POSITIONS = "/api/identity/positions";
    private static final int PAGE = 200;
    private static final long PAUSE_MILLIS = 300;

    @Option(names = "--people", paramLabel = "N", defaultValue = "50", descriptionKey = "demo-data.people")
    int people;

    @Option(names = "--customers", paramLabel = "M", defaultValue = "1000", descriptionKey = "demo-data.customers")
    int customers;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", descriptionKey = "demo-data.seed")
    int seed;

    DemoDataVerb(Session session) {
        super(session);
    }

    @Override
    public Integer call() throws InterruptedException {
        Server server = session.server();
        List<String> owners = new ArrayList<>();
        int made = 0;
        if (people > 0) {
            JsonNode company = server.get(DEMO + "/people?people=" + people + "&seed=" + seed);
            departments(server, company.path("departments"));
            positions(server, company.path("positions"));
            say("demo-data.people", "count", company.path("people").size());
            register(server, company.path("people"));
            Map<String, JsonNode> registered = registered(server, company.path("people"));
            owners.addAll(owners(company.path("people"), registered));
            made = registered.size();
            new DemoRoles(server).give(company.path("people"), registered);
            invite(server, company.path("people"), registered);
        }
        JsonNode run = server.post(DEMO, Map.of("customers", customers, "seed", seed, "owners", owners));
        say("demo-data.customers", "count", customers);
        run = wait(server, run);
        if (session.json) {
            session.screen().json(run);
        } else {
            session.screen()
                    .say(
                            "demo-data.done",
                            "people",
                            made,
                            "customers",
                            run.path("done").asInt());
        }
        return CommandLine.ExitCode.OK;
    }

    private void say(String key, Object... values) {
        if (!session.json) {
            session.screen().say(key, values);
        }
    }

    /** Makes the departments that are not there, from above; those of an earlier company stay. */
    private static void departments(Server server, JsonNode paths) {
        Map<String, JsonNode> byId = new HashMap<>();
        each(
                server,
                DEPARTMENTS + "?limit=" + PAGE,
                node -> byId.put(node.path("id").asText(), node));
        Map<String, String> known = new HashMap<>();
        byId.values()
                .forEach(node -> known.put(path(node, byId), node.path("id").asText()));
        for (JsonNode each : paths) {
            String path = each.asText();
            if (!known.containsKey(path)) {
                int slash = path.lastIndexOf('/');
                var body = new HashMap<String, Object>(Map.of("name", path.substring(slash + 1)));
                if (slash > 0) {
                    body.put("parentId", known.get(path.substring(0, slash)));
                }
                known.put(path, server.post(DEPARTMENTS, body).path("id").asText());
            }
        }
    }

    private static String path(JsonNode department, Map<String, JsonNode> byId) {
        JsonNode above = byId.get(department.path("parentId").asText());
        String name = department.path("name").asText();
        return above == null ? name : path(above, byId) + "/" + name;
    }

    private static void positions(Server server, JsonNode names) {
        Set<String> known = new HashSet<>();
        each(
                server,
                POSITIONS + "?limit=" + PAGE,
                node -> known.add(node.path("name").asText()));
        int level = 1;
        for (JsonNode name : names) {
            if (!known.contains(name.asText())) {
                server.post(POSITIONS, Map.of("name", name.asText(), "level", level));
            }
            level++;
        }
    }

    private static void register(Server server, JsonNode people) {
        var csv = new StringBuilder("employee number,name,email,phone,department,position,manager\n");
        for (JsonNode person : people) {
            for (String member :
                    List.of("employeeNumber", "name", "email", "phone", "department", "position", "manager")) {
                csv.append('"')
                        .append(person.path(member).asText("").replace("\"", "\"\""))
                        .append(member.equals("manager") ? "\"\n" : "\",");
            }
        }
        server.send("/api/identity/people/imports", "text/csv", csv.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The people as identity knows them, by employee number. */
    private static Map<String, JsonNode> registered(Server server, JsonNode people) {
        Set<String> wanted = new HashSet<>();
        people.forEach(person -> wanted.add(person.path("employeeNumber").asText()));
        Map<String, JsonNode> registered = new HashMap<>();
        each(server, "/api/identity/people?limit=" + PAGE, node -> {
            String number = node.path("employeeNumber").asText();
            if (wanted.contains(number)) {
                registered.put(number, node);
            }
        });
        return registered;
    }

    /** Who sells, in the order of their numbers: so the same seed gives the same owners. */
    private static List<String> owners(JsonNode people, Map<String, JsonNode> registered) {
        var owners = new ArrayList<String>();
        for (JsonNode person : people) {
            JsonNode known = registered.get(person.path("employeeNumber").asText());
            if (known != null && person.path("role").asText().startsWith("sales")) {
                owners.add(known.path("id").asText());
            }
        }
        return owners;
    }

    /** Links by which one can sign in as somebody of each role. */
    private void invite(Server server, JsonNode people, Map<String, JsonNode> registered) {
        Map<String, JsonNode> first = new LinkedHashMap<>();
        people.forEach(person -> first.putIfAbsent(person.path("role").asText(), person));
        first.forEach((role, person) -> {
            JsonNode known = registered.get(person.path("employeeNumber").asText());
            if (known != null) {
                Server.Answer invited = server.tryPost(
                        "/api/identity/people/" + known.path("id").asText() + "/account/invitations", Map.of());
                if (invited.good()) {
                    say(
                            "demo-data.link",
                            "role",
                            role,
                            "name",
                            person.path("name").asText(),
                            "login",
                            person.path("email").asText(),
                            "link",
                            linked(server, invited.body().path("link").asText()));
                }
            }
        });
    }

    private static String linked(Server server, String link) {
        return link.startsWith("/") ? server.address() + link : link;
    }

    static void each(Server server, String path, Consumer<JsonNode> what) {
        String next = "";
        do {
            JsonNode page = server.get(path + (next.isEmpty() ? "" : "&after=" + Server.segment(next)));
            page.path("items").forEach(what);
            next = page.path("next").asText("");
        } while (!next.isEmpty());
    }

    private static JsonNode wait(Server server, JsonNode started) throws InterruptedException {
        JsonNode run = started;
        while (!run.path("state").asText().equals("done")) {
            if (run.path("state").asText().equals("failed")) {
                throw new CommandException(
                        "demo-failed",
                        "done",
                        run.path("done").asInt(),
                        "customers",
                        run.path("customers").asInt());
            }
            Thread.sleep(PAUSE_MILLIS);
            run = server.get(DEMO + "/" + started.path("id").asText());
        }
        return run;
    }
}
