package io.mortise.permissions.internal.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mortise.access.FieldAccess;
import io.mortise.identity.DepartmentTree;
import io.mortise.identity.PersonStatus;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.policy.Grant;
import io.mortise.permissions.internal.policy.PermissionGroup;
import io.mortise.permissions.internal.policy.Policy;
import io.mortise.permissions.internal.policy.Receiver;
import io.mortise.permissions.internal.policy.Restriction;
import io.mortise.permissions.internal.rulebook.PolicyText;
import io.mortise.permissions.internal.rulebook.Rulebook;
import io.mortise.permissions.itest.BuiltJars;
import io.mortise.permissions.itest.ShopDesk;
import io.mortise.permissions.itest.ShopModule;
import io.mortise.sdk.testkit.Http;
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.MortiseTest;
import io.mortise.sdk.testkit.TestDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random organisations, policies and records in the real kernel, on both databases: people by REST, the policy by import, records
 * and their teams and shares through a module. For every person, action and record, the query, the pages, the single read and the
 * change say exactly what the oracle says (laws 1 and 4), at the very next question after each change (law 8).
 */
class DecisionsInKernelIT {

    private static final int COMPANIES = 30;
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant FAR = Instant.parse("2099-01-01T00:00:00Z");

    @Nested
    @MortiseTest(database = TestDatabase.H2)
    class OnH2 extends OnServer {
        OnH2(MortiseServer server) {
            super(server);
        }
    }

    @Nested
    @MortiseTest(database = TestDatabase.POSTGRESQL)
    class OnPostgresql extends OnServer {
        OnPostgresql(MortiseServer server) {
            super(server);
        }
    }

    abstract static class OnServer {

        private final MortiseServer server;
        private final Http http;

        /** The random company's ids, and the real ones. */
        private final Map<String, String> real = new HashMap<>();

        private @Nullable ShopDesk desk;
        private @Nullable JsonNode presets;

        OnServer(MortiseServer server) {
            this.server = server;
            this.http = server.http();
        }

        @BeforeEach
        void install(@TempDir Path folder) {
            for (String module : List.of("identity", "access")) {
                if (server.state(module).equals("absent")) {
                    server.install(BuiltJars.built(module));
                }
            }
            if (server.state("shop").equals("absent")) {
                server.install(ShopModule.build(folder));
            }
            desk = ShopDesk.of(server);
            presets = http.get("/api/access/policy/export").expect(200).json();
        }

        @Test
        void everyWayToARecordSaysWhatTheOracleSays() {
            int reached = 0;
            int refused = 0;
            for (long seed = 1; seed <= COMPANIES; seed++) {
                var company = RandomCompany.rich(seed);
                Policy policy = sane(company.policy);
                found(company);
                // Everybody may do everything while he shares; afterwards what he shared counts as far as he still may.
                decree(open());
                records(company);
                // The policy of another company on this one's people: the next question obeys.
                for (Policy current : List.of(policy, without(policy), policy)) {
                    decree(current);
                    for (Subject person : company.people) {
                        Oracle oracle = Oracle.of(company, current, RandomCompany.richCatalog(), person);
                        String place = "seed " + seed + " " + person.name() + " ";
                        for (String object : List.of("client", "order", "bill")) {
                            for (String action : RandomCompany.ACTIONS) {
                                Set<UUID> said = said(company, oracle, object, action);
                                reached += said.size();
                                refused += company.records.size() - said.size();
                                assertEquals(
                                        said,
                                        mine(company, ask(person, "query", object, action, Map.of())),
                                        place + "query " + object + ":" + action);
                                assertEquals(
                                        said,
                                        mine(company, ask(person, "page", object, action, Map.of())),
                                        place + "page " + object + ":" + action);
                            }
                        }
                    }
                }
                single(company, policy, "seed " + seed + " ");
            }
            assertTrue(reached > 500 && refused > 500, reached + " reached, " + refused + " refused");
        }

        /** Reading and changing one record at a time, by its id: 404 where it can't be read, 403 where only the act is forbidden. */
        private void single(RandomCompany company, Policy policy, String place) {
            for (Subject person : company.people) {
                Oracle oracle = Oracle.of(company, policy, RandomCompany.richCatalog(), person);
                for (String object : List.of("client", "order", "bill")) {
                    for (var row : company.records) {
                        String at = place + person.name() + " " + object + " " + row;
                        boolean read = oracle.allowed("shop." + object, "read", row);
                        Map<String, Object> id = Map.of("id", id(row.get("id")));
                        assertEquals(read, ask(person, "find", object, "read", id), at);
                        int wanted = oracle.allowed("shop." + object, "edit", row) ? 200 : read ? 403 : 404;
                        Object status = ask(person, "change", object, "edit", id);
                        // A change needs reading as well: what can't be read is not there.
                        assertEquals(read ? wanted : 404, status, at);
                    }
                }
            }
        }

