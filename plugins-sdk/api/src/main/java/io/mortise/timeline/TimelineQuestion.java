package io.mortise.timeline;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A page of a timeline is wanted.
 *
 * @param object the record's object, such as {@code customer.customer}: answer nothing about others
 * @param record the record's id
 * @param before entries older than this moment are wanted, or of this moment with an id below {@code beforeId}; null for the newest
 * @param beforeId see {@code before}; null together with it
 * @param limit at most so many entries
 * @param locale the reader's language
 */
public record TimelineQuestion(
        String object,
        UUID record,
        @Nullable Instant before,
        @Nullable UUID beforeId,
        int limit,
        Locale locale) {

    public TimelineQuestion {
        if ((before == null) != (beforeId == null)) {
            throw new IllegalArgumentException("the moment and the id before which entries are wanted belong together");
        }
        if (limit < 1) {
            throw new IllegalArgumentException("at least one entry is wanted, not " + limit);
        }
    }

    /** Whether an entry of this moment and id is asked for. */
    public boolean wants(Instant at, UUID id) {
        return before == null
                || beforeId == null
                || at.isBefore(before)
                || (at.equals(before) && compare(id, beforeId) < 0);
    }

    /** Ids as unsigned numbers, as databases order them. */
    static int compare(UUID left, UUID right) {
        int high = Long.compareUnsigned(left.getMostSignificantBits(), right.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(left.getLeastSignificantBits(), right.getLeastSignificantBits());
    }
}
