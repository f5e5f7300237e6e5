package io.mortise.permissions.internal.explain;

import io.mortise.access.FieldRules;
import io.mortise.access.ObjectCatalog;
import io.mortise.access.Permission;
import io.mortise.access.Scope;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.decision.Profile;
import io.mortise.permissions.internal.decision.Profiles;
import io.mortise.permissions.internal.decision.Reasons;
import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.policy.Grant;
import io.mortise.permissions.internal.policy.Grant.GrantScope;
import io.mortise.permissions.internal.policy.PermissionGroup;
import io.mortise.permissions.internal.policy.Restriction;
import io.mortise.permissions.internal.policy.SharingLimit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** Everything that the compiler tells about one person. */
final class Overview implements Reasons {

    private static final SharingLimit UNLIMITED = new SharingLimit(Set.of(), null);

    private final Profile profile;
    private final Map<UUID, Assignment> assignments = new LinkedHashMap<>();
    private final Map<Permission, List<GrantScope>> scopes = new HashMap<>();
    private final Set<Permission> shared = new HashSet<>();
    private final Map<Permission, Set<SharingLimit>> sharing = new HashMap<>();
    private final Map<Permission, List<Restriction>> exceptions = new HashMap<>();
    private final Map<Permission, List<Subject>> lent = new HashMap<>();

    private Overview(Profiles profiles, ObjectCatalog catalog, Subject person, Moment moment) {
        this.profile = profiles.profile(moment.policy(), person, moment.at(), Reasons.UNASKED);
        profiles.profile(Parts.split(moment.policy(), catalog), person, moment.at(), this);
    }

    static Overview of(Profiles profiles, ObjectCatalog catalog, Subject person, Moment moment) {
        return new Overview(profiles, catalog, person, moment);
    }

    /** As enforced. */
    Profile profile() {
        return profile;
    }

    /** What counts for the person. */
    Map<UUID, Assignment> assignments() {
        return assignments;
    }

    /** Absent people by whom a permission is lent. */
    List<Subject> lentBy(Permission permission) {
        return lent.getOrDefault(permission, List.of());
    }

    /** For which records grants give a permission that is held; a scope that is everything stands alone. */
    List<GrantScope> scopes(Permission permission) {
        List<GrantScope> all = scopes.getOrDefault(permission, List.of());
        return all.stream().anyMatch(GrantScope.All.class::isInstance) ? List.of(new GrantScope.All()) : all;
    }

    /** Whether what is shared with the person can be reached by it as well. */
    boolean shared(Permission permission) {
        return shared.contains(permission);
    }

    /** Restrictions that take some records from it. */
    List<Restriction> exceptions(Permission permission) {
        return exceptions.getOrDefault(permission, List.of());
    }

    @Override
    public void assigned(Assignment assignment, Set<UUID> groups) {
        assignments.put(assignment.id(), assignment);
    }

    @Override
    public void gives(Permission permission, PermissionGroup group, Grant grant, FieldRules.Rule rule) {
        List<GrantScope> all = scopes.computeIfAbsent(permission, _ -> new ArrayList<>());
        if (permission.action().equals("share")) {
            sharing.computeIfAbsent(permission, _ -> new LinkedHashSet<>())
                    .add(Objects.requireNonNullElse(grant.sharing(), UNLIMITED));
        }
        if (!all.contains(grant.scope())) {
            all.add(grant.scope());
        }
    }

    /** Limits of sharing by the grants that give a permission; none when one of them has no limit. */
    Set<SharingLimit> sharing(Permission permission) {
        Set<SharingLimit> limits = sharing.getOrDefault(permission, Set.of());
        return limits.contains(UNLIMITED) ? Set.of() : limits;
    }

    @Override
    public Reasons behind(Subject absent) {
        return new Reasons() {
            @Override
            public void gives(Permission permission, PermissionGroup group, Grant grant, FieldRules.Rule rule) {
                List<Subject> all = lent.computeIfAbsent(permission, _ -> new ArrayList<>());
                if (!all.contains(absent)) {
                    all.add(absent);
                }
            }
        };
    }

    @Override
    public void shared(Permission permission, Scope scope) {
        shared.add(permission);
    }

    @Override
    public void takes(Restriction restriction, Permission permission, Scope records) {
        if (!(records instanceof Scope.Everything)) {
            exceptions.computeIfAbsent(permission, _ -> new ArrayList<>()).add(restriction);
        }
    }
}
