package io.mortise.permissions.internal.explain;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one person may do.
 *
 * @param at for which moment
 * @param version of the policy
 * @param notes what must be known to read it
 * @param objects those with at least one permission
 */
public record Summary(
        UUID person, String name, String status, Instant at, long version, List<String> notes, List<OfObject> objects) {

    /**
     * About one object.
     *
     * @param fields by sensitivity, most fields open at best
     * @param examples ids of records that the person himself may read; only when he asks
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record OfObject(
            String object, String label, List<OfAction> actions, List<OfClass> fields, List<UUID> examples) {}

    /**
     * One action.
     *
     * @param text for which records, as a sentence
     * @param rows how many now, counted up to 10,000; null for an object without records
     * @param limited whether it may be used only so often a day
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record OfAction(
            String action,
            String label,
            String text,
            @Nullable Long rows,
            @Nullable Boolean atLeast,
            boolean limited) {}

    /** Fields of one sensitivity: how many are hidden, masked, shown and may be written, in the best of the person's records. */
    public record OfClass(String sensitivity, String label, int hidden, int masked, int shown, int written) {}
}
