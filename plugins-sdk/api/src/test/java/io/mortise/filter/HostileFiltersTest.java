package io.mortise.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What somebody sends who wants to hurt: each is answered quickly by a fault with a place. */
class HostileFiltersTest {

    @Test
    void deepNestingIsRefusedInBothForms() {
        assertEquals("filter-too-deep", code(() -> Filters.parse("(".repeat(4_000) + "a = 1")));
        assertEquals("filter-too-deep", code(() -> Filters.parse("not ".repeat(1_900) + "a = 1")));
        Object json = Map.of("field", "a", "test", "empty");
        for (int i = 0; i < 100_000; i++) {
            json = Map.of("not", json);
        }
        Object deep = json;
        assertEquals("filter-too-deep", code(() -> Filters.fromJson(deep)));
        Filter made = Filter.Test.of("title", Filter.Comparison.EMPTY);
        for (int i = 0; i < 21; i++) {
            made = new Filter.Not(made);
        }
        Filter tooDeep = made;
        assertEquals("filter-too-deep", code(() -> Filters.check(tooDeep, RandomFilters.DEAL, Map.of())));
    }

    /** Brackets and precedence both nest: what is read can always be written and read again. */
    @Test
    void groupsThatNestByPrecedenceCountAsWell() {
        String most = mixed(Filters.DEEPEST / 2);
        assertEquals(Filters.parse(most), Filters.parse(Filters.text(Filters.parse(most))));
        assertEquals("filter-too-deep", code(() -> Filters.parse(mixed(Filters.DEEPEST / 2 + 1))));
    }

    private static String mixed(int levels) {
        String text = "a = 1";
        for (int i = 0; i < levels; i++) {
            text = "b = 1 or c = 1 and (" + text + ")";
        }
        return text;
    }

    @Test
    void largeListsAndTextsAreRefused() {
        String values = String.join(",", Collections.nCopies(1_001, "1"));
        assertEquals("filter-too-many-values", code(() -> Filters.parse("a in (" + values + ")")));
        String tests = String.join(" or ", Collections.nCopies(201, "a = 1"));
        assertEquals("filter-too-many-tests", code(() -> Filters.parse(tests)));
        assertEquals("filter-value-too-long", code(() -> Filters.parse("a = \"" + "x".repeat(501) + "\"")));
        assertEquals("filter-too-long", code(() -> Filters.parse(" ".repeat(10_000_000))));
        Object list = Collections.nCopies(1_000_000, 1);
        assertEquals(
                "filter-too-many-values",
                code(() -> Filters.fromJson(Map.of("field", "a", "test", "in", "values", list))));
        Object part = Map.of("field", "a", "test", "empty");
        assertEquals(
                "filter-too-many-tests",
                code(() -> Filters.fromJson(Map.of("any", Collections.nCopies(1_000_000, part)))));
        Object longText = "x".repeat(500);
        assertEquals(
                "filter-too-long",
                code(() -> Filters.fromJson(
                        Map.of("field", "a", "test", "in", "values", Collections.nCopies(100, longText)))));
    }

    @Test
    void monstrousNumbersCostNothing() {
        for (Object monster : List.of(
                new BigDecimal(BigInteger.ONE, Integer.MIN_VALUE),
                new BigDecimal(BigInteger.ONE, Integer.MAX_VALUE),
                new BigDecimal("1e999999999"),
                new BigDecimal("-1e-999999999"),
                BigInteger.ONE.shiftLeft(10_000_000),
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.MAX_VALUE,
                Map.of("number", "1e999999999"))) {
            assertEquals(
                    "filter-bad-number",
                    code(() -> Filters.fromJson(Map.of("field", "a", "test", "=", "value", monster))));
        }
        assertEquals("filter-bad-number", code(() -> Filters.parse("a = " + "9".repeat(7_000))));
        assertEquals("filter-bad-time", code(() -> Filters.parse("a = 1-" + "9".repeat(7_000))));
    }

