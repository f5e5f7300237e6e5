package io.mortise.access;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
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

    /**
     * Rows in whose team a person is at the moment of the question (DECISIONS.md 9); of shareable objects alone.
     *
     * @param member the person
     * @param writing whether only rows count in whose team he may write
     */
    record InTeam(UUID member, boolean writing) implements Scope {}

    /**
     * Rows that are shared for an action at the moment of the question; of shareable objects alone.
     *
     * @param subjects who counts as the receiver: {@code person:<uuid>}, {@code department:<uuid>}, {@code role:<uuid>} or
     *     {@code group:<uuid>}; an empty list matches no row
     * @param action what the share must allow
     * @param lasting whether a share outlasts the access of who gave it; otherwise it counts while he reaches the row with the
     *     action himself, by what he has without any share
     */
    record SharedWith(List<String> subjects, String action, boolean lasting) implements Scope {
        public SharedWith {
            subjects = List.copyOf(subjects);
        }

        /** Shares that end with the access of who gave them. */
        public SharedWith(List<String> subjects, String action) {
            this(subjects, action, false);
        }
    }

    /**
     * Rows whose column holds the id of a reached row of another object of the same module: a contract of my customers.
     *
     * @param column a column of the object's table
     * @param object the parent, {@code customer.customer}
     * @param parent which parents are reached
     */
    record Below(String column, String object, Scope parent) implements Scope {}

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
