package io.mortise.permissions.internal.shadow;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A draft that runs, or ran, beside the policy.
 *
 * @param id stable
 * @param draft which; its content is kept as it was at the start
 * @param name of the draft
 * @param startedAt when
 * @param startedBy caller's id
 * @param until when it ends by itself
 * @param endedAt when it ended; null while it runs
 * @param endedBy caller's id, when somebody ended it
 * @param missed what could not be judged or kept: too much at once, or the record had changed by then
 */
record Run(
        UUID id,
        UUID draft,
        String name,
        Instant startedAt,
        String startedBy,
        Instant until,
        @Nullable Instant endedAt,
        @Nullable String endedBy,
        long missed) {

    /** Whether it looks on. */
    boolean runsAt(Instant now) {
        return endedAt == null && now.isBefore(until);
    }
}
