package io.mortise.customer.internal.exports;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file that is made in the background.
 *
 * @param rows in it so far
 * @param file where it lies when it is done; null before and after it was thrown away
 * @param problem type of what ended it, or null
 * @param startedBy id of the caller, whose rights bound what is in it
 * @param personId the person he is or acts for, or null
 */
public record Export(
        UUID id,
        ExportQuestion question,
        State state,
        long rows,
        long bytes,
        @Nullable String file,
        @Nullable String problem,
        String startedBy,
        @Nullable UUID personId,
        Instant startedAt,
        Instant updatedAt) {

    /** How far it is. */
    public enum State {
        WAITING,
        RUNNING,
        /** To be fetched. */
        DONE,
        /** Given up. */
        FAILED,
        /** Thrown away. */
        EXPIRED
    }
}
