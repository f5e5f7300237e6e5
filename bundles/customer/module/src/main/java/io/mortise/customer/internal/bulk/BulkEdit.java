package io.mortise.customer.internal.bulk;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One change of many customers.
 *
 * @param patch what is to be written into each, as a merge patch
 * @param afterId how far the running pass has come, in the order of ids
 * @param startedBy id of the caller who started it: it does what he may, and is his alone
 * @param personId the person he was or acted for, or null
 */
public record BulkEdit(
        UUID id,
        BulkQuestion question,
        String patch,
        State state,
        @Nullable UUID afterId,
        String startedBy,
        @Nullable UUID personId,
        Instant startedAt,
        Instant updatedAt) {

    /** How far it is. */
    public enum State {
        RUNNING,
        DONE,
        UNDOING,
        UNDONE;

        /** As written in JSON and SQL. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What became of a customer. */
    public enum Outcome {
        CHANGED,
        /** It was so already. */
        UNCHANGED,
        REFUSED,
        /** It is again as it was. */
        UNDONE,
        /** Somebody changed it since, or it may not be changed back. */
        KEPT;

        /** As written in JSON and SQL. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
