package io.mortise.permissions.internal.rulebook;

import io.mortise.permissions.internal.policy.Grant;
import io.mortise.permissions.internal.policy.Receiver;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Leave to administer a part of the permissions (PERMISSIONS.md, section 7): to whom the holder may give, and what at most.
 * Without one, only whoever may administer the whole policy changes anything.
 *
 * @param id stable
 * @param name for people to read
 * @param holder who may administer
 * @param subjects whom he may give something to; empty for nobody
 * @param bounds what he may give: anything that lies inside one of these
 * @param from inclusive
 * @param until exclusive, or null without end
 * @param reason never blank
 * @param grantedBy caller's id
 */
public record Delegation(
        UUID id,
        String name,
        Receiver holder,
        List<Receiver> subjects,
        List<Grant> bounds,
        Instant from,
        @Nullable Instant until,
        String reason,
        String grantedBy) {
    public Delegation {
        subjects = List.copyOf(subjects);
        bounds = List.copyOf(bounds);
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
