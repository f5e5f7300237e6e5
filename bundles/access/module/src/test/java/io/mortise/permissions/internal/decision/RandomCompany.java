package io.mortise.permissions.internal.decision;

import io.mortise.access.FieldAccess;
import io.mortise.access.ObjectCatalog;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A small random company with a policy and records; the same for the same seed. */
final class RandomCompany {

    static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    static final List<String> ACTIONS = List.of("list", "read", "edit");
    static final List<String> OBJECTS = List.of("shop.order", "shop.bill", "shop.report");

    final Random random;
    final List<DepartmentTree.Department> departments = new ArrayList<>();
    final DepartmentTree tree;
    final List<Subject> people = new ArrayList<>();
    final List<Map<String, @Nullable Object>> records = new ArrayList<>();
    final Policy policy;

    RandomCompany(long seed) {
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
        policy = policy();
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
            restrictions.add(new Restriction(id(), "x", receiver(), object(), actions, null, Map.of(), "a test"));
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
                null,
                Map.of(),
                FieldAccess.READ,
                Map.of());
    }

    GrantScope scope(int depth) {
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
        return OBJECTS.get(random.nextInt(OBJECTS.size()));
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
            declared.add(new ObjectCatalog.Field(field, Map.of(), "record", "internal", List.of(column)));
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
