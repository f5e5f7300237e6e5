package io.mortise.permissions.internal.decision;

import io.mortise.access.FieldAccess;
import io.mortise.access.FieldRules;
import io.mortise.access.ObjectCatalog;
import io.mortise.access.ObjectCatalog.ObjectType;
import io.mortise.access.Permission;
import io.mortise.access.Scope;
import io.mortise.access.Scope.Operator;
import io.mortise.identity.DepartmentTree;
import io.mortise.identity.PersonStatus;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.decision.Reasons.Idle;
import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.policy.Grant;
import io.mortise.permissions.internal.policy.Grant.GrantScope;
import io.mortise.permissions.internal.policy.PermissionGroup;
import io.mortise.permissions.internal.policy.Policy;
import io.mortise.permissions.internal.policy.Restriction;
import io.mortise.permissions.internal.policy.Role;
import io.mortise.permissions.internal.rulebook.Receivers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Turns a policy into what one person may do. Pure.
 *
 * <p>Everything that can't be read is no: an object or an action that nobody declares, a scope over a column that the object
 * does not have, a condition (none can be stored before there is a language for them).
 *
 * @param policy grants, assignments and restrictions
 * @param tree departments
 * @param objects declared objects
 */
public record ProfileCompiler(Policy policy, DepartmentTree tree, ObjectCatalog objects) {

    private static final String PERSON = "identity.person";

    /**
     * Compiles.
     *
     * @param reports who reports to the person, by depth
     * @param now decides which assignments count
     */
    public Profile profile(Subject person, IntFunction<Set<UUID>> reports, Instant now) {
        return profile(person, reports, now, Reasons.UNASKED);
    }

    /**
     * Compiles, and tells why.
     *
     * @param reasons is told what gives and what takes; changes nothing
     */
    public Profile profile(Subject person, IntFunction<Set<UUID>> reports, Instant now, Reasons reasons) {
        if (person.status() != PersonStatus.ACTIVE) {
            return Profile.empty();
        }
        Set<UUID> groups = groups(person, now, reasons);
        var rules = new HashMap<Permission, List<FieldRules.Rule>>();
        var unlimited = new HashSet<Permission>();
        for (PermissionGroup group : policy.groups()) {
            if (!groups.contains(group.id())) {
                continue;
            }
            for (Grant grant : group.grants()) {
                ObjectType type = objects.object(grant.object()).orElse(null);
                if (!group.on() || type == null || grant.condition() != null) {
                    reasons.givesNothing(
                            group,
                            grant,
                            grant.actions(),
                            !group.on()
                                    ? Idle.GROUP_OFF
                                    : type == null ? Idle.UNKNOWN_OBJECT : Idle.UNREADABLE_CONDITION);
                    continue;
                }
                Scope scope = scope(grant.scope(), type, person, reports);
                if (scope instanceof Scope.Nothing) {
                    reasons.givesNothing(group, grant, grant.actions(), Idle.NO_RECORDS);
                    continue;
                }
                var rule = new FieldRules.Rule(scope, fields(grant, type), grant.others());
                for (String action : grant.actions()) {
                    if (type.declares(action)) {
                        var permission = new Permission(grant.object(), action);
                        rules.computeIfAbsent(permission, _ -> new ArrayList<>())
                                .add(rule);
                        reasons.gives(permission, group, grant, rule);
                        if (!grant.limits().containsKey(action)) {
                            unlimited.add(permission);
                        }
                    } else {
                        reasons.givesNothing(group, grant, Set.of(action), Idle.UNKNOWN_ACTION);
                    }
                }
            }
        }
        var capped = new HashSet<Permission>();
        restrict(person, rules.keySet(), capped, reasons);
        var held = new HashMap<Permission, Profile.Held>();
        rules.forEach((permission, all) -> held.put(
                permission,
                new Profile.Held(
                        union(all.stream().map(FieldRules.Rule::scope).toList()),
                        new FieldRules(all),
                        !unlimited.contains(permission) || capped.contains(permission))));
        return new Profile(held, next(now));
    }

    private Set<UUID> groups(Subject person, Instant now, Reasons reasons) {
        var groups = new HashSet<UUID>();
        for (Assignment assignment : policy.assignments()) {
            if (assignment.holdsAt(now) && Receivers.means(assignment.receiver(), person, tree)) {
                Set<UUID> given = given(assignment);
                reasons.assigned(assignment, given);
                groups.addAll(given);
            }
        }
        return groups;
    }

    private Set<UUID> given(Assignment assignment) {
        UUID group = assignment.group();
        return group != null
                ? Set.of(group)
                : policy.roles().stream()
                        .filter(role -> role.id().equals(assignment.role()))
                        .findFirst()
                        .map(Role::groups)
                        .orElse(Set.of());
    }

