package io.mortise.permissions.internal.decision;

import io.mortise.access.FieldAccess;
import io.mortise.access.ObjectCatalog;
import io.mortise.access.Permission;
import io.mortise.access.Scope;
import io.mortise.identity.DepartmentTree;
import io.mortise.identity.PersonStatus;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.policy.Grant;
import io.mortise.permissions.internal.policy.Grant.GrantScope;
import io.mortise.permissions.internal.policy.PermissionGroup;
import io.mortise.permissions.internal.policy.Policy;
import io.mortise.permissions.internal.policy.Receiver;
import io.mortise.permissions.internal.policy.Restriction;
import io.mortise.permissions.internal.policy.Role;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** A small random company with a policy and records; the same for the same seed. */
final class RandomCompany {

    static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    static final List<String> ACTIONS = List.of("list", "read", "edit");
    static final List<String> OBJECTS = List.of("shop.order", "shop.bill", "shop.report");

    /** Clients, their orders, the orders' bills; a circle, since a client is paid by a bill. Reports have no records. */
    static final List<String> RICH_OBJECTS = List.of("shop.client", "shop.order", "shop.bill", "shop.report");

    /** Conditions, and what they say by other means than the language. The last can't be read. */
    static final Map<String, BiPredicate<Map<String, @Nullable Object>, Subject>> CONDITIONS = conditions();

    final Random random;

    /** Whether teams, shares, parents and conditions are among the rules. */
    final boolean rich;

    final List<TeamRow> teams = new ArrayList<>();
    final List<ShareRow> shares = new ArrayList<>();
    final List<DepartmentTree.Department> departments = new ArrayList<>();
    final DepartmentTree tree;
    final List<Subject> people = new ArrayList<>();
    final List<Map<String, @Nullable Object>> records = new ArrayList<>();
    final Policy policy;

    /** By policy as an object, and person. */
    private final Map<Policy, Map<UUID, Profile>> profiles = new IdentityHashMap<>();

    record TeamRow(String object, UUID record, UUID member, boolean writing) {}

    record ShareRow(String object, UUID record, String subject, Set<String> actions, UUID giver) {}

    RandomCompany(long seed) {
        this(seed, false);
    }

    static RandomCompany rich(long seed) {
        return new RandomCompany(seed, true);
    }

    private RandomCompany(long seed, boolean rich) {
        this.rich = rich;
        random = new Random(seed);
        for (int i = 0; i < 6; i++) {
            UUID parent = i == 0 || random.nextInt(4) == 0
                    ? null
                    : departments.get(random.nextInt(i)).id();
            departments.add(new DepartmentTree.Department(id(), "d" + i, parent, Set.of()));
        }
        tree = new DepartmentTree(departments);
        for (int i = 0; i < 5; i++) {
            var in = new HashSet<UUID>();
            for (int k = random.nextInt(3); k > 0; k--) {
                in.add(department());
            }
            PersonStatus status = random.nextInt(8) == 0 ? PersonStatus.SUSPENDED : PersonStatus.ACTIVE;
            UUID manager = i == 0 ? null : people.get(random.nextInt(i)).id();
            people.add(new Subject(id(), "p" + i, status, null, in, Set.of(), Set.of(), Set.of(), manager));
        }
        for (int i = 0; i < 12; i++) {
            var row = new HashMap<String, @Nullable Object>();
            row.put("owner_id", random.nextInt(3) == 0 ? null : person().id());
            row.put("owner_department_id", random.nextInt(3) == 0 ? null : department());
            row.put("created_by", person().id().toString());
            row.put("pool_id", random.nextInt(3) == 0 ? new UUID(7, random.nextInt(3)) : null);
            records.add(row);
        }
        if (rich) {
            enrich();
        }
        policy = policy();
        if (rich) {
            share();
        }
    }

    private void enrich() {
        for (int i = 0; i < records.size(); i++) {
            records.get(i).put("id", new UUID(3, i));
        }
        for (var row : records) {
            for (String parent : List.of("client_id", "order_id", "bill_id")) {
                row.put(parent, random.nextInt(4) == 0 ? null : record());
            }
            row.put(
                    "stage",
                    random.nextInt(4) == 0 ? null : List.of("won", "lost").get(random.nextInt(2)));
            row.put("amount", random.nextInt(4) == 0 ? null : (long) random.nextInt(20));
        }
        for (int i = 0; i < 12; i++) {
            teams.add(new TeamRow(object(), record(), person().id(), random.nextBoolean()));
        }
    }

    private void share() {
        for (int i = 0; i < 12; i++) {
            String subject = switch (random.nextInt(4)) {
                case 0 -> "person:" + person().id();
                case 1 -> "department:" + department();
                case 2 -> "role:" + policy.roles().get(random.nextInt(2)).id();
                default -> "group:" + policy.groups().get(random.nextInt(4)).id();
            };
            shares.add(
                    new ShareRow(object(), record(), subject, Set.copyOf(List.of(action(), action())), person().id()));
        }
    }