    @Test
    void wrongShapesOfJsonAreRefusedWithTheirPlaces() {
        Object test = Map.of("field", "a", "test", "empty");
        var withNull = new HashMap<String, @Nullable Object>();
        withNull.put("field", "a");
        withNull.put("test", "=");
        withNull.put("value", null);
        for (Object wrong : new ArrayList<@Nullable Object>(List.of(
                "text",
                List.of(),
                Map.of(),
                Map.of("all", List.of()),
                Map.of("all", List.of(test)),
                Map.of("any", "x"),
                Map.of("all", List.of(test, test), "any", List.of(test, test)),
                Map.of("nor", List.of(test, test)),
                Map.of("field", 7, "test", "empty"),
                Map.of("field", "a; drop table", "test", "empty"),
                Map.of("field", "a", "test", "matches", "value", "(a+)+$"),
                Map.of("field", "a", "test", "empty", "value", 1),
                Map.of("field", "a", "test", "=", "value", List.of(1)),
                Map.of("field", "a", "test", "=", "value", Map.of("me", "id.x")),
                Map.of("field", "a", "test", "=", "value", Map.of("day", "yesterday")),
                Map.of("field", "a", "test", "=", "value", Map.of("moment", "+999999999-01-01T00:00:00Z")),
                Map.of("field", "a", "test", "=", "value", Map.of("minor", 1.5, "currency", "CNY")),
                Map.of("field", "a", "test", "=", "value", Map.of("minor", 1, "currency", "XXXX")),
                Map.of("field", "a", "test", "=", "value", "\0"),
                Map.of("field", "a", "test", "=", "value", "\ud800"),
                Map.of("field", "a", "test", "in", "values", List.of()),
                withNull))) {
            var thrown = assertThrows(FilterException.class, () -> Filters.fromJson(wrong), String.valueOf(wrong));
            assertTrue(thrown.faults().getFirst().at().startsWith("/"), thrown.getMessage());
        }
        assertEquals("filter-wrong-shape", code(() -> Filters.fromJson(null)));
    }

    /** There is nothing to go back over: no regular expressions, each character is read once. */
    @Test
    void whatWouldKeepARegularExpressionBusyIsJustText() {
        String evil = "title contains \"(a+)+$" + "a".repeat(400) + "!\"";
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            for (int i = 0; i < 1_000; i++) {
                Filters.check(evil, RandomFilters.DEAL, Map.of());
            }
        });
    }

    /** The longest filters of the worst shapes are read or refused in a time that their length bounds. */
    @Test
    void theLongestInputsAreAnsweredInTime() {
        var shapes = List.of(
                "(",
                ")",
                "not ",
                "a",
                "`",
                "\"",
                "\\",
                "1",
                "-1",
                "1-",
                "a = 1 and ",
                "a in (1,",
                "me.",
                "\u3000",
                "(a = 1 or ",
                "a = \"\\u",
                "≥",
                "a is not ",
                "a not in (");
        var mixed = new Random(11);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (String shape : shapes) {
                read(shape.repeat(Filters.LONGEST / shape.length()));
            }
            for (int i = 0; i < 500; i++) {
                var text = new StringBuilder();
                while (text.length() < Filters.LONGEST - 12) {
                    text.append(shapes.get(mixed.nextInt(shapes.size())));
                }
                read(text.toString());
            }
        });
    }

    /** Whatever is thrown at it, the answer is a filter or a fault: never another exception. */
    @Test
    void noiseIsReadOrRefusedAndNothingElse() {
        var pieces = List.of(
                "a",
                "size",
                "title",
                "in",
                "is",
                "not",
                "and",
                "or",
                "empty",
                "me",
                ".",
                ",",
                "(",
                ")",
                "=",
                "!=",
                "<",
                ">=",
                "\"x\"",
                "\"",
                "`",
                "1",
                "-2.5",
                "2026-01-31",
                "CNY",
                "true",
                " ",
                "contains",
                "starts",
                "with",
                "2026-01-31T00:00:00Z",
                "\\",
                "华",
                "\ud83d",
                "\0");
        for (long seed = 1; seed <= 20_000; seed++) {
            var random = new Random(seed);
            var text = new StringBuilder();
            for (int i = random.nextInt(14); i >= 0; i--) {
                text.append(pieces.get(random.nextInt(pieces.size()))).append(random.nextInt(3) == 0 ? "" : " ");
            }
            read(text.toString());
        }
    }

    private static void read(String text) {
        try {
            Filter filter = Filters.parse(text);
            assertEquals(filter, Filters.parse(Filters.text(filter)));
        } catch (FilterException e) {
            assertTrue(!e.faults().isEmpty());
        }
    }

    private static String code(org.junit.jupiter.api.function.Executable reading) {
        return assertThrows(FilterException.class, reading).faults().getFirst().code();
    }
}
