package io.mortise.bench;

import io.mortise.access.FieldAccess;
import io.mortise.access.ObjectCatalog;
import io.mortise.identity.DepartmentTree;
import io.mortise.identity.PersonStatus;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.decision.ProfileCompiler;
import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.policy.Grant;
import io.mortise.permissions.internal.policy.Grant.GrantScope;
import io.mortise.permissions.internal.policy.PermissionGroup;
import io.mortise.permissions.internal.policy.Policy;
import io.mortise.permissions.internal.policy.Receiver;
import io.mortise.permissions.internal.policy.Restriction;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Compiles the profile of one person with grants of every kind of scope, conditions, rules for fields and a restriction. */
final class CompileProfile {

    private static final Instant NOW = Instant.parse("2026-11-25T00:00:00Z");
    private static final int OBJECTS = 10;
    private static final int DEPARTMENTS = 1_000;
    private static int ids;

    private CompileProfile() {}

    /** The median in microseconds. */
    static double micros(int grants) {
        DepartmentTree tree = tree();
        List<UUID> departments =
                tree.all().stream().map(DepartmentTree.Department::id).toList();
        var person = new Subject(
                id(),
                "p",
                PersonStatus.ACTIVE,
                departments.get(3),
                Set.of(departments.get(3), departments.get(40)),
                Set.of(),
                Set.of(),
                Set.of(),
                id());
        Policy policy = policy(person, departments, grants);
        var catalog = new Catalog();
        var times = new double[2_000];
        for (int i = 0; i < times.length; i++) {
            long began = System.nanoTime();
            int held = new ProfileCompiler(policy, tree, catalog, ZoneId.of("Asia/Shanghai"))
                    .profile(person, _ -> Set.of(departments.get(7)), NOW)
                    .held()
                    .size();
            times[i] = (System.nanoTime() - began) / 1e3;
            if (held < OBJECTS) {
                throw new IllegalStateException("only " + held + " permissions are held");
            }
        }
        double[] late = Arrays.copyOfRange(times, times.length / 2, times.length);
        Arrays.sort(late);
        return late[late.length / 2];
    }

    private static UUID id() {
        return new UUID(1, ++ids);
    }

    private static DepartmentTree tree() {
        var all = new ArrayList<DepartmentTree.Department>();
        for (int i = 0; i < DEPARTMENTS; i++) {
            UUID parent = i == 0 ? null : all.get((i - 1) / 6).id();
            all.add(new DepartmentTree.Department(id(), "d" + i, parent, Set.of()));
        }
        return new DepartmentTree(all);
    }

    private static Policy policy(Subject person, List<UUID> departments, int count) {
        List<GrantScope> scopes = List.of(
                new GrantScope.Own(),
                new GrantScope.Team(),
                new GrantScope.Subordinates(2),
                new GrantScope.DepartmentTree(),
                new GrantScope.Departments(departments.subList(10, 15), true),
                new GrantScope.Pools(List.of(id(), id())),
                new GrantScope.Match("stage in (\"deal\", \"repeat\") and ownerDepartmentId in me.departmentTree"),
                new GrantScope.Parent("read"),
                new GrantScope.Unowned(),
                new GrantScope.Any(List.of(new GrantScope.Own(), new GrantScope.Created())));
        var groups = new ArrayList<PermissionGroup>();
        var assignments = new ArrayList<Assignment>();
        for (int i = 0; i < count; i++) {
            var grant = new Grant(
                    id(),
                    "shop.thing" + i % OBJECTS,
                    Set.of("list", "read", "edit"),
                    scopes.get((i + i / OBJECTS * 3) % scopes.size()),
                    i % 5 == 0 ? "not stage = \"secret\" or createdAt >= 2026-01-01" : null,
                    Map.of("class:contact", FieldAccess.MASKED, "stage", FieldAccess.READ),
                    FieldAccess.EDIT,
                    Map.of());
            if (i % 10 == 0) {
                groups.add(new PermissionGroup(id(), null, "g" + i, "", null, true, List.of()));
            }
            PermissionGroup last = groups.removeLast();
            var more = new ArrayList<>(last.grants());
            more.add(grant);
            groups.add(new PermissionGroup(last.id(), null, last.name(), "", null, true, more));
        }
        for (PermissionGroup group : groups) {
            assignments.add(new Assignment(
                    id(),
                    new Receiver.Person(person.id()),
                    null,
                    group.id(),
                    NOW.minusSeconds(1),
                    null,
                    "a bench",
                    "operator",
                    null));
        }
        var restriction = new Restriction(
                id(),
                "x",
                new Receiver.Everybody(),
                "shop.thing1",
                Set.of(),
                "stage = \"secret\"",
                Map.of(),
                "a bench");
        return new Policy(1, groups, List.of(), assignments, List.of(restriction));
    }

    /** Things with twelve fields, each the child of the one before. */
    private static final class Catalog implements ObjectCatalog {

        private final Map<String, ObjectType> types;

        private Catalog() {
            var all = new java.util.HashMap<String, ObjectType>();
            for (int i = 0; i < OBJECTS; i++) {
                var fields = new ArrayList<Field>();
                fields.add(new Field("ownerId", Map.of(), "person", "internal", List.of("owner_id")));
                fields.add(new Field(
                        "ownerDepartmentId", Map.of(), "department", "internal", List.of("owner_department_id")));
                fields.add(new Field("poolId", Map.of(), "record", "internal", List.of("pool_id")));
                fields.add(new Field("createdBy", Map.of(), "text", "internal", List.of("created_by")));
                fields.add(new Field("createdAt", Map.of(), "instant", "internal", List.of("created_at")));
                fields.add(new Field("stage", Map.of(), "choice", "internal", List.of("stage")));
                for (int k = 0; k < 6; k++) {
                    fields.add(new Field("phone" + k, Map.of(), "text", "contact", List.of("phone" + k)));
                }
                Parent parent = i == 0 ? null : new Parent("shop.thing" + (i - 1), "parent_id");
                all.put(
                        "shop.thing" + i,
                        new ObjectType(
                                "shop.thing" + i,
                                Map.of(),
                                true,
                                true,
                                parent,
                                fields,
                                Stream.of("list", "read", "edit")
                                        .map(action -> new Action(action, Map.of(), false))
                                        .toList()));
            }
            types = Map.copyOf(all);
        }

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
    }
}
