package io.mortise.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.filter.Filter.Comparison;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiltersTest {

    @Test
    void notBindsBeforeAndAndAndBeforeOr() {
        Filter a = Filter.Test.of("a", Comparison.EQUAL, new FilterValue.Number(BigDecimal.ONE));
        Filter b = Filter.Test.of("b", Comparison.CONTAINS, new FilterValue.Text("x"));
        Filter c = Filter.Test.of("c", Comparison.EMPTY);
        assertEquals(
                new Filter.Any(List.of(new Filter.All(List.of(new Filter.Not(a), b)), c)),
                Filters.parse("not a = 1 and b contains \"x\" or c is empty"));
        assertEquals(
                new Filter.All(List.of(new Filter.Not(new Filter.Any(List.of(a, b))), new Filter.Not(c))),
                Filters.parse("not (a = 1 or b contains \"x\") and c is not empty"));
        assertEquals(
                new Filter.Not(new Filter.Test(
                        "a", Comparison.IN, List.of(new FilterValue.Text("x"), new FilterValue.Text("y")))),
                Filters.parse("a not in (\"x\", \"y\")"));
    }

    @Test
    void theExampleOfTheManualIsReadAndChecked() {
        String text =
                "title = \"华东\" and revenue >= 1000000.00 CNY and (stage in (\"deal\", \"repeat\") or ownerId = me.id)"
                        + " and not title contains \"test\" and size is not empty and createdAt >= 2026-01-31"
                        + " and `in` starts with \"a\" and createdAt < 2026-02-01T08:00:00Z and open = true";
        assertEquals(
                text,
                Filters.text(
                        Filters.check(text, RandomFilters.DEAL, Filters.PERSON).filter()));
    }

    @Test
    void aNameMayHaveTwoParts() {
        Filter two = Filter.Test.of("custom.in", Comparison.EQUAL, new FilterValue.Number(BigDecimal.ONE));
        assertEquals(two, Filters.parse("custom . `in` = 1"));
        assertEquals("custom.`in` = 1", Filters.text(two));
        assertEquals(two, Filters.parse(Filters.text(two)));
        assertEquals(Map.of("field", "custom.in", "test", "=", "value", BigDecimal.ONE), Filters.json(two));
        for (String text : List.of(
                "custom. = 1",
                "custom.1 = 1",
                ".custom = 1",
                "custom.level.more = 1",
                "custom..level = 1",
                "me.id = 1")) {
            assertThrows(FilterException.class, () -> Filters.check(text, RandomFilters.DEAL, Filters.PERSON), text);
        }
        assertThrows(IllegalArgumentException.class, () -> new FilterValue.Me("id.name"), "an attribute has one part");
    }

    @Test
    void theJsonFormIsWhatTheManualSays() {
        assertEquals(
                Map.of(
                        "all",
                        List.of(
                                Map.of(
                                        "field",
                                        "revenue",
                                        "test",
                                        ">=",
                                        "value",
                                        Map.of("minor", 100L, "currency", "CNY")),
                                Map.of("not", Map.of("field", "ownerId", "test", "empty")),
                                Map.of(
                                        "field",
                                        "departmentId",
                                        "test",
                                        "in",
                                        "values",
                                        List.of(Map.of("me", "departments"))))),
                Filters.json(Filters.parse(
                        "revenue >= 1.00 CNY and ownerId is not empty and departmentId in me.departments")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "''                              | 1  | filter-empty",
                "title                           | 6  | filter-needs-comparison",
                "title =                         | 8  | filter-needs-value",
                "title = \"a                     | 9  | filter-unfinished-text",
                "title = 'a'                     | 9  | filter-unknown-sign",
                "title = “a”                     | 9  | filter-unknown-sign",
                "title = \"\\x\"                 | 10 | filter-bad-escape",
                "title = \"a\" stage = \"b\"     | 13 | filter-needs-and",
                "title = \"a\")                  | 12 | filter-stray-bracket",
                "(title = \"a\"                  | 13 | filter-needs-bracket",
                "and                             | 1  | filter-needs-field",
                "title is nothing                | 10 | filter-needs-empty",
                "title starts \"a\"              | 14 | filter-needs-with",
                "title in \"a\"                  | 10 | filter-needs-list",
                "size = 1.                       | 8  | filter-bad-number",
                "size = 1.2.3                    | 8  | filter-bad-number",
                "size = 1234567890123456789      | 8  | filter-bad-number",
                "size = 0.00000000001            | 8  | filter-bad-number",
                "revenue = 1.001 CNY             | 11 | filter-bad-amount",
                "revenue = 1 ABCD                | 11 | filter-bad-amount",
                "dueOn = 2026-02-30              | 9  | filter-bad-time",
                "createdAt = 2026-02-03T25:00:00Z| 13 | filter-bad-time",
                "ownerId = me                    | 11 | filter-needs-value",
                "ownerId = me.                   | 14 | filter-needs-attribute",
                "title like \"a\"                | 7  | filter-needs-comparison",
                "`in = 1                         | 1  | filter-unfinished-name",
                "nothing = 1                     | 1  | filter-unknown-field",
                "attachment is empty             | 1  | filter-unusable-field",
                "title = \"a\" and size contains \"a\" | 17 | filter-wrong-comparison",
                "title < \"a\"                   | 1  | filter-wrong-comparison",
                "size = \"1\"                    | 8  | filter-wrong-value",
                "title = 1                       | 9  | filter-wrong-value",
                "dueOn = 2026-02-03T08:00:00Z    | 9  | filter-wrong-value",
                "revenue > 5                     | 11 | filter-needs-currency",
                "ownerId = \"wang\"              | 11 | filter-needs-id",
                "ownerId = \"1-1-1-1-1\"         | 11 | filter-needs-id",
                "title = me.secret               | 9  | filter-unknown-attribute",
                "size = me.id                    | 8  | filter-wrong-value",
                "ownerId = me.department         | 11 | filter-wrong-value",
                "departmentId = me.departments   | 16 | filter-needs-in"
            })
    void aFaultNamesItsPlaceAndHasASentence(String text, String at, String code) {
        var thrown = assertThrows(
                FilterException.class,
                () -> Filters.check(text == null ? "" : text, RandomFilters.DEAL, Filters.PERSON));
        FilterFault first = thrown.faults().getFirst();
        assertEquals(code + " at " + at, first.code() + " at " + first.at());
    }

    @Test
    void allFaultsOfAFilterAreToldAtOnceWithTheirPlaces() {
        var thrown = assertThrows(
                FilterException.class,
                () -> Filters.check(
                        Filters.parse("nothing = 1 or (size = \"x\" and stage in (1, \"a\"))"),
                        RandomFilters.DEAL,
                        Filters.PERSON));
        assertEquals(
                List.of("/any/0/field", "/any/1/all/0/value", "/any/1/all/1/values/0"),
                thrown.faults().stream().map(FilterFault::at).toList());
        assertEquals(
                List.of("/filter/any/0/field", "/filter/any/1/all/0/value", "/filter/any/1/all/1/values/0"),
                thrown.in("/filter").problem().faults().stream()
                        .map(fault -> fault.pointer())
                        .toList());
    }

    @Test
    void aFaultOfATextIsAtTheMemberThatHeldItAndSaysTheCharacter() {
        var thrown = assertThrows(FilterException.class, () -> Filters.parse("title = "));
        var fault = thrown.in("/condition").problem().faults().getFirst();
        assertEquals("/condition", fault.pointer());
        assertEquals("9", fault.arguments().get("at"));
    }

    /** The kernel puts the faults of everybody into words. */
    @Test
    void everyFaultHasASentenceInBothLanguages() throws IOException {
        var root = java.nio.file.Path.of("src/main/java/io/mortise/filter");
        var codes = new java.util.TreeSet<String>();
        try (var files = java.nio.file.Files.list(root)) {
            for (var file : files.toList()) {
                String source = java.nio.file.Files.readString(file, StandardCharsets.UTF_8);
                java.util.regex.Pattern.compile("\"(filter-[a-z-]+)\"")
                        .matcher(source)
                        .results()
                        .forEach(found -> codes.add(found.group(1)));
            }
        }
        assertTrue(codes.size() >= 30, codes.toString());
        for (String language : List.of("en", "zh_CN")) {
            String texts = java.nio.file.Files.readString(
                    java.nio.file.Path.of("../../kernel/gateway/src/main/resources/io/mortise/kernel/i18n/gateway_"
                            + language + ".properties"));
            var known = Arrays.stream(texts.split("\n"))
                    .map(line -> line.split("=", 2)[0])
                    .toList();
            codes.forEach(code -> assertTrue(known.contains("fault." + code), language + " " + code));
        }
    }
}
