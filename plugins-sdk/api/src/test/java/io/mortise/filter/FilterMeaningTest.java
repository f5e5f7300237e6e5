package io.mortise.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.access.ObjectCatalog;
import io.mortise.access.Scope;
import io.mortise.data.Money;
import io.mortise.filter.Filter.Comparison;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a filter means, by a plain reading of its words, beside the scope it becomes. */
class FilterMeaningTest {

    @Test
    void aFilterReachesWhatItsWordsSay() {
        int[] reached = new int[2];
        LongStream.rangeClosed(1, 5_000).forEach(seed -> {
            var random = new RandomFilters(seed);
            Filter filter = random.filter(4);
            CheckedFilter checked = Filters.check(filter, RandomFilters.DEAL, Filters.PERSON);
            Me me = random.me();
            Scope scope = checked.scope(me);
            for (int i = 0; i < 10; i++) {
                Map<String, @Nullable Object> row = random.row();
                boolean said = holds(filter, row, me);
                assertEquals(said, reaches(scope, row), "seed " + seed + ": " + Filters.text(filter) + " " + row);
                reached[said ? 0 : 1]++;
            }
        });
        assertTrue(reached[0] > 5_000 && reached[1] > 5_000, reached[0] + " reached, " + reached[1] + " not");
    }

    @Test
    void everyFieldThatTheAnswerDependsOnIsKnown() {
        CheckedFilter checked = Filters.check(
                "title contains \"a\" and not (ownerId = me.id or revenue is empty) and departmentId in me.departments",
                RandomFilters.DEAL,
                Filters.PERSON);
        assertEquals(Set.of("title", "ownerId", "revenue", "departmentId"), checked.fields());
        assertEquals(Set.of("id", "departments"), checked.attributes());
        assertEquals("shop.deal", checked.object());
    }

    @Test
    void whatNobodyHasIsEqualToNothing() {
        Me nobody = Me.nobody(RandomFilters.ZONE);
        Map<String, @Nullable Object> row = new RandomFilters(1).row();
        for (String text : List.of("ownerId = me.manager", "departmentId in me.departments")) {
            CheckedFilter checked = Filters.check(text, RandomFilters.DEAL, Filters.PERSON);
            assertEquals(Scope.nothing(), checked.scope(nobody), text);
            assertTrue(!reaches(checked.scope(nobody), row));
        }
    }

    @Test
    void aDayIsTheWholeDayOfTheCompany() {
        CheckedFilter checked = Filters.check("createdAt = 2026-01-31", RandomFilters.DEAL, Filters.PERSON);
        assertEquals(
                Scope.allOf(
                        new Scope.Compare("created_at", Scope.Operator.AT_LEAST, Instant.parse("2026-01-30T16:00:00Z")),
                        new Scope.Compare("created_at", Scope.Operator.LESS, Instant.parse("2026-01-31T16:00:00Z"))),
                checked.scope(Me.nobody(RandomFilters.ZONE)));
    }

    @Test
    void aMultiChoiceIsEqualToEachOfItsChoicesAndToNoPartOfOne() {
        var row = Map.<String, @Nullable Object>of("x_t1", "|north|south west|");
        for (String text : List.of(
                "custom.level = \"north\"",
                "custom.level in (\"east\", \"south west\")",
                "custom.level != \"south\"",
                "custom.level != \"\"",
                "custom.level != \"north|south west\"",
                "custom.level is not empty")) {
            CheckedFilter checked = Filters.check(text, RandomFilters.DEAL, Filters.PERSON);
            assertTrue(reaches(checked.scope(Me.nobody(RandomFilters.ZONE)), row), text);
            assertEquals(Set.of("custom.level"), checked.fields());
        }
    }

    private static boolean holds(Filter filter, Map<String, @Nullable Object> row, Me me) {
        return switch (filter) {
            case Filter.All(List<Filter> parts) -> parts.stream().allMatch(part -> holds(part, row, me));
            case Filter.Any(List<Filter> parts) -> parts.stream().anyMatch(part -> holds(part, row, me));
            case Filter.Not(Filter part) -> !holds(part, row, me);
            case Filter.Test test -> passes(test, row, me);
        };
    }