        private static Set<UUID> said(RandomCompany company, Oracle oracle, String object, String action) {
            return company.records.stream()
                    .filter(row -> oracle.allowed("shop." + object, action, row))
                    .map(row -> (UUID) row.get("id"))
                    .collect(Collectors.toSet());
        }

        /** Of this company; others' records lie in the same tables. */
        private Set<UUID> mine(RandomCompany company, Object ids) {
            var mine = new HashSet<UUID>();
            assertTrue(ids instanceof Collection, String.valueOf(ids));
            Set<Object> all = new HashSet<>((Collection<?>) ids);
            company.records.forEach(row -> {
                if (all.contains(id(row.get("id"))) && row.get("id") instanceof UUID id) {
                    mine.add(id);
                }
            });
            return mine;
        }

        private UUID id(@Nullable Object made) {
            return UUID.fromString(real.getOrDefault(String.valueOf(made), String.valueOf(made)));
        }

        private Object ask(
                @Nullable Subject person, String what, String object, String action, Map<String, Object> more) {
            ShopDesk known = desk;
            assertTrue(known != null);
            return known.ask(person == null ? null : id(person.id()), what, object, action, more);
        }

        /** Departments and people; managers before those they lead, as the random company made them. */
        private void found(RandomCompany company) {
            real.clear();
            for (DepartmentTree.Department department : company.departments) {
                var body = new HashMap<String, Object>(Map.of("name", department.name() + " " + UUID.randomUUID()));
                if (department.parent() != null) {
                    body.put("parentId", id(department.parent()));
                }
                made(
                        department.id(),
                        http.post("/api/identity/departments", body).expect(201).json());
            }
            for (Subject person : company.people) {
                var body = new HashMap<String, Object>(Map.of("name", person.name()));
                List<UUID> departments =
                        person.departments().stream().map(this::id).toList();
                if (!departments.isEmpty()) {
                    body.put("mainDepartmentId", departments.getFirst());
                    body.put("departmentIds", departments);
                }
                if (person.manager() != null) {
                    body.put("managerId", id(person.manager()));
                }
                made(
                        person.id(),
                        http.post("/api/identity/people", body).expect(201).json());
            }
            company.people.stream()
                    .filter(person -> person.status() == PersonStatus.SUSPENDED)
                    .forEach(person -> http.post("/api/identity/people/" + id(person.id()) + "/suspension", "")
                            .expect(200));
            company.records.forEach(row ->
                    real.put(String.valueOf(row.get("id")), UUID.randomUUID().toString()));
        }

        private void made(UUID id, JsonNode answer) {
            real.put(id.toString(), answer.path("id").asText());
        }

        /** Makes a policy the one that counts, beside the presets. */
        private void decree(Policy policy) {
            String text = PolicyText.write(new Rulebook(policy, List.of(), List.of(), List.of(), 50))
                    .toString();
            for (var one : real.entrySet()) {
                text = text.replace(one.getKey(), one.getValue());
            }
            JsonNode base = presets;
            assertTrue(base != null);
            ObjectNode whole = base.deepCopy();
            try {
                JsonNode more = new ObjectMapper().readTree(text);
                for (String part : List.of("groups", "roles", "assignments", "restrictions")) {
                    more.path(part).forEach(one -> whole.withArray(part).add(one));
                }
            } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
                throw new AssertionError(e);
            }
            http.post("/api/access/policy/imports", whole).expect(200);
        }

