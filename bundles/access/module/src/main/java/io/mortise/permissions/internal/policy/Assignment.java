package io.mortise.permissions.internal.policy;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who has a role or a group, from when, until when, and why.
 *
 * @param id stable
 * @param receiver who
 * @param role id, or null when a group is given
 * @param group id, or null when a role is given
 * @param from inclusive
 * @param until exclusive, or null without end
 * @param reason never blank
 * @param grantedBy caller's id
 * @param ticket number elsewhere, or null
 */
public record Assignment(
        UUID id,
        Receiver receiver,
        @Nullable UUID role,
        @Nullable UUID group,
        Instant from,
        @Nullable Instant until,
        String reason,
        String grantedBy,
        @Nullable String ticket) {
    public Assignment {
        if ((role == null) == (group == null)) {
            throw new IllegalArgumentException("assignment " + id + " gives either a role or a group");
        }
        if (reason.isBlank()) {
            throw new IllegalArgumentException("assignment " + id + " has no reason");
        }
        if (until != null && !until.isAfter(from)) {
            throw new IllegalArgumentException(
                    "assignment " + id + " ends at " + until + ", before it begins at " + from);
        }
    }

    /** Whether it counts at a moment. */
    public boolean holdsAt(Instant moment) {
        return !from.isAfter(moment) && (until == null || until.isAfter(moment));
    }

    /** By the id alone: cheap, and it leaves nothing behind in the Java machine that would hold this version of the module. */
    @Override
    public int hashCode() {
        return id.hashCode();
    }
}
