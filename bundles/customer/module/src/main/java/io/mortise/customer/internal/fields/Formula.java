package io.mortise.customer.internal.fields;

import io.mortise.rest.FieldFault;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A formula of a computed field: numbers, texts and days of one record. Total: it always ends, in time that grows with its
 * length, and whatever makes no sense (a text times a number, a division by zero, an unknown value) has no value. It calls
 * nothing but the functions below and sees nothing but the record.
 */
public final class Formula {

    /** Most characters. */
    static final int LONGEST = 2_000;

    private static final MathContext PRECISION = MathContext.DECIMAL64;
    private static final BigDecimal BOUND = new BigDecimal("1e30");
    private static final int LONGEST_TEXT = 2_000;

    private final Node root;
    private final Set<String> fields = new LinkedHashSet<>();

    /** A part; its value is a BigDecimal, String, LocalDate, Boolean or null. */
    sealed interface Node {
        record Constant(Object value) implements Node {}

        record Field(String name) implements Node {}

        record Call(Operation function, List<Node> arguments) implements Node {}
    }

    /** What can be done with values. */
    enum Operation {
        ADD("+", 2, 2),
        SUBTRACT("-", 2, 2),
        MULTIPLY("*", 2, 2),
        DIVIDE("/", 2, 2),
        JOIN("&", 2, 2),
        EQUAL("=", 2, 2),
        DIFFERENT("!=", 2, 2),
        LESS("<", 2, 2),
        AT_MOST("<=", 2, 2),
        GREATER(">", 2, 2),
        AT_LEAST(">=", 2, 2),
        AND("and", 2, 2),
        OR("or", 2, 2),
        NOT("not", 1, 1),
        IF("if", 3, 3),
        EMPTY("empty", 1, 1),
        OTHERWISE("otherwise", 2, 2),
        ROUND("round", 2, 2),
        ABS("abs", 1, 1),
        MIN("min", 2, 20),
        MAX("max", 2, 20),
        TODAY("today", 0, 0),
        DAYS("days", 2, 2),
        ADD_DAYS("addDays", 2, 2),
        ADD_MONTHS("addMonths", 2, 2),
        YEAR("year", 1, 1),
        MONTH("month", 1, 1),
        LENGTH("length", 1, 1),
        UPPER("upper", 1, 1),
        LEFT("left", 2, 2);

        private final String word;
        private final int least;
        private final int most;

        Operation(String word, int least, int most) {
            this.word = word;
            this.least = least;
            this.most = most;
        }

        String word() {
            return word;
        }

        boolean takes(int arguments) {
            return arguments >= least && arguments <= most;
        }
    }

    Formula(Node root) {
        this.root = root;
        collect(root);
    }

    /**
     * Reads one.
     *
     * @throws FormulaException with the place of the first fault
     */
    public static Formula parse(String text) {
        return new FormulaReader(text).formula();
    }

    /** The fields that it depends on. */
    public Set<String> fields() {
        return Set.copyOf(fields);
    }

    /** What its value is; null, and a fault, when its parts don't fit. */
    @Nullable
    FormulaKind kind(Function<String, @Nullable FormulaKind> kinds, List<FieldFault> faults) {
        return new FormulaTypes(kinds, faults).of(root);
    }

    /** Its value for a record: a BigDecimal, String, LocalDate, Boolean or null. */
    public @Nullable Object value(Function<String, @Nullable Object> record, LocalDate today) {
        return value(root, record, today);
    }

    private void collect(Node node) {
        switch (node) {
            case Node.Constant _ -> {
                // depends on nothing
            }
            case Node.Field(String name) -> fields.add(name);
            case Node.Call call -> call.arguments().forEach(this::collect);
        }
    }

    private static @Nullable Object value(Node node, Function<String, @Nullable Object> record, LocalDate today) {
        return switch (node) {
            case Node.Constant(Object value) -> value;
            case Node.Field(String name) -> record.apply(name);
            case Node.Call(Operation function, List<Node> arguments) -> {
                if (function == Operation.IF) {
                    boolean holds = Boolean.TRUE.equals(value(arguments.getFirst(), record, today));
                    yield value(arguments.get(holds ? 1 : 2), record, today);
                }
                Object[] values = new Object[arguments.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = value(arguments.get(i), record, today);
                }
                yield bounded(call(function, values, today));
            }
        };
    }

    private static @Nullable Object bounded(@Nullable Object value) {
        return switch (value) {
            case BigDecimal number when number.abs().compareTo(BOUND) >= 0 || number.scale() > 60 -> null;
            case String text when text.length() > LONGEST_TEXT -> text.substring(0, LONGEST_TEXT);
            case null, default -> value;
        };
    }

