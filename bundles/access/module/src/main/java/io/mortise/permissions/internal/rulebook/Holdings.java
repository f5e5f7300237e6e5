package io.mortise.permissions.internal.rulebook;

import io.mortise.access.Permission;
import io.mortise.identity.DepartmentTree;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.policy.Grant;
import io.mortise.permissions.internal.policy.PermissionGroup;
import io.mortise.permissions.internal.policy.Receiver;
import io.mortise.permissions.internal.policy.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** Who has what by a rulebook, for questions about many people; assignments to single people are found without a search. */
public final class Holdings {

    private final Rulebook book;
    private final DepartmentTree tree;
    private final Map<UUID, PermissionGroup> groups = new HashMap<>();
    private final Map<UUID, Role> roles = new HashMap<>();
    private final Map<UUID, List<Assignment>> single = new HashMap<>();
    private final List<Assignment> wide = new ArrayList<>();

    public Holdings(Rulebook book, DepartmentTree tree) {
        this.book = book;
        this.tree = tree;
        book.policy().groups().forEach(group -> groups.put(group.id(), group));
        book.policy().roles().forEach(role -> roles.put(role.id(), role));
        for (Assignment assignment : book.policy().assignments()) {
            if (assignment.receiver() instanceof Receiver.Person(UUID person)) {
                single.computeIfAbsent(person, _ -> new ArrayList<>()).add(assignment);
            } else {
                wide.add(assignment);
            }
        }
    }

    /** Assignments that mean the person and are not over. */
    public List<Assignment> assignments(Subject person, Instant now) {
        var found = new ArrayList<Assignment>();
        for (Assignment assignment : single.getOrDefault(person.id(), List.of())) {
            if (!over(assignment, now)) {
                found.add(assignment);
            }
        }
        for (Assignment assignment : wide) {
            if (!over(assignment, now) && Receivers.means(assignment.receiver(), person, tree)) {
                found.add(assignment);
            }
        }
        return found;
    }

    /** Groups that an assignment gives, those that are off included; what does not exist gives nothing. */
    public List<PermissionGroup> given(Assignment assignment) {
        var ids = new HashSet<UUID>();
        if (assignment.group() != null) {
            ids.add(assignment.group());
        }
        Role role = assignment.role() == null ? null : roles.get(assignment.role());
        if (role != null) {
            ids.addAll(role.groups());
        }
        return ids.stream()
                .filter(groups::containsKey)
                .map(groups::get)
                .map(Objects::requireNonNull)
                .toList();
    }

    /** Grants of the person that are on, now or later. */
    public Set<Grant> grants(Subject person, Instant now) {
        var grants = new HashSet<Grant>();
        for (Assignment assignment : assignments(person, now)) {
            for (PermissionGroup group : given(assignment)) {
                if (group.on()) {
                    grants.addAll(group.grants());
                }
            }
        }
        return grants;
    }

    /** Conflicts of duties that the person meets and no waiver allows. */
    public List<Conflict> conflicts(Subject person, Instant now) {
        if (book.conflicts().isEmpty()) {
            return List.of();
        }
        var held = new HashSet<Permission>();
        grants(person, now)
                .forEach(grant -> grant.actions().forEach(action -> held.add(new Permission(grant.object(), action))));
        return book.conflicts().stream()
                .filter(conflict -> conflict.met(held))
                .filter(conflict -> book.waivers().stream()
                        .noneMatch(waiver -> waiver.conflict().equals(conflict.id())
                                && waiver.person().equals(person.id())
                                && waiver.holdsAt(now)))
                .toList();
    }

    /** Whether a restriction that differs between the two binds the person. */
    public boolean bound(Rulebook before, Rulebook after, Subject person) {
        var changed = new HashSet<>(before.policy().restrictions());
        var now = new HashSet<>(after.policy().restrictions());
        var added = new HashSet<>(now);
        added.removeAll(changed);
        changed.removeAll(now);
        changed.addAll(added);
        return changed.stream().anyMatch(one -> Receivers.means(one.receiver(), person, tree));
    }

    private static boolean over(Assignment assignment, Instant now) {
        Instant until = assignment.until();
        return until != null && !until.isAfter(now);
    }
}
