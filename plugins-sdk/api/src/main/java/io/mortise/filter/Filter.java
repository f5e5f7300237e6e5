package io.mortise.filter;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A condition on one record. Each is true or false for every record: a field without a value passes {@link Comparison#EMPTY} and
 * {@link Comparison#NOT_EQUAL} alone, and {@link Not} is the exact complement.
 *
 * <p>A value of this type is well formed; whether it fits an object is said by {@link Filters#check}.
 */
public sealed interface Filter {

    /**
     * Every part holds.
     *
     * @param parts two or more
     */
    record All(List<Filter> parts) implements Filter {
        public All {
            parts = several(parts);
        }
    }

    /**
     * At least one part holds.
     *
     * @param parts two or more
     */
    record Any(List<Filter> parts) implements Filter {
        public Any {
            parts = several(parts);
        }
    }

    /** The part does not hold. */
    record Not(Filter part) implements Filter {}

    /**
     * A field compares so with a value.
     *
     * @param field its name, as in JSON
     * @param comparison how
     * @param values none with {@code EMPTY}, one or more with {@code IN}, one with all others
     */
    record Test(String field, Comparison comparison, List<FilterValue> values) implements Filter {
        public Test {
            values = List.copyOf(values);
            if (!Words.isField(field)) {
                throw new IllegalArgumentException("\"" + field + "\" is no name of a field");
            }
            boolean fits = switch (comparison) {
                case EMPTY -> values.isEmpty();
                case IN -> !values.isEmpty();
                default -> values.size() == 1;
            };
            if (!fits) {
                throw new IllegalArgumentException(
                        field + " " + comparison.word() + " does not go with " + values.size() + " values");
            }
        }

        /** A test with at most one value. */
        public static Test of(String field, Comparison comparison, FilterValue... values) {
            return new Test(field, comparison, List.of(values));
        }
    }

    /** How a field compares with a value. */
    enum Comparison {
        EQUAL("="),
        NOT_EQUAL("!="),
        LESS("<"),
        AT_MOST("<="),
        GREATER(">"),
        AT_LEAST(">="),
        /** Holds the text somewhere, written the same; without wildcards. */
        CONTAINS("contains"),
        STARTS_WITH("starts with"),
        /** Is one of the values. */
        IN("in"),
        /** Has no value. */
        EMPTY("empty");

        private final String word;

        Comparison(String word) {
            this.word = word;
        }

        /** As in the text and in the JSON form. */
        public String word() {
            return word;
        }

        static Optional<Comparison> of(String word) {
            return Stream.of(values()).filter(one -> one.word.equals(word)).findFirst();
        }
    }

    private static List<Filter> several(List<Filter> parts) {
        if (parts.size() < 2) {
            throw new IllegalArgumentException("a group has two parts or more, not " + parts.size());
        }
        return List.copyOf(parts);
    }
}
