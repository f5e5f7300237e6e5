package io.mortise.customer.internal.fields;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.rest.FieldFault;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormulaTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 25);
    private static final Map<String, Object> RECORD = Map.of(
            "size",
            new BigDecimal("12.50"),
            "name",
            "Aurora 极光",
            "custom.since",
            LocalDate.of(2026, 1, 31),
            "open",
            true);
    private static final Map<String, FormulaKind> KINDS = Map.of(
            "size", FormulaKind.NUMBER,
            "missing", FormulaKind.NUMBER,
            "name", FormulaKind.TEXT,
            "custom.since", FormulaKind.DAY,
            "open", FormulaKind.TRUTH);

    private static @Nullable Object value(String formula) {
        Object value = Formula.parse(formula).value(RECORD::get, TODAY);
        return value instanceof BigDecimal number ? number.stripTrailingZeros().toPlainString() : value;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1 + 2 * 3                                  | 7",
                "(1 + 2) * 3 - -1                           | 10",
                "10 / 4                                     | 2.5",
                "2 - 3 - 4                                  | -5",
                "size * 2                                   | 25",
                "round(10 / 3, 2)                           | 3.33",
                "min(3, 1, 2) + max(1, 2)                   | 3",
                "days(custom.since, addMonths(custom.since, 1)) | 28",
                "year(today()) * 100 + month(today())       | 202611",
                "length(name)                               | 9",
                "upper(left(name, 3)) & \"-\" & size         | AUR-12.5",
                "if(size > 10 and not (size = 11), \"big\", \"small\") | big",
                "otherwise(missing, 5)                      | 5",
                "if(empty(missing) or open, 1, 2)           | 1",
            })
    void aFormulaMeansWhatItSays(String formula, String expected) {
        assertEquals(expected, String.valueOf(value(formula)));
        var faults = new ArrayList<FieldFault>();
        assertNotNull(Formula.parse(formula).kind(KINDS::get, faults), faults.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 / 0",
                "missing + 1",
                "1 < \"a\"",
                "round(1, 99)",
                "round(1, 0.5)",
                "addDays(custom.since, 999999999)",
                "name * 2",
                "left(name, 0 - 1)",
                "year(name)"
            })
    void whatMakesNoSenseHasNoValue(String formula) {
        assertNull(value(formula));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1 +",
                "(1",
                "1)",
                "1 2",
                "f(1)",
                "round(1)",
                "round(1, 2, 3)",
                "\"open",
                "a..b",
                "a.b.c",
                "1.2.3",
                "name = ",
                "$size",
                "size; drop table x",
                "today",
                "=1",
                "'a'",
                "1 = = 2"
            })
    void whatIsNoFormulaIsRefusedWithItsPlaceOrKnowsNoSuchField(String formula) {
        try {
            var faults = new ArrayList<FieldFault>();
            assertNull(Formula.parse(formula).kind(KINDS::get, faults));
            assertEquals("formula-unknown-field", faults.getFirst().code());
        } catch (FormulaException e) {
            assertTrue(e.place() >= 1 && e.place() <= formula.length() + 1, e.place() + " in " + formula);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name + 1",
                "if(1, 2, 3)",
                "if(open, 1, \"a\")",
                "not size",
                "days(today(), 1)",
                "open > true",
                "size = name",
                "otherwise(size, name)",
                "length(size)",
                "min(open, open)",
                "addDays(size, 1)",
                "upper(today())"
            })
    void partsThatDoNotFitAreToldBeforeAnyRecordIsLookedAt(String formula) {
        var faults = new ArrayList<FieldFault>();

        assertNull(Formula.parse(formula).kind(KINDS::get, faults));

        assertEquals("formula-wrong-kind", faults.getFirst().code());
        assertEquals(1, faults.size());
    }

    @Test
    void deepAndLongOnesAreRefusedAndNeverExhaustAnything() {
        for (String hostile : List.of(
                "(".repeat(1_500) + "1" + ")".repeat(400),
                "-".repeat(1_900) + "1",
                "not ".repeat(400) + "open",
                "1" + "+1".repeat(900),
                "if(open,".repeat(200) + "1",
                "x".repeat(5_000),
                "9".repeat(40))) {
            assertThrows(FormulaException.class, () -> Formula.parse(hostile));
        }
        assertNull(value("999999999999999999999999999999 * 999999999999999999999999999999"));
        String doubled = "name & name".concat(" & name".repeat(100));
        assertTrue(String.valueOf(value(doubled)).length() <= 2_000);
    }

    @Test
    void whatItDependsOnIsKnown() {
        assertEquals(
                Set.of("size", "custom.since"),
                Formula.parse("if(empty(custom.since), size, size + 1)").fields());
    }

    /** Whatever is thrown at it: a value, nothing, or a fault with a place; and a well-typed one has a value of its kind. */
    @Test
    void noiseIsReadOrRefusedAndAValueIsOfTheKindThatWasTold() {
        var random = new Random(20_261_125);
        List<String> words = List.of(
                "1",
                "2.5",
                "size",
                "missing",
                "name",
                "custom.since",
                "open",
                "\"a\"",
                "(",
                ")",
                ",",
                "+",
                "-",
                "*",
                "/",
                "&",
                "=",
                "<",
                "and",
                "or",
                "not",
                "if(",
                "round(",
                "days(",
                "today()",
                "max(",
                "otherwise(",
                "addDays(");
        int typed = 0;
        for (int i = 0; i < 60_000; i++) {
            var text = new StringBuilder();
            for (int n = 1 + random.nextInt(7); n > 0; n--) {
                text.append(words.get(random.nextInt(words.size()))).append(' ');
            }
            try {
                Formula formula = Formula.parse(text.toString());
                FormulaKind kind = formula.kind(KINDS::get, new ArrayList<>());
                Object value = formula.value(new HashMap<String, Object>(RECORD)::get, TODAY);
                if (kind != null && value != null) {
                    typed++;
                    assertEquals(kind, kindOf(value), text.toString());
                }
            } catch (FormulaException e) {
                assertTrue(e.place() >= 1, text.toString());
            }
        }
        assertTrue(typed > 500, typed + " had a value");
    }

    private static FormulaKind kindOf(Object value) {
        return switch (value) {
            case BigDecimal _ -> FormulaKind.NUMBER;
            case LocalDate _ -> FormulaKind.DAY;
            case Boolean _ -> FormulaKind.TRUTH;
            default -> FormulaKind.TEXT;
        };
    }
}