    private static boolean passes(Filter.Test test, Map<String, @Nullable Object> row, Me me) {
        ObjectCatalog.Field field = RandomFilters.DEAL.field(test.field()).orElseThrow();
        Object stored = row.get(field.columns().getFirst());
        Object value = stored != null && field.type().equals("money")
                ? new Money((long) stored, String.valueOf(row.get("revenue_currency")))
                : stored;
        boolean equal = value != null && field.type().equals("multi")
                ? wanted(test, me).stream().anyMatch(choices(value)::contains)
                : value != null && wanted(test, me).stream().anyMatch(one -> order(value, one) == Order.SAME);
        List<Order> orders = value == null
                ? List.of()
                : wanted(test, me).stream().map(one -> order(value, one)).toList();
        return switch (test.comparison()) {
            case EMPTY -> value == null;
            case EQUAL, IN -> equal;
            case NOT_EQUAL -> !equal;
            case LESS -> orders.contains(Order.BEFORE);
            case AT_MOST -> orders.contains(Order.BEFORE) || equal;
            case GREATER -> orders.contains(Order.BEHIND);
            case AT_LEAST -> orders.contains(Order.BEHIND) || equal;
            case CONTAINS ->
                value != null
                        && value.toString().contains(wanted(test, me).getFirst().toString());
            case STARTS_WITH ->
                value != null
                        && value.toString()
                                .startsWith(wanted(test, me).getFirst().toString());
        };
    }

    private static List<String> choices(Object stored) {
        String text = stored.toString();
        return List.of(text.substring(1, text.length() - 1).split("\\|"));
    }

    private enum Order {
        BEFORE,
        SAME,
        BEHIND,
        OTHER
    }

    private static List<Object> wanted(Filter.Test test, Me me) {
        assertTrue(test.comparison() != Comparison.EMPTY || test.values().isEmpty());
        var all = new ArrayList<Object>();
        for (FilterValue value : test.values()) {
            switch (value) {
                case FilterValue.Text(String text) -> all.add(text);
                case FilterValue.Number(BigDecimal number) -> all.add(number);
                case FilterValue.Truth(boolean truth) -> all.add(truth);
                case FilterValue.Day(LocalDate day) -> all.add(day);
                case FilterValue.Moment(Instant moment) -> all.add(moment);
                case FilterValue.Today _, FilterValue.Period _ ->
                    throw new AssertionError("days that move have a test of their own");
                case FilterValue.Amount(Money money) -> all.add(money);
                case FilterValue.Me(String attribute) -> all.addAll(me.of(attribute));
            }
        }
        return all;
    }

    private static Order order(Object value, Object wanted) {
        if (value instanceof Instant moment && wanted instanceof LocalDate day) {
            return order(moment.atZone(RandomFilters.ZONE).toLocalDate(), day);
        }
        return switch (value) {
            case BigDecimal number -> of(number.compareTo((BigDecimal) wanted));
            case LocalDate day -> of(day.compareTo((LocalDate) wanted));
            case Instant moment -> of(moment.compareTo((Instant) wanted));
            case Money(long minor, String currency) ->
                currency.equals(((Money) wanted).currency())
                        ? of(Long.compare(minor, ((Money) wanted).minor()))
                        : Order.OTHER;
            default -> value.toString().equals(wanted.toString()) ? Order.SAME : Order.OTHER;
        };
    }

    private static Order of(int compared) {
        return compared < 0 ? Order.BEFORE : compared == 0 ? Order.SAME : Order.BEHIND;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static boolean reaches(Scope scope, Map<String, @Nullable Object> row) {
        return switch (scope) {
            case Scope.Nothing() -> false;
            case Scope.AnyOf(List<Scope> parts) -> parts.stream().anyMatch(part -> reaches(part, row));
            case Scope.AllOf(List<Scope> parts) -> parts.stream().allMatch(part -> reaches(part, row));
            case Scope.Not(Scope part) -> !reaches(part, row);
            case Scope.KeyIn(String column, List<?> keys) -> {
                Object value = row.get(column);
                yield value != null
                        && keys.stream()
                                .map(Object::toString)
                                .collect(Collectors.toSet())
                                .contains(value.toString());
            }
            case Scope.Compare(String column, Scope.Operator operator, Object wanted) -> {
                Object value = row.get(column);
                if (value == null || wanted == null) {
                    yield value == null && operator == Scope.Operator.EMPTY;
                }
                yield switch (operator) {
                    case LESS -> ((Comparable) value).compareTo(wanted) < 0;
                    case AT_MOST -> ((Comparable) value).compareTo(wanted) <= 0;
                    case GREATER -> ((Comparable) value).compareTo(wanted) > 0;
                    case AT_LEAST -> ((Comparable) value).compareTo(wanted) >= 0;
                    case CONTAINS -> value.toString().contains(wanted.toString());
                    case STARTS_WITH -> value.toString().startsWith(wanted.toString());
                    default -> throw new AssertionError(operator + " was not expected");
                };
            }
            default -> throw new AssertionError(scope + " was not expected");
        };
    }
}
