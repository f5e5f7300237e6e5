package io.mortise.data;

import io.mortise.access.Permission;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question for one page of one protected object. The caller's scope is added by the kernel; the parts are kept apart,
 * so that the kernel may answer with whatever statements are fastest (PLATFORM.md, section 13).
 *
 * @param permission the object, and the action whose scope bounds the rows
 * @param columns columns of the object's table that the reader needs
 * @param conditions all must hold
 * @param order the order, which the cursor belongs to
 * @param limit most rows wanted, 1 to 1000
 * @param after cursor of the page before, or null for the first
 * @param reader makes a record of a row
 */
public record Listing<R>(
        Permission permission,
        List<String> columns,
        List<Condition> conditions,
        Order order,
        int limit,
        @Nullable String after,
        RowReader<R> reader) {

    public Listing {
        columns = List.copyOf(columns);
        conditions = List.copyOf(conditions);
        if (limit < 1 || limit > 1000) {
            throw new IllegalArgumentException("a page has 1 to 1000 rows, not " + limit);
        }
    }
}
