package io.mortise.access;

import java.util.Collection;
import java.util.List;

/**
 * The rows of one object that a caller reaches with one action, as a condition tree: the in-memory check and the
 * {@code where} of a query are both read from it (PERMISSIONS.md, laws 1 and 4). Empty means nothing, never everything.
 */
public sealed interface Scope {

    /** No row. */
    record Nothing() implements Scope {}

    /** Every row. */
    record Everything() implements Scope {}

    /**
     * Rows whose column holds one of the keys.
     *
     * @param column a column of the object's table
     * @param keys never null; an empty list matches no row
     */
    record KeyIn(String column, List<?> keys) implements Scope {
        public KeyIn {
            keys = List.copyOf(keys);
        }
    }

    /**
     * Rows that at least one part reaches.
     *
     * @param parts an empty list matches no row
     */
    record AnyOf(List<Scope> parts) implements Scope {
        public AnyOf {
            parts = List.copyOf(parts);
        }
    }

    /** No row. */
    static Scope nothing() {
        return new Nothing();
    }

    /** Every row. */
    static Scope everything() {
        return new Everything();
    }

    /** Rows whose column holds one of the keys. */
    static Scope keyIn(String column, Collection<?> keys) {
        return new KeyIn(column, List.copyOf(keys));
    }

    /** Rows that at least one part reaches. */
    static Scope anyOf(Scope... parts) {
        return new AnyOf(List.of(parts));
    }
}
