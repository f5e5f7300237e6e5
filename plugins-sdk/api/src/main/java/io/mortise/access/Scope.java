package io.mortise.access;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /**
     * Rows that every part reaches.
     *
     * @param parts an empty list matches every row: take {@link #allOf}, which refuses one
     */
    record AllOf(List<Scope> parts) implements Scope {
        public AllOf {
            parts = List.copyOf(parts);
        }
    }

    /** Rows that the part does not reach: its exact complement, also where a column is null. */
    record Not(Scope part) implements Scope {}

    /**
     * Rows whose column compares so with a value. A column without a value matches {@link Operator#EMPTY} and
     * {@link Operator#NOT_EQUAL} only.
     *
     * @param column a column of the object's table
     * @param operator how
     * @param value text, a number, a boolean, UUID, Instant or LocalDate; null with EMPTY alone. Less and more are for
     *     numbers and times; CONTAINS and STARTS_WITH for texts, as they are written, without wildcards
     */
    record Compare(
            String column, Operator operator, @Nullable Object value) implements Scope {
        public Compare {
            if ((value == null) != (operator == Operator.EMPTY)) {
                throw new IllegalArgumentException(operator + " of " + column + " with value " + value);
            }
        }
    }

    /** How a column compares with a value. */
    enum Operator {
        EQUAL,
        NOT_EQUAL,
        LESS,
        AT_MOST,
        GREATER,
        AT_LEAST,
        CONTAINS,
        STARTS_WITH,
        /** Has no value. */
        EMPTY
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

    /** Rows that both parts reach. */
    static Scope allOf(Scope first, Scope second) {
        return new AllOf(List.of(first, second));
    }
}
