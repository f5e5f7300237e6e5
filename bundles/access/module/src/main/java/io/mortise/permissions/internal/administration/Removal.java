package io.mortise.permissions.internal.administration;

import io.mortise.permissions.internal.policy.Role;
import io.mortise.permissions.internal.rulebook.Rulebook;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** What goes with something that is removed: references to it, and nothing else. */
final class Removal {

    private Removal() {}

    static Rulebook follow(Rulebook book, UUID gone) {
        return book.withRoles(book.policy().roles().stream()
                        .map(role -> role.groups().contains(gone) ? without(role, gone) : role)
                        .toList())
                .withAssignments(book.policy().assignments().stream()
                        .filter(one -> !gone.equals(one.role()) && !gone.equals(one.group()))
                        .toList())
                .withConflicts(
                        book.conflicts(),
                        book.waivers().stream()
                                .filter(waiver -> !waiver.conflict().equals(gone))
                                .toList());
    }

    private static Role without(Role role, UUID gone) {
        Set<UUID> groups = new HashSet<>(role.groups());
        groups.remove(gone);
        return new Role(role.id(), role.key(), role.name(), groups);
    }
}
