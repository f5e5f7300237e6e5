package io.mortise.permissions.internal.administration;

import io.mortise.identity.DepartmentTree;
import io.mortise.identity.PersonStatus;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.policy.Grant;
import io.mortise.permissions.internal.policy.PermissionGroup;
import io.mortise.permissions.internal.policy.Policy;
import io.mortise.permissions.internal.policy.Receiver;
import io.mortise.permissions.internal.policy.Role;
import io.mortise.permissions.internal.rulebook.Receivers;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Who administers by a policy: holds {@code access.policy:administer}. Pure.
 *
 * <p>What keeps a company from locking itself out counts more strictly: only active people with an assignment of their own
 * that has no end. One that comes with a department, or ends one day, could go without anybody noticing that it was the last.
 */
record AdministratorRule(Policy policy, DepartmentTree tree) {

    private static final String OBJECT = "access.policy";
    private static final String ACTION = "administer";
    private static final String KEY = "administrator";

    /** People who administer for good. */
    Set<UUID> lasting(Function<Collection<UUID>, Map<UUID, Subject>> people, Instant now) {
        var named = new HashSet<UUID>();
        for (Assignment assignment : policy.assignments()) {
            if (assignment.receiver() instanceof Receiver.Person(UUID person)
                    && assignment.until() == null
                    && assignment.holdsAt(now)
                    && gives(assignment)) {
                named.add(person);
            }
        }
        return people.apply(named).values().stream()
                .filter(person -> person.status() == PersonStatus.ACTIVE && !bound(person))
                .map(Subject::id)
                .collect(Collectors.toSet());
    }

    /** Whether this person administers now, by whatever assignment. */
    boolean includes(Subject person, Instant now) {
        return person.status() == PersonStatus.ACTIVE
                && !bound(person)
                && policy.assignments().stream()
                        .anyMatch(assignment -> assignment.holdsAt(now)
                                && Receivers.means(assignment.receiver(), person, tree)
                                && gives(assignment));
    }

    /** The role that makes somebody administrator: the delivered one as long as it does, else any other. */
    Optional<Role> role() {
        return policy.roles().stream()
                .filter(this::gives)
                .sorted((a, b) -> Boolean.compare(KEY.equals(b.key()), KEY.equals(a.key())))
                .findFirst();
    }

    private boolean gives(Assignment assignment) {
        return policy.groups().stream().anyMatch(group -> group.id().equals(assignment.group()) && gives(group))
                || policy.roles().stream().anyMatch(role -> role.id().equals(assignment.role()) && gives(role));
    }

    private boolean gives(Role role) {
        return policy.groups().stream().anyMatch(group -> role.groups().contains(group.id()) && gives(group));
    }

    private static boolean gives(PermissionGroup group) {
        return group.on() && group.grants().stream().anyMatch(AdministratorRule::gives);
    }

    private static boolean gives(Grant grant) {
        return grant.object().equals(OBJECT)
                && grant.actions().contains(ACTION)
                && grant.scope() instanceof Grant.GrantScope.All
                && grant.condition() == null;
    }

    private boolean bound(Subject person) {
        return policy.restrictions().stream()
                .anyMatch(restriction -> restriction.object().equals(OBJECT)
                        && restriction.caps().isEmpty()
                        && (restriction.actions().isEmpty()
                                || restriction.actions().contains(ACTION))
                        && Receivers.means(restriction.receiver(), person, tree));
    }
}
