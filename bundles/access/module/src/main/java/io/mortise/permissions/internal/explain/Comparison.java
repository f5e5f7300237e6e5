package io.mortise.permissions.internal.explain;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two people, or between two moments of one.
 *
 * @param before one side
 * @param after the other
 * @param notes what must be known to read it
 * @param differences permission by permission; what is alike is left out
 * @param assignments that count on one side only
 */
public record Comparison(
        Side before, Side after, List<String> notes, List<Difference> differences, List<Came> assignments) {

    /** A person at a moment. */
    public record Side(UUID person, String name, Instant at, long version) {}

    /**
     * One permission.
     *
     * @param change {@code gained}, {@code lost} or {@code changed}
     * @param text what it is about
     * @param before for which records, as a sentence; null when it was not held
     * @param rowsBefore how many records of today, counted up to 10,000
     * @param fields for which other things are open than before
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Difference(
            String permission,
            String change,
            String text,
            @Nullable String before,
            @Nullable String after,
            @Nullable Long rowsBefore,
            @Nullable Long rowsAfter,
            List<OfField> fields) {}

    /** One field: what is open of it at best. */
    public record OfField(String field, String label, String before, String after) {}

    /**
     * An assignment that counts on one side only.
     *
     * @param side {@code before} or {@code after}
     * @param link to the assignment, as it is now
     */
    public record Came(String side, String text, String link) {}
}