        private void records(RandomCompany company) {
            for (String object : List.of("client", "order", "bill")) {
                long place = 0;
                for (var row : company.records) {
                    var values = new HashMap<String, Object>();
                    row.forEach((column, value) -> {
                        if (value != null) {
                            values.put(column, value instanceof UUID ? id(value) : value);
                        }
                    });
                    values.put("created_by", id(row.get("created_by")).toString());
                    values.put("place", place++);
                    assertEquals(true, ask(null, "insert", object, "create", values));
                }
            }
            for (var team : company.teams) {
                if (team.object().equals("shop.client") || team.object().equals("shop.order")) {
                    ask(
                            null,
                            "join",
                            team.object().substring(5),
                            "edit",
                            Map.of(
                                    "id",
                                    id(team.record()),
                                    "person",
                                    id(team.member()),
                                    "writing",
                                    company.teams.stream()
                                            .anyMatch(other -> other.object().equals(team.object())
                                                    && other.record().equals(team.record())
                                                    && other.member().equals(team.member())
                                                    && other.writing())));
                }
            }
            for (var share : company.shares) {
                Subject giver = company.people.stream()
                        .filter(person -> person.id().equals(share.giver()))
                        .findFirst()
                        .orElseThrow();
                // Who is suspended can't share; what he had shared would not count.
                if (giver.status() == PersonStatus.ACTIVE
                        && (share.object().equals("shop.client")
                                || share.object().equals("shop.order"))) {
                    String receiver = share.subject();
                    String id = receiver.substring(receiver.indexOf(':') + 1);
                    for (String action : share.actions()) {
                        Object answer = ask(
                                giver,
                                "share",
                                share.object().substring(5),
                                "edit",
                                Map.of(
                                        "id",
                                        id(share.record()),
                                        "receiver",
                                        receiver.substring(0, receiver.indexOf(':') + 1) + id(id),
                                        "shared",
                                        action));
                        assertTrue(!(answer instanceof Integer), String.valueOf(answer));
                    }
                }
            }
        }

        private static Policy open() {
            var all = new PermissionGroup(
                    new UUID(77, 2),
                    null,
                    "all",
                    "",
                    null,
                    true,
                    Stream.of("client", "order")
                            .map(object -> new Grant(
                                    new UUID(77, object.length()),
                                    "shop." + object,
                                    Set.copyOf(RandomCompany.ACTIONS),
                                    new Grant.GrantScope.All(),
                                    null,
                                    Map.of(),
                                    FieldAccess.EDIT,
                                    Map.of()))
                            .toList());
            var everybody = new Assignment(
                    new UUID(77, 3),
                    new Receiver.Everybody(),
                    null,
                    all.id(),
                    LONG_AGO,
                    null,
                    "a test",
                    "operator",
                    null);
            return new Policy(1, List.of(all), List.of(), List.of(everybody), List.of());
        }

        /** What an import takes: grants on the three objects with conditions that can be read; in the present. */
        private static Policy sane(Policy policy) {
            return new Policy(
                    policy.version(),
                    policy.groups().stream()
                            .map(group -> new PermissionGroup(
                                    group.id(),
                                    null,
                                    group.name(),
                                    "",
                                    null,
                                    group.on(),
                                    group.grants().stream()
                                            .filter(OnServer::isSane)
                                            .toList()))
                            .toList(),
                    policy.roles(),
                    policy.assignments().stream().map(OnServer::now).toList(),
                    policy.restrictions().stream()
                            .filter(one -> !one.object().equals("shop.report")
                                    && !String.valueOf(one.condition()).contains("nothing"))
                            .toList());
        }

        private static boolean isSane(Grant grant) {
            return !grant.object().equals("shop.report") && !grant.toString().contains("nothing = 1");
        }

        private static Assignment now(Assignment one) {
            boolean later = one.from().isAfter(RandomCompany.NOW);
            boolean over = one.until() != null && !one.until().isAfter(RandomCompany.NOW);
            return new Assignment(
                    one.id(),
                    one.receiver(),
                    one.role(),
                    one.group(),
                    later ? FAR : LONG_AGO,
                    later ? null : over ? LONG_AGO.plusSeconds(60) : FAR,
                    one.reason(),
                    one.grantedBy(),
                    null);
        }

        /** Less is granted, and more forbidden. */
        private static Policy without(Policy policy) {
            var groups = new ArrayList<>(policy.groups());
            PermissionGroup first = groups.removeFirst();
            groups.add(new PermissionGroup(first.id(), null, first.name(), "", null, !first.on(), first.grants()));
            var restrictions = new ArrayList<>(policy.restrictions());
            restrictions.add(new Restriction(
                    new UUID(77, 1),
                    "x",
                    new Receiver.Everybody(),
                    "shop.order",
                    Set.of("read"),
                    "stage = \"won\"",
                    Map.of(),
                    "a test"));
            return new Policy(2, groups, policy.roles(), policy.assignments(), restrictions);
        }
    }
}
