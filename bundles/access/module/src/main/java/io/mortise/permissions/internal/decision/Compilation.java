package io.mortise.permissions.internal.decision;

import io.mortise.access.FieldAccess;
import io.mortise.access.FieldRules;
import io.mortise.access.ObjectCatalog;
import io.mortise.access.ObjectCatalog.ObjectType;
import io.mortise.access.Permission;
import io.mortise.access.Scope;
import io.mortise.identity.DepartmentTree;
import io.mortise.permissions.internal.decision.Profile.Limit;
import io.mortise.permissions.internal.decision.Reasons.Idle;
import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.policy.Grant;
import io.mortise.permissions.internal.policy.PermissionGroup;
import io.mortise.permissions.internal.policy.Policy;
import io.mortise.permissions.internal.policy.Restriction;
import io.mortise.permissions.internal.policy.Role;
import io.mortise.permissions.internal.policy.SharingLimit;
import io.mortise.permissions.internal.policy.SharingLimit.Circle;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One compilation of a policy for one holder; thrown away afterwards. */
final class Compilation {

    /** Parents of parents are followed this far; none of our objects goes beyond two. */
    private static final int MOST_PARENTS = 5;

    private static final String SHARE = "share";

    private final Policy policy;
    private final ObjectCatalog objects;
    private final Holder holder;
    private final Reasons reasons;
    private final GrantScopes scopes;
    private final DepartmentTree tree;
    private final Map<Grant, Scope> fixed = new IdentityHashMap<>();
    private final Map<String, List<Given>> given = new LinkedHashMap<>();
    private final Map<Restriction, Scope> forbidden = new HashMap<>();

    /** A parent's scope depends on the objects that led to it, because a circle ends where it began: both are in the key. */
    private final Map<String, Scope> parents = new HashMap<>();

    private final List<Restriction> restrictions;
    private List<String> sharedWith = List.of();

    /** A grant of a group that the holder has. */
    private record Given(PermissionGroup group, Grant grant, ObjectType type, Map<String, FieldAccess> fields) {}

    Compilation(Policy policy, DepartmentTree tree, ObjectCatalog objects, Holder holder, Reasons reasons) {
        this.policy = policy;
        this.objects = objects;
        this.holder = holder;
        this.reasons = reasons;
        this.scopes = new GrantScopes(holder, tree);
        this.tree = tree;
        this.restrictions = policy.restrictions().stream()
                .filter(restriction -> holder.bound().test(restriction.receiver()))
                .toList();
    }

    Profile profile(Instant now) {
        collect(now);
        var held = new HashMap<Permission, Profile.Held>();
        for (List<Given> grants : given.values()) {
            var actions = new HashSet<String>();
            grants.forEach(one -> actions.addAll(one.grant().actions()));
            ObjectType type = grants.getFirst().type();
            for (String action : actions) {
                if (type.declares(action)) {
                    Profile.Held one = held(new Permission(type.name(), action), type, grants);
                    if (!(one.scope() instanceof Scope.Nothing)) {
                        held.put(new Permission(type.name(), action), one);
                    }
                }
            }
        }
        return new Profile(held, next(now), Set.of());
    }

    /** Whom a share would have to name to mean the holder. */
    List<String> subjects(Instant now) {
        collect(now);
        return sharedWith;
    }

    /** Finds the grants that the holder has. */
    private void collect(Instant now) {
        var groups = new HashSet<UUID>();
        var subjects = new ArrayList<>(holder.places());
        for (Assignment assignment : policy.assignments()) {
            if (assignment.holdsAt(now) && holder.receives().test(assignment.receiver())) {
                Set<UUID> some = groupsOf(assignment);
                reasons.assigned(assignment, some);
                groups.addAll(some);
                if (assignment.role() != null) {
                    subjects.add("role:" + assignment.role());
                }
            }
        }
        for (PermissionGroup group : policy.groups()) {
            if (groups.contains(group.id())) {
                if (group.on()) {
                    subjects.add("group:" + group.id());
                }
                group.grants().forEach(grant -> collect(group, grant));
            }
        }
        sharedWith = subjects.stream().distinct().sorted().toList();
    }

