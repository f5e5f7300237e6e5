package io.mortise.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mortise.access.AccessControl;
import io.mortise.access.Caller;
import io.mortise.access.Permission;
import io.mortise.sdk.modulejar.ModuleJar;
import io.mortise.sdk.testkit.Http;
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.casbin.jcasbin.main.Enforcer;
import org.casbin.jcasbin.model.Model;

/**
 * The question of a route, "does this person hold this permission": the access module in a running kernel, its profile found by
 * the caller, the use counted, beside jCasbin on the same people, groups and fifty permissions. Both answer the same questions, and
 * every answer is compared first. Then how long compiling one person's profile with fifty grants takes.
 * Flags: {@code --people 100 --questions 5000 --rounds 15}.
 */
final class PermissionCheck {

    private static final int OBJECTS = 10;
    private static final List<String> ACTIONS = List.of("list", "read", "create", "edit", "export");
    private static final int GROUPS = 5;

    private final Random random = new Random(7);
    private final List<String> people = new ArrayList<>();

    /** By group: its permissions. */
    private final List<Set<Permission>> groups = new ArrayList<>();

    /** By person: his groups. */
    private final List<Set<Integer>> members = new ArrayList<>();

    private record Question(Caller caller, Permission permission, String object) {}

    private PermissionCheck() {}

    public static void main(String... arguments) {
        // jCasbin tells each decision; the bench is no place for that.
        System.setProperty("casbin.log", "false");
        try (var bench = Bench.of(arguments);
                MortiseServer server = MortiseServer.start(TestDatabase.H2, Map.of("http.access-log", "false"))) {
            new PermissionCheck().run(bench, server);
        }
    }

