package io.mortise.permissions.internal.policy;

import io.mortise.access.Permission;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Two duties that decisions keep apart where nobody was asked: what is lent to a stand-in (PERMISSIONS.md, sections 7 and 9).
 *
 * @param conflict id of the conflict of duties, which counts
 * @param key stable word of a built-in pair, or null
 * @param name for people to read
 * @param left one duty
 * @param right the other
 * @param waived who may hold both, until when; agreed by a second person
 */
public record Separation(
        UUID conflict,
        @Nullable String key,
        String name,
        Set<Permission> left,
        Set<Permission> right,
        Map<UUID, Instant> waived) {
    public Separation {
        left = Set.copyOf(left);
        right = Set.copyOf(right);
        waived = Map.copyOf(waived);
    }

    /** Whether the person may hold both at a moment. */
    public boolean isWaived(UUID person, Instant moment) {
        Instant until = waived.get(person);
        return until != null && until.isAfter(moment);
    }

    /** Whether one of these is of the duty. */
    public static boolean meets(Collection<Permission> duty, Collection<Permission> held) {
        return duty.stream().anyMatch(held::contains);
    }

    /** By the id alone: cheap, and it leaves nothing behind in the Java machine that would hold this version of the module. */
    @Override
    public int hashCode() {
        return conflict.hashCode();
    }
}
