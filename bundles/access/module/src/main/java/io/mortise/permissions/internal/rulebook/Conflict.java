package io.mortise.permissions.internal.rulebook;

import io.mortise.access.Permission;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Two duties that nobody may hold both (PERMISSIONS.md, section 9): to hold one of the left and one of the right permissions.
 *
 * @param id stable
 * @param key stable word of a built-in pair, null for one made here
 * @param name for people to read
 * @param on whether it counts
 * @param left one duty
 * @param right the other
 */
public record Conflict(
        UUID id, @Nullable String key, String name, boolean on, Set<Permission> left, Set<Permission> right) {
    public Conflict {
        left = Set.copyOf(left);
        right = Set.copyOf(right);
    }

    /** Whether whoever holds these holds both duties. */
    public boolean met(Collection<Permission> held) {
        return on && left.stream().anyMatch(held::contains) && right.stream().anyMatch(held::contains);
    }

    /** By the id alone: cheap, and it leaves nothing behind in the Java machine that would hold this version of the module. */
    @Override
    public int hashCode() {
        return id.hashCode();
    }
}