    /** Takes out what is forbidden. One with a condition forbids whole: which records it means can't be read. */
    private void restrict(Subject person, Set<Permission> permissions, Set<Permission> capped, Reasons reasons) {
        // Taken out at the end, so that every restriction that takes a permission is told, not the first alone.
        var taken = new HashSet<Permission>();
        for (Restriction restriction : policy.restrictions()) {
            if (!Receivers.means(restriction.receiver(), person, tree)) {
                continue;
            }
            if (restriction.caps().isEmpty()) {
                permissions.stream()
                        .filter(permission -> binds(restriction, permission))
                        .forEach(permission -> {
                            reasons.takes(restriction, permission, Scope.everything());
                            taken.add(permission);
                        });
            } else {
                permissions.stream()
                        .filter(permission -> permission.object().equals(restriction.object())
                                && restriction.caps().containsKey(permission.action()))
                        .forEach(permission -> {
                            reasons.caps(restriction, permission);
                            capped.add(permission);
                        });
            }
        }
        permissions.removeAll(taken);
    }

    private static boolean binds(Restriction restriction, Permission permission) {
        return permission.object().equals(restriction.object())
                && (restriction.actions().isEmpty() || restriction.actions().contains(permission.action()));
    }

    private @Nullable Instant next(Instant now) {
        Instant next = null;
        for (Assignment assignment : policy.assignments()) {
            next = sooner(next, assignment.from(), now);
            next = sooner(next, assignment.until(), now);
        }
        return next;
    }

    private static @Nullable Instant sooner(@Nullable Instant known, @Nullable Instant moment, Instant now) {
        if (moment == null || !moment.isAfter(now)) {
            return known;
        }
        return known == null || moment.isBefore(known) ? moment : known;
    }

    private static Scope union(List<Scope> scopes) {
        if (scopes.stream().anyMatch(Scope.Everything.class::isInstance)) {
            return Scope.everything();
        }
        return scopes.size() == 1 ? scopes.getFirst() : new Scope.AnyOf(scopes);
    }

    private Scope scope(GrantScope scope, ObjectType type, Subject person, IntFunction<Set<UUID>> reports) {
        if (!type.hasRecords()) {
            return scope instanceof GrantScope.All ? Scope.everything() : Scope.nothing();
        }
        boolean people = type.name().equals(PERSON);
        String owner = people ? "id" : column(type, "ownerId");
        String department = column(type, people ? "mainDepartmentId" : "ownerDepartmentId");
        return switch (scope) {
            case GrantScope.All() -> Scope.everything();
            case GrantScope.None(), GrantScope.Match _, GrantScope.Team(), GrantScope.Parent _ -> Scope.nothing();
            case GrantScope.Own() -> keys(owner, Set.of(person.id()));
            case GrantScope.Created() ->
                keys(column(type, "createdBy"), Set.of(person.id().toString()));
            case GrantScope.Subordinates(int depth) -> keys(owner, reports.apply(depth));
            case GrantScope.Department() -> keys(department, person.departments());
            case GrantScope.DepartmentTree() -> keys(department, tree.withBelow(person.departments()));
            case GrantScope.Departments(List<UUID> some, boolean below) ->
                keys(department, below ? tree.withBelow(some) : some);
            case GrantScope.Pools(List<UUID> pools) -> keys(column(type, "poolId"), pools);
            case GrantScope.Unowned() -> people ? Scope.nothing() : unowned(owner, column(type, "poolId"));
            case GrantScope.Any(List<GrantScope> parts) -> {
                List<Scope> reached = parts.stream()
                        .map(part -> scope(part, type, person, reports))
                        .filter(part -> !(part instanceof Scope.Nothing))
                        .toList();
                yield reached.isEmpty() ? Scope.nothing() : union(reached);
            }
        };
    }

    private static Scope unowned(@Nullable String owner, @Nullable String pool) {
        if (owner == null) {
            return Scope.nothing();
        }
        Scope none = new Scope.Compare(owner, Operator.EMPTY, null);
        return pool == null ? none : Scope.allOf(none, new Scope.Compare(pool, Operator.EMPTY, null));
    }

    /** No column and no keys are both nothing, never everything. */
    private static Scope keys(@Nullable String column, Collection<?> keys) {
        return column == null || keys.isEmpty() ? Scope.nothing() : Scope.keyIn(column, keys);
    }

    private static @Nullable String column(ObjectType type, String field) {
        return type.field(field).map(found -> found.columns().getFirst()).orElse(null);
    }

    /** By name, and for the others by class (a name wins over its class). */
    private static Map<String, FieldAccess> fields(Grant grant, ObjectType type) {
        var fields = new HashMap<String, FieldAccess>();
        for (ObjectCatalog.Field field : type.fields()) {
            FieldAccess named = grant.fields().get(field.name());
            FieldAccess classed = grant.fields().get("class:" + field.sensitivity());
            if (named != null || classed != null) {
                fields.put(field.name(), named != null ? named : classed);
            }
        }
        return fields;
    }
}