    private void collect(PermissionGroup group, Grant grant) {
        ObjectType type = objects.object(grant.object()).orElse(null);
        if (!group.on() || type == null) {
            reasons.givesNothing(group, grant, grant.actions(), group.on() ? Idle.UNKNOWN_OBJECT : Idle.GROUP_OFF);
            return;
        }
        String condition = grant.condition();
        if (condition != null && scopes.condition(condition, type).isEmpty()) {
            reasons.givesNothing(group, grant, grant.actions(), Idle.UNREADABLE_CONDITION);
            return;
        }
        Set<String> unknown = new HashSet<>(grant.actions());
        unknown.removeIf(type::declares);
        if (!unknown.isEmpty()) {
            reasons.givesNothing(group, grant, Set.copyOf(unknown), Idle.UNKNOWN_ACTION);
        }
        given.computeIfAbsent(type.name(), _ -> new ArrayList<>())
                .add(new Given(group, grant, type, fields(grant, type)));
    }

    private Set<UUID> groupsOf(Assignment assignment) {
        UUID group = assignment.group();
        return group != null
                ? Set.of(group)
                : policy.roles().stream()
                        .filter(role -> role.id().equals(assignment.role()))
                        .findFirst()
                        .map(Role::groups)
                        .orElse(Set.of());
    }

    private Profile.Held held(Permission permission, ObjectType type, List<Given> grants) {
        var parts = new ArrayList<Scope>();
        var rules = new ArrayList<FieldRules.Rule>();
        var sharing = new ArrayList<Profile.SharingRule>();
        Long most = 0L;
        Scope shared = shared(permission, type);
        Scope excluded = excluded(permission, type, true);
        for (Given one : grants) {
            if (!one.grant().actions().contains(permission.action())) {
                continue;
            }
            Scope scope = scope(one, permission.action(), List.of(type.name()));
            if (scope instanceof Scope.Nothing) {
                reasons.givesNothing(one.group(), one.grant(), Set.of(permission.action()), Idle.NO_RECORDS);
            } else {
                reasons.gives(
                        permission,
                        one.group(),
                        one.grant(),
                        new FieldRules.Rule(scope, one.fields(), one.grant().others()));
            }
            Scope reached = Scopes.union(List.of(scope, shared));
            if (reached instanceof Scope.Nothing) {
                continue;
            }
            parts.add(reached);
            rules.add(new FieldRules.Rule(
                    Scopes.without(reached, excluded), one.fields(), one.grant().others()));
            if (permission.action().equals(SHARE)) {
                sharing.add(new Profile.SharingRule(scope, bounds(one.grant().sharing())));
            }
            Long limit = one.grant().limits().get(permission.action());
            most = most == null || limit == null ? null : Long.valueOf(Math.max(most, limit));
        }
        if (!(shared instanceof Scope.Nothing)) {
            reasons.shared(permission, shared);
        }
        return new Profile.Held(
                Scopes.without(Scopes.union(parts), excluded),
                new FieldRules(rules),
                limits(permission, most),
                sharing.stream().allMatch(rule -> rule.limits().isEmpty()) ? List.of() : sharing);
    }

    private List<Profile.SharingBound> bounds(@Nullable SharingLimit limit) {
        if (limit == null) {
            return List.of();
        }
        var to = new HashSet<String>();
        for (Circle circle : limit.to()) {
            switch (circle) {
                case Circle.Own(boolean below) -> departments(to, holder.departments(), below);
                case Circle.Department(UUID id, boolean below) -> departments(to, Set.of(id), below);
                case Circle.Role(UUID id) -> to.add("role:" + id);
                case Circle.Group(UUID id) -> to.add("group:" + id);
            }
        }
        return List.of(new Profile.SharingBound(limit.to().isEmpty() ? null : Set.copyOf(to), limit.days()));
    }

    private void departments(Set<String> to, Set<UUID> departments, boolean below) {
        (below ? tree.withBelow(departments) : departments).forEach(id -> to.add("department:" + id));
    }