    private void run(Bench bench, MortiseServer server) {
        shape(bench.flag("people", 100));
        bench.say("filling the server");
        fill(bench, server);
        AccessControl ours = InProcess.service(server, "access", AccessControl.class);
        Enforcer casbin = casbin();
        List<Question> questions = questions(bench.flag("questions", 5_000));
        int held = agree(ours, casbin, questions);
        bench.say("both agree on %d questions, %d of them are yes".formatted(questions.size(), held));

        int rounds = bench.flag("rounds", 15);
        for (int i = 0; i < 200; i++) {
            ask(ours, questions);
        }
        ask(casbin, questions);
        var mine = new double[rounds];
        var theirs = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            mine[i] = many(ours, questions);
            theirs[i] = ask(casbin, questions);
        }
        double compile = CompileProfile.micros(50);
        double reload = reload(server, ours, questions.getFirst());
        report(median(mine), median(theirs), compile, reload);
    }

    private void shape(int count) {
        for (int i = 0; i < GROUPS; i++) {
            groups.add(new HashSet<>());
        }
        for (int object = 0; object < OBJECTS; object++) {
            for (String action : ACTIONS) {
                groups.get((object * ACTIONS.size() + ACTIONS.indexOf(action)) % GROUPS)
                        .add(new Permission("shop.thing" + object, action));
            }
        }
        for (int i = 0; i < count; i++) {
            members.add(Set.copyOf(List.of(random.nextInt(GROUPS), random.nextInt(GROUPS))));
        }
    }

    private void fill(Bench bench, MortiseServer server) {
        Path shop = ModuleJar.named("shop")
                .version("1.0.0")
                .describe(json -> {
                    for (int i = 0; i < OBJECTS; i++) {
                        json.object("thing" + i, ACTIONS.toArray(String[]::new));
                    }
                })
                .build(bench.folder("jars"));
        server.install(InProcess.built("identity"));
        server.install(InProcess.built("access"));
        server.install(shop);
        Http http = server.http();
        for (int i = 0; i < members.size(); i++) {
            people.add(http.post("/api/identity/people", Map.of("name", "Person " + i))
                    .expect(201)
                    .json()
                    .path("id")
                    .asText());
        }
        ObjectNode policy =
                http.get("/api/access/policy/export").expect(200).json().deepCopy();
        for (int i = 0; i < GROUPS; i++) {
            ArrayNode grants = policy.withArray("groups")
                    .addObject()
                    .put("key", "bench-" + i)
                    .put("name", "Bench " + i)
                    .putArray("grants");
            groups.get(i)
                    .forEach(permission -> grants.addObject()
                            .put("object", permission.object())
                            .put("scope", "all")
                            .putArray("actions")
                            .add(permission.action()));
        }
        ArrayNode assignments = policy.withArray("assignments");
        for (int i = 0; i < people.size(); i++) {
            for (int group : members.get(i)) {
                assignments
                        .addObject()
                        .put("receiver", "person:" + people.get(i))
                        .put("group", "bench-" + group)
                        .put("reason", "a bench");
            }
        }
        http.post("/api/access/policy/imports", policy).expect(200);
    }

    private Enforcer casbin() {
        var model = new Model();
        model.loadModelFromText("""
                [request_definition]
                r = sub, obj, act
                [policy_definition]
                p = sub, obj, act
                [role_definition]
                g = _, _
                [policy_effect]
                e = some(where (p.eft == allow))
                [matchers]
                m = g(r.sub, p.sub) && r.obj == p.obj && r.act == p.act
                """);
        var enforcer = new Enforcer(model);
        enforcer.enableLog(false);
        for (int i = 0; i < GROUPS; i++) {
            for (Permission permission : groups.get(i)) {
                enforcer.addPolicy("group" + i, permission.object(), permission.action());
            }
        }
        for (int i = 0; i < people.size(); i++) {
            for (int group : members.get(i)) {
                enforcer.addGroupingPolicy(people.get(i), "group" + group);
            }
        }
        return enforcer;
    }

    /** Callers are made for each question, as they are for each request: nothing is found by identity. */
    private List<Question> questions(int count) {
        var questions = new ArrayList<Question>();
        for (int i = 0; i < count; i++) {
            int person = random.nextInt(people.size());
            String id = new String(people.get(person).toCharArray());
            var caller = new Caller(id, "Person", Caller.Kind.PERSON, Set.of(), Locale.ENGLISH, "0".repeat(32), null);
            String object = "shop.thing" + random.nextInt(OBJECTS);
            questions.add(
                    new Question(caller, new Permission(object, ACTIONS.get(random.nextInt(ACTIONS.size()))), object));
        }
        return questions;
    }

    private static int agree(AccessControl ours, Enforcer casbin, List<Question> questions) {
        int held = 0;
        for (Question question : questions) {
            boolean one = ours.holds(question.caller(), question.permission());
            boolean other = casbin.enforce(
                    question.caller().id(),
                    question.object(),
                    question.permission().action());
            if (one != other) {
                throw new IllegalStateException("ours says " + one + ", jCasbin " + other + " to " + question);
            }
            held += one ? 1 : 0;
        }
        return held;
    }

    /** Nanoseconds a question. */
    private static double ask(AccessControl ours, List<Question> questions) {
        int held = 0;
        long began = System.nanoTime();
        for (Question question : questions) {
            held += ours.holds(question.caller(), question.permission()) ? 1 : 0;
        }
        return used(System.nanoTime() - began, held, questions.size());
    }

    /** So quick that one time through would mostly show the clock. */
    private static double many(AccessControl ours, List<Question> questions) {
        var times = new double[40];
        for (int i = 0; i < times.length; i++) {
            times[i] = ask(ours, questions);
        }
        return median(times);
    }

    private static double ask(Enforcer casbin, List<Question> questions) {
        int held = 0;
        long began = System.nanoTime();
        for (Question question : questions) {
            held += casbin.enforce(
                            question.caller().id(),
                            question.object(),
                            question.permission().action())
                    ? 1
                    : 0;
        }
        return used(System.nanoTime() - began, held, questions.size());
    }

    private static double used(long nanos, int held, int count) {
        if (held == 0) {
            throw new IllegalStateException("nobody holds anything");
        }
        return (double) nanos / count;
    }

    /** The first check of a person after a change of the policy, in microseconds: with every fact read anew from the database. */
    private static double reload(MortiseServer server, AccessControl ours, Question question) {
        var times = new double[30];
        for (int i = 0; i < times.length; i++) {
            server.http()
                    .post("/api/access/roles", Map.of("name", "Role " + i, "groups", List.of("read-only")))
                    .expect(201);
            long began = System.nanoTime();
            ours.holds(question.caller(), question.permission());
            times[i] = (System.nanoTime() - began) / 1e3;
        }
        return median(times);
    }

    private static double median(double[] times) {
        double[] sorted = times.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static void report(double mine, double theirs, double compile, double reload) {
        new Report("permission-check")
                .row("", "ours", "jCasbin", "ratio")
                .row("a warm check, ns", mine, theirs, theirs / mine)
                .row("compiling 50 grants, µs", compile, "-", "-")
                .row("first check after a change, µs", reload, "-", "-")
                .figure("checkNanos", mine)
                .figure("compileMicros", compile)
                .figure("firstCheckMicros", reload)
                .reference("jcasbinNanos", theirs)
                .ratio("jcasbin", theirs / mine)
                .print();
    }
}
