package io.mortise.customer.internal.handover;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A hand-over and how far it is.
 *
 * @param takers who gets them: one, or several in turn
 * @param total how many there were when it began, counted up to a cap
 * @param done how many were looked at
 * @param given how many went to a taker
 * @param kept how many stayed, each for a reason
 * @param givenBack how many came back when it was taken back
 * @param turn how many went round among the takers, so that the next knows his turn
 * @param last the last that was looked at, in the order of ids
 * @param startedBy id of the caller who wants it
 * @param personId the person he was or acted for, or null
 */
public record HandOver(
        UUID id,
        Selection selection,
        List<UUID> takers,
        String reason,
        State state,
        long total,
        long done,
        long given,
        long kept,
        long givenBack,
        long turn,
        @Nullable UUID last,
        String startedBy,
        @Nullable UUID personId,
        Instant startedAt,
        Instant updatedAt) {

    /** Where it stands. */
    public enum State {
        WAITING,
        RUNNING,
        DONE,
        /** It is being taken back. */
        UNDOING,
        UNDONE,
        /** Its job used up its attempts. */
        FAILED;

        /** As in JSON and SQL. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State of(String key) {
            return valueOf(key.toUpperCase(Locale.ROOT));
        }
    }

    public HandOver {
        takers = List.copyOf(takers);
    }

    /** Whether it may be taken back: it ended, well or not. */
    boolean isEnded() {
        return state == State.DONE || state == State.FAILED;
    }
}