    /** What a person reaches by a policy. */
    Scope scope(Policy by, UUID id, Permission permission) {
        return profiles.computeIfAbsent(by, _ -> new HashMap<>())
                .computeIfAbsent(id, _ -> {
                    Subject person = people.stream()
                            .filter(one -> one.id().equals(id))
                            .findFirst()
                            .orElseThrow();
                    return new ProfileCompiler(by, tree, rich ? richCatalog() : catalog(ACTIONS), ZoneOffset.UTC)
                            .profile(person, depth -> reports(id, depth), NOW);
                })
                .scope(permission);
    }

    private UUID record() {
        return new UUID(3, random.nextInt(records.size()));
    }

    private static Map<String, BiPredicate<Map<String, @Nullable Object>, Subject>> conditions() {
        var all = new LinkedHashMap<String, BiPredicate<Map<String, @Nullable Object>, Subject>>();
        all.put("stage = \"won\"", (row, _) -> "won".equals(row.get("stage")));
        all.put("not stage = \"won\"", (row, _) -> !"won".equals(row.get("stage")));
        all.put(
                "stage is empty or amount >= 10",
                (row, _) -> row.get("stage") == null || (row.get("amount") instanceof Long amount && amount >= 10));
        all.put(
                "amount < 10 and not ownerId = me.id",
                (row, me) -> row.get("amount") instanceof Long amount
                        && amount < 10
                        && !me.id().equals(row.get("owner_id")));
        all.put(
                "ownerId = me.manager",
                (row, me) -> me.manager() != null && me.manager().equals(row.get("owner_id")));
        all.put(
                "ownerId != me.manager",
                (row, me) -> me.manager() == null || !me.manager().equals(row.get("owner_id")));
        all.put("nothing = 1", (_, _) -> false);
        return all;
    }

    String condition() {
        return List.copyOf(CONDITIONS.keySet()).get(random.nextInt(CONDITIONS.size()));
    }

    private Policy policy() {
        var groups = new ArrayList<PermissionGroup>();
        for (int i = 0; i < 4; i++) {
            var grants = new ArrayList<Grant>();
            for (int k = random.nextInt(4); k > 0; k--) {
                grants.add(grant());
            }
            groups.add(new PermissionGroup(id(), null, "g" + i, "", null, random.nextInt(6) > 0, grants));
        }
        var roles = new ArrayList<Role>();
        for (int i = 0; i < 2; i++) {
            roles.add(new Role(
                    id(), null, "r" + i, Set.of(groups.get(random.nextInt(4)).id())));
        }
        var assignments = new ArrayList<Assignment>();
        for (int i = 0; i < 5; i++) {
            UUID role = random.nextBoolean() ? roles.get(random.nextInt(2)).id() : null;
            UUID group = role == null ? groups.get(random.nextInt(4)).id() : null;
            Instant from = NOW.plusSeconds(random.nextInt(4) == 0 ? 60 : -60);
            Instant until = random.nextInt(3) == 0 ? from.plusSeconds(random.nextBoolean() ? 30 : 600) : null;
            assignments.add(new Assignment(id(), receiver(), role, group, from, until, "a test", "operator", null));
        }
        var restrictions = new ArrayList<Restriction>();
        if (random.nextInt(3) == 0) {
            Set<String> actions = random.nextBoolean() ? Set.of() : Set.of(action());
            String condition = rich && random.nextInt(3) > 0 ? condition() : null;
            restrictions.add(new Restriction(id(), "x", receiver(), object(), actions, condition, Map.of(), "a test"));
        }
        return new Policy(1, groups, roles, assignments, restrictions);
    }

    Grant grant() {
        return grant(object(), scope(2));
    }

    Grant grant(String object, GrantScope scope) {
        return new Grant(
                id(),
                object,
                Set.copyOf(List.of(action(), action())),
                scope,
                rich && random.nextInt(4) == 0 ? condition() : null,
                rich ? Map.of("stage", access(), "class:money", access()) : Map.of(),
                rich ? access() : FieldAccess.READ,
                Map.of());
    }

    private FieldAccess access() {
        return FieldAccess.values()[random.nextInt(FieldAccess.values().length)];
    }

