package io.mortise.customer.internal.fields;

import io.mortise.customer.internal.fields.Formula.Node;
import io.mortise.customer.internal.fields.Formula.Operation;
import io.mortise.rest.FieldFault;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tells what a formula's value is, before any record is looked at, or where its parts don't fit each other. */
final class FormulaTypes {

    private final Function<String, @Nullable FormulaKind> fields;
    private final List<FieldFault> faults;

    /**
     * @param fields what a field is; null when there is none of this name, or it has no place in formulas
     * @param faults takes the first fault
     */
    FormulaTypes(Function<String, @Nullable FormulaKind> fields, List<FieldFault> faults) {
        this.fields = fields;
        this.faults = faults;
    }

    /** The kind of the whole; null when there is a fault. */
    @Nullable
    FormulaKind of(Node node) {
        return switch (node) {
            case Node.Constant(Object value) -> constant(value);
            case Node.Field(String name) -> {
                FormulaKind kind = fields.apply(name);
                if (kind == null) {
                    faults.add(new FieldFault("/formula", "formula-unknown-field", Map.of("field", name)));
                }
                yield kind;
            }
            case Node.Call(Operation operation, List<Node> arguments) -> call(operation, arguments);
        };
    }

    private static FormulaKind constant(Object value) {
        return switch (value) {
            case BigDecimal _ -> FormulaKind.NUMBER;
            case LocalDate _ -> FormulaKind.DAY;
            case Boolean _ -> FormulaKind.TRUTH;
            default -> FormulaKind.TEXT;
        };
    }

    private @Nullable FormulaKind call(Operation operation, List<Node> arguments) {
        var kinds = new FormulaKind[arguments.size()];
        for (int i = 0; i < kinds.length; i++) {
            FormulaKind kind = of(arguments.get(i));
            if (kind == null) {
                return null;
            }
            kinds[i] = kind;
        }
        return switch (operation) {
            case ADD, SUBTRACT, MULTIPLY, DIVIDE, ROUND, ABS ->
                takes(operation, kinds, FormulaKind.NUMBER, FormulaKind.NUMBER);
            case JOIN -> FormulaKind.TEXT;
            case EMPTY -> FormulaKind.TRUTH;
            case EQUAL, DIFFERENT -> alike(operation, kinds, 0, true) == null ? null : FormulaKind.TRUTH;
            case LESS, AT_MOST, GREATER, AT_LEAST ->
                alike(operation, kinds, 0, false) == null ? null : FormulaKind.TRUTH;
            case AND, OR, NOT -> takes(operation, kinds, FormulaKind.TRUTH, FormulaKind.TRUTH);
            case IF ->
                kinds[0] == FormulaKind.TRUTH
                        ? alike(operation, kinds, 1, true)
                        : wrong(operation, FormulaKind.TRUTH.key());
            case OTHERWISE -> alike(operation, kinds, 0, true);
            case MIN, MAX -> alike(operation, kinds, 0, false);
            case TODAY -> FormulaKind.DAY;
            case DAYS -> takes(operation, kinds, FormulaKind.NUMBER, FormulaKind.DAY);
            case YEAR, MONTH -> takes(operation, kinds, FormulaKind.NUMBER, FormulaKind.DAY);
            case ADD_DAYS, ADD_MONTHS -> pair(operation, kinds, FormulaKind.DAY);
            case LENGTH -> takes(operation, kinds, FormulaKind.NUMBER, FormulaKind.TEXT);
            case UPPER -> takes(operation, kinds, FormulaKind.TEXT, FormulaKind.TEXT);
            case LEFT -> pair(operation, kinds, FormulaKind.TEXT);
        };
    }

    /** All arguments are of one kind. */
    private @Nullable FormulaKind takes(
            Operation operation, FormulaKind[] kinds, FormulaKind result, FormulaKind each) {
        for (FormulaKind kind : kinds) {
            if (kind != each) {
                return wrong(operation, each.key());
            }
        }
        return result;
    }

    /** One of a kind, which the result has too, and a number. */
    private @Nullable FormulaKind pair(Operation operation, FormulaKind[] kinds, FormulaKind first) {
        return kinds[0] == first && kinds[1] == FormulaKind.NUMBER
                ? first
                : wrong(operation, first.key() + ", " + FormulaKind.NUMBER.key());
    }

    /** The arguments from one on are alike. */
    private @Nullable FormulaKind alike(Operation operation, FormulaKind[] kinds, int from, boolean truth) {
        for (int i = from; i < kinds.length; i++) {
            if (kinds[i] != kinds[from] || !truth && kinds[i] == FormulaKind.TRUTH) {
                return wrong(operation, kinds[from] + ", " + kinds[from]);
            }
        }
        return kinds[from];
    }

    private @Nullable FormulaKind wrong(Operation operation, String expected) {
        faults.add(new FieldFault(
                "/formula",
                "formula-wrong-kind",
                Map.of("word", operation.word(), "expected", expected.toLowerCase(java.util.Locale.ROOT))));
        return null;
    }
}