    /** What a parent's permission reaches; the path holds the objects that are being asked about already. */
    private Scope parent(Permission permission, List<String> path) {
        ObjectType type = objects.object(permission.object()).orElse(null);
        if (type == null
                || !type.hasRecords()
                || !type.declares(permission.action())
                || path.contains(type.name())
                || path.size() > MOST_PARENTS) {
            return Scope.nothing();
        }
        String asked = permission + " " + path;
        Scope known = parents.get(asked);
        if (known != null) {
            return known;
        }
        var further = new ArrayList<>(path);
        further.add(type.name());
        Scope shared = shared(permission, type);
        var parts = new ArrayList<Scope>();
        for (Given one : given.getOrDefault(type.name(), List.of())) {
            if (one.grant().actions().contains(permission.action())) {
                parts.add(scope(one, permission.action(), List.copyOf(further)));
                parts.add(shared);
            }
        }
        Scope reached = Scopes.without(Scopes.union(parts), excluded(permission, type, false));
        parents.put(asked, reached);
        return reached;
    }

    private Scope scope(Given one, String action, List<String> path) {
        if (!GrantScopes.isFixed(one.grant().scope())) {
            return computed(one, action, path);
        }
        Scope known = fixed.get(one.grant());
        if (known == null) {
            known = computed(one, action, path);
            fixed.put(one.grant(), known);
        }
        return known;
    }

    private Scope computed(Given one, String action, List<String> path) {
        Scope scope = scopes.scope(one.grant().scope(), one.type(), action, permission -> parent(permission, path));
        String condition = one.grant().condition();
        return condition == null || scope instanceof Scope.Nothing
                ? scope
                : Scopes.both(scope, scopes.condition(condition, one.type()).orElseGet(Scope::nothing));
    }

    /** Whoever holds the action at all reaches what is shared with him for it. */
    private Scope shared(Permission permission, ObjectType type) {
        return GrantScopes.isShared(type, permission.action()) && !sharedWith.isEmpty()
                ? new Scope.SharedWith(sharedWith, permission.action(), policy.lastingShares())
                : Scope.nothing();
    }

    /** What restrictions forbid of a permission. */
    private Scope excluded(Permission permission, ObjectType type, boolean told) {
        var excluded = new ArrayList<Scope>();
        for (Restriction restriction : restrictions) {
            boolean binds = restriction.caps().isEmpty()
                    && restriction.object().equals(permission.object())
                    && (restriction.actions().isEmpty() || restriction.actions().contains(permission.action()));
            if (binds) {
                Scope records = forbidden.computeIfAbsent(restriction, one -> forbidden(one.condition(), type));
                excluded.add(records);
                if (told) {
                    reasons.takes(restriction, permission, records);
                }
            }
        }
        return Scopes.union(excluded);
    }

    /** A condition that can't be read forbids every record. */
    private Scope forbidden(@Nullable String condition, ObjectType type) {
        return condition == null
                ? Scope.everything()
                : scopes.condition(condition, type).orElseGet(Scope::everything);
    }

    private List<Limit> limits(Permission permission, @Nullable Long most) {
        var limits = new ArrayList<Limit>();
        if (most != null) {
            limits.add(new Limit(holder.counter(), most));
        }
        for (Restriction restriction : restrictions) {
            Long cap = restriction.object().equals(permission.object())
                    ? restriction.caps().get(permission.action())
                    : null;
            if (cap != null) {
                reasons.caps(restriction, permission);
                limits.add(new Limit("restriction:" + restriction.id(), cap));
            }
        }
        return limits;
    }

    private @Nullable Instant next(Instant now) {
        Instant next = null;
        for (Assignment assignment : policy.assignments()) {
            next = later(next, assignment.from(), now);
            next = later(next, assignment.until(), now);
        }
        return next;
    }

    private static @Nullable Instant later(@Nullable Instant known, @Nullable Instant moment, Instant now) {
        return moment == null || !moment.isAfter(now) ? known : Profile.sooner(known, moment);
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