    GrantScope scope(int depth) {
        if (rich && random.nextInt(3) == 0) {
            return switch (random.nextInt(3)) {
                case 0 -> new GrantScope.Team();
                case 1 -> new GrantScope.Parent(action());
                default -> new GrantScope.Match(condition());
            };
        }
        return switch (random.nextInt(depth == 0 ? 10 : 11)) {
            case 0 -> new GrantScope.None();
            case 1 -> new GrantScope.Own();
            case 2 -> new GrantScope.Created();
            case 3 -> new GrantScope.Subordinates(1 + random.nextInt(3));
            case 4 -> new GrantScope.Department();
            case 5 -> new GrantScope.DepartmentTree();
            case 6 ->
                new GrantScope.Departments(
                        random.nextInt(4) == 0 ? List.of() : List.of(department()), random.nextBoolean());
            case 7 ->
                new GrantScope.Pools(random.nextInt(4) == 0 ? List.of() : List.of(new UUID(7, random.nextInt(3))));
            case 8 -> new GrantScope.Unowned();
            case 9 -> random.nextInt(3) == 0 ? new GrantScope.All() : new GrantScope.Team();
            default -> {
                var parts = new ArrayList<GrantScope>();
                for (int i = random.nextInt(3); i > 0; i--) {
                    parts.add(scope(depth - 1));
                }
                yield new GrantScope.Any(parts);
            }
        };
    }

    Receiver receiver() {
        return switch (random.nextInt(4)) {
            case 0, 1 -> new Receiver.Person(person().id());
            case 2 -> new Receiver.Department(department(), random.nextBoolean());
            default -> new Receiver.Everybody();
        };
    }

    Set<UUID> reports(UUID person, int depth) {
        var found = new HashSet<UUID>();
        for (Subject one : people) {
            UUID above = one.manager();
            for (int level = 1; level <= depth && above != null; level++) {
                if (above.equals(person)) {
                    found.add(one.id());
                }
                UUID next = above;
                above = people.stream()
                        .filter(other -> other.id().equals(next))
                        .findFirst()
                        .map(Subject::manager)
                        .orElse(null);
            }
        }
        return found;
    }

    UUID id() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    UUID department() {
        return departments.get(random.nextInt(departments.size())).id();
    }

    Subject person() {
        return people.get(random.nextInt(people.size()));
    }

    String action() {
        return ACTIONS.get(random.nextInt(ACTIONS.size()));
    }

    String object() {
        List<String> objects = rich ? RICH_OBJECTS : OBJECTS;
        return objects.get(random.nextInt(objects.size()));
    }

    /** Orders have every column, bills only an owner, reports no records. */
    static ObjectCatalog catalog(List<String> actions) {
        Map<String, ObjectCatalog.ObjectType> types = Map.of(
                "shop.order",
                type("shop.order", true, actions, "ownerId", "ownerDepartmentId", "createdBy", "poolId"),
                "shop.bill",
                type("shop.bill", true, actions, "ownerId"),
                "shop.report",
                type("shop.report", false, actions));
        return catalog(types);
    }

    /** Clients and orders have teams and shares; bills have neither, nor a department. */
    static ObjectCatalog richCatalog() {
        return catalog(Map.of(
                "shop.client",
                rich("shop.client", true, new ObjectCatalog.Parent("shop.bill", "bill_id"), true),
                "shop.order",
                rich("shop.order", true, new ObjectCatalog.Parent("shop.client", "client_id"), true),
                "shop.bill",
                rich("shop.bill", false, new ObjectCatalog.Parent("shop.order", "order_id"), false),
                "shop.report",
                type("shop.report", false, ACTIONS)));
    }

    private static ObjectCatalog.ObjectType rich(
            String name, boolean shareable, ObjectCatalog.Parent parent, boolean departments) {
        ObjectCatalog.ObjectType plain = departments
                ? type(name, true, ACTIONS, "ownerId", "ownerDepartmentId", "createdBy", "poolId")
                : type(name, true, ACTIONS, "ownerId");
        var fields = new ArrayList<>(plain.fields());
        fields.add(new ObjectCatalog.Field("stage", Map.of(), "choice", "internal", List.of("stage")));
        fields.add(new ObjectCatalog.Field("amount", Map.of(), "number", "money", List.of("amount")));
        return new ObjectCatalog.ObjectType(name, Map.of(), true, shareable, parent, fields, plain.actions());
    }

    private static ObjectCatalog catalog(Map<String, ObjectCatalog.ObjectType> types) {
        return new ObjectCatalog() {
            @Override
            public List<ObjectType> objects() {
                return List.copyOf(types.values());
            }

            @Override
            public Optional<ObjectType> object(String qualified) {
                return Optional.ofNullable(types.get(qualified));
            }

            @Override
            public long version() {
                return 1;
            }
        };
    }

    private static ObjectCatalog.ObjectType type(String name, boolean records, List<String> actions, String... fields) {
        var declared = new ArrayList<ObjectCatalog.Field>();
        for (String field : fields) {
            String column = field.replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
            declared.add(new ObjectCatalog.Field(
                    field, Map.of(), field.equals("ownerId") ? "person" : "record", "internal", List.of(column)));
        }
        return new ObjectCatalog.ObjectType(
                name,
                Map.of(),
                records,
                false,
                null,
                declared,
                actions.stream()
                        .map(action -> new ObjectCatalog.Action(action, Map.of(), false))
                        .toList());
    }
}
