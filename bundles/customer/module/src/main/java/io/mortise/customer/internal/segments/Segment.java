package io.mortise.customer.internal.segments;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A saved filter of customers. It gives nobody anything: whoever uses it sees of it what he may see anyway.
 *
 * @param owner id of the caller who made it
 * @param filter in the language of filters
 * @param sort as lists take it, or null
 * @param columns that its list shows, in their order; empty for the usual ones
 * @param sharedWith who may use it besides: {@code everybody}, {@code person:<uuid>} or {@code department:<uuid>}
 * @param revision for {@code If-Match}
 */
public record Segment(
        UUID id,
        String owner,
        String name,
        String filter,
        @Nullable String sort,
        List<String> columns,
        List<String> sharedWith,
        long revision) {

    /** For whom it is shared with all. */
    public static final String EVERYBODY = "everybody";

    public Segment {
        columns = List.copyOf(columns);
        sharedWith = List.copyOf(sharedWith);
    }
}