    private static @Nullable Object call(Operation function, @Nullable Object[] v, LocalDate today) {
        return switch (function) {
            case ADD -> numbers(v) ? number(v[0]).add(number(v[1]), PRECISION) : null;
            case SUBTRACT -> numbers(v) ? number(v[0]).subtract(number(v[1]), PRECISION) : null;
            case MULTIPLY -> numbers(v) ? number(v[0]).multiply(number(v[1]), PRECISION) : null;
            case DIVIDE ->
                numbers(v) && number(v[1]).signum() != 0 ? number(v[0]).divide(number(v[1]), PRECISION) : null;
            case JOIN -> text(v[0]) + text(v[1]);
            case EQUAL -> same(v[0], v[1]);
            case DIFFERENT -> !same(v[0], v[1]);
            case LESS -> ordered(v) ? compare(v[0], v[1]) < 0 : null;
            case AT_MOST -> ordered(v) ? compare(v[0], v[1]) <= 0 : null;
            case GREATER -> ordered(v) ? compare(v[0], v[1]) > 0 : null;
            case AT_LEAST -> ordered(v) ? compare(v[0], v[1]) >= 0 : null;
            case AND -> Boolean.TRUE.equals(v[0]) && Boolean.TRUE.equals(v[1]);
            case OR -> Boolean.TRUE.equals(v[0]) || Boolean.TRUE.equals(v[1]);
            case NOT -> !Boolean.TRUE.equals(v[0]);
            case IF -> null;
            case EMPTY -> v[0] == null;
            case OTHERWISE -> v[0] == null ? v[1] : v[0];
            case ROUND ->
                numbers(v) && whole(v[1], 10) >= 0
                        ? number(v[0]).setScale(whole(v[1], 10), RoundingMode.HALF_UP)
                        : null;
            case ABS -> numbers(v) ? number(v[0]).abs() : null;
            case MIN -> extreme(v, -1);
            case MAX -> extreme(v, 1);
            case TODAY -> today;
            case DAYS ->
                v[0] instanceof LocalDate from && v[1] instanceof LocalDate to
                        ? BigDecimal.valueOf(ChronoUnit.DAYS.between(from, to))
                        : null;
            case ADD_DAYS -> moved(v, ChronoUnit.DAYS);
            case ADD_MONTHS -> moved(v, ChronoUnit.MONTHS);
            case YEAR -> v[0] instanceof LocalDate day ? BigDecimal.valueOf(day.getYear()) : null;
            case MONTH -> v[0] instanceof LocalDate day ? BigDecimal.valueOf(day.getMonthValue()) : null;
            case LENGTH ->
                v[0] instanceof String text ? BigDecimal.valueOf(text.codePointCount(0, text.length())) : null;
            case UPPER -> v[0] instanceof String text ? text.toUpperCase(java.util.Locale.ROOT) : null;
            case LEFT ->
                v[0] instanceof String text && whole(v[1], LONGEST_TEXT) >= 0
                        ? left(text, whole(v[1], LONGEST_TEXT))
                        : null;
        };
    }

    private static boolean numbers(@Nullable Object[] values) {
        for (Object value : values) {
            if (!(value instanceof BigDecimal)) {
                return false;
            }
        }
        return true;
    }

    private static BigDecimal number(@Nullable Object value) {
        return value instanceof BigDecimal number ? number : BigDecimal.ZERO;
    }

    /** A whole number up to so many, or -1. */
    private static int whole(@Nullable Object value, int most) {
        return value instanceof BigDecimal number
                        && number.signum() >= 0
                        && number.compareTo(BigDecimal.valueOf(most)) <= 0
                        && number.stripTrailingZeros().scale() <= 0
                ? number.intValueExact()
                : -1;
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case BigDecimal number -> number.stripTrailingZeros().toPlainString();
            default -> value.toString();
        };
    }

    private static String left(String text, int characters) {
        int most = Math.min(characters, text.codePointCount(0, text.length()));
        return text.substring(0, text.offsetByCodePoints(0, most));
    }

    private static boolean same(@Nullable Object one, @Nullable Object other) {
        if (one instanceof BigDecimal a && other instanceof BigDecimal b) {
            return a.compareTo(b) == 0;
        }
        return one != null && one.equals(other);
    }

    private static boolean ordered(@Nullable Object[] v) {
        return (v[0] instanceof BigDecimal && v[1] instanceof BigDecimal)
                || (v[0] instanceof LocalDate && v[1] instanceof LocalDate)
                || (v[0] instanceof String && v[1] instanceof String);
    }

    private static int compare(@Nullable Object one, @Nullable Object other) {
        if (one instanceof BigDecimal a && other instanceof BigDecimal b) {
            return a.compareTo(b);
        }
        if (one instanceof LocalDate a && other instanceof LocalDate b) {
            return a.compareTo(b);
        }
        return String.valueOf(one).compareTo(String.valueOf(other));
    }

    private static @Nullable Object extreme(@Nullable Object[] values, int sign) {
        Object best = values[0];
        for (Object value : values) {
            if (!ordered(new Object[] {best, value})) {
                return null;
            }
            best = compare(value, best) * sign > 0 ? value : best;
        }
        return best;
    }

    private static @Nullable LocalDate moved(@Nullable Object[] v, ChronoUnit unit) {
        if (!(v[0] instanceof LocalDate day) || !(v[1] instanceof BigDecimal by)) {
            return null;
        }
        if (by.abs().compareTo(BigDecimal.valueOf(1_000_000)) > 0
                || by.stripTrailingZeros().scale() > 0) {
            return null;
        }
        LocalDate moved = day.plus(by.longValueExact(), unit);
        return moved.getYear() < 1 || moved.getYear() > 9999 ? null : moved;
    }

    /** The functions, for people to read. */
    static String words() {
        return List.of(Operation.values()).stream().map(Operation::word).collect(Collectors.joining(", "));
    }
}
