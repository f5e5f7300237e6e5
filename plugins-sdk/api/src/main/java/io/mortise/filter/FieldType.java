package io.mortise.filter;

import io.mortise.filter.Filter.Comparison;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What can be asked about a field of a type. */
enum FieldType {
    TEXT(Comparison.EQUAL, Comparison.NOT_EQUAL, Comparison.IN, Comparison.CONTAINS, Comparison.STARTS_WITH),
    CHOICE(Comparison.EQUAL, Comparison.NOT_EQUAL, Comparison.IN),
    /** Several choices; equal to each of them. Stored as {@code |one|another|}. */
    MULTI(Comparison.EQUAL, Comparison.NOT_EQUAL, Comparison.IN),
    TRUTH(Comparison.EQUAL, Comparison.NOT_EQUAL),
    PERSON(Comparison.EQUAL, Comparison.NOT_EQUAL, Comparison.IN),
    DEPARTMENT(Comparison.EQUAL, Comparison.NOT_EQUAL, Comparison.IN),
    RECORD(Comparison.EQUAL, Comparison.NOT_EQUAL, Comparison.IN),
    NUMBER(
            Comparison.EQUAL,
            Comparison.NOT_EQUAL,
            Comparison.LESS,
            Comparison.AT_MOST,
            Comparison.GREATER,
            Comparison.AT_LEAST,
            Comparison.IN),
    MONEY(
            Comparison.EQUAL,
            Comparison.NOT_EQUAL,
            Comparison.LESS,
            Comparison.AT_MOST,
            Comparison.GREATER,
            Comparison.AT_LEAST,
            Comparison.IN),
    DATE(
            Comparison.EQUAL,
            Comparison.NOT_EQUAL,
            Comparison.LESS,
            Comparison.AT_MOST,
            Comparison.GREATER,
            Comparison.AT_LEAST,
            Comparison.IN),
    INSTANT(
            Comparison.EQUAL,
            Comparison.NOT_EQUAL,
            Comparison.LESS,
            Comparison.AT_MOST,
            Comparison.GREATER,
            Comparison.AT_LEAST,
            Comparison.IN);

    private final Set<Comparison> comparisons;

    FieldType(Comparison first, Comparison... more) {
        comparisons = EnumSet.of(first, more);
        comparisons.add(Comparison.EMPTY);
    }

    /** The type of that name in {@code module.json}; empty for one that can't be filtered. */
    static Optional<FieldType> of(String name) {
        for (FieldType type : values()) {
            if (type.word().equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    String word() {
        return switch (this) {
            case TEXT -> "text";
            case CHOICE -> "choice";
            case MULTI -> "multi";
            case TRUTH -> "truth";
            case PERSON -> "person";
            case DEPARTMENT -> "department";
            case RECORD -> "record";
            case NUMBER -> "number";
            case MONEY -> "money";
            case DATE -> "date";
            case INSTANT -> "instant";
        };
    }

    boolean knows(Comparison comparison) {
        return comparisons.contains(comparison);
    }

    /** Whether a field of this type can be compared with what the caller has. */
    boolean takes(FieldType attribute) {
        return this == attribute || (isText() && (attribute.isText() || attribute.isId()));
    }

    boolean takes(FilterValue value) {
        return switch (value) {
            case FilterValue.Text(String text) -> isText() || (isId() && isUuid(text));
            case FilterValue.Number _ -> this == NUMBER;
            case FilterValue.Truth _ -> this == TRUTH;
            case FilterValue.Day _, FilterValue.Today _, FilterValue.Period _ -> this == DATE || this == INSTANT;
            case FilterValue.Moment _ -> this == INSTANT;
            case FilterValue.Amount _ -> this == MONEY;
            case FilterValue.Me _ -> false;
        };
    }

    boolean isId() {
        return this == PERSON || this == DEPARTMENT || this == RECORD;
    }

    private boolean isText() {
        return this == TEXT || this == CHOICE || this == MULTI;
    }

    private static boolean isUuid(String text) {
        try {
            return UUID.fromString(text).toString().equalsIgnoreCase(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
