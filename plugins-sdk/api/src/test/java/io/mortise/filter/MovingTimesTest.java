package io.mortise.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.access.Scope;
import io.mortise.access.Scope.Operator;
import io.mortise.filter.Filter.Comparison;
import io.mortise.filter.FilterValue.Unit;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Days and periods that move with the calendar, beside a plain reading of their words. */
class MovingTimesTest {

    private static final ZoneId ZONE = RandomFilters.ZONE;

    private static Scope scope(String text, String now) {
        return Filters.checkMoving(text, RandomFilters.DEAL, Filters.PERSON).scope(Me.nobody(ZONE), Instant.parse(now));
    }

    @Test
    void todayIsTheDayOfTheCompanyWhenTheQuestionIsAsked() {
        // 23:30 of the 30th in UTC is the 31st in Shanghai.
        assertEquals(
                new Scope.Compare("created_at", Operator.AT_LEAST, Instant.parse("2026-02-28T16:00:00Z")),
                scope("createdAt >= today - 30d", "2026-03-30T23:30:00Z"));
        assertEquals(
                new Scope.Compare("due_on", Operator.LESS, LocalDate.parse("2026-02-28")),
                scope("dueOn < today - 1m", "2026-03-30T23:30:00Z"));
    }

    @Test
    void aPeriodIsEveryDayOfIt() {
        assertEquals(
                Scope.allOf(
                        new Scope.Compare("due_on", Operator.AT_LEAST, LocalDate.parse("2026-03-01")),
                        new Scope.Compare("due_on", Operator.LESS, LocalDate.parse("2026-04-01"))),
                scope("dueOn = this month", "2026-03-30T00:00:00Z"));
        assertEquals(
                new Scope.Compare("due_on", Operator.AT_LEAST, LocalDate.parse("2026-04-01")),
                scope("dueOn > this-month", "2026-03-30T00:00:00Z"));
    }

    @Test
    void everyComparisonWithAMovingDayAgreesWithACalendar() {
        int[] reached = new int[2];
        for (int seed = 1; seed <= 20_000; seed++) {
            var random = new Random(seed);
            LocalDate today = LocalDate.of(2024, 1, 1).plusDays(random.nextInt(1500));
            Unit unit = Unit.values()[random.nextInt(5)];
            boolean period = unit != Unit.DAY && random.nextBoolean();
            int amount = random.nextInt(7) - 3;
            FilterValue value =
                    period ? new FilterValue.Period(Integer.signum(amount), unit) : new FilterValue.Today(amount, unit);
            LocalDate first =
                    period ? moved(first(today, unit), unit, Integer.signum(amount)) : moved(today, unit, amount);
            LocalDate last = period ? moved(first, unit, 1).minusDays(1) : first;
            LocalDate stored = today.plusDays(random.nextInt(900) - 450L);
            boolean moment = random.nextBoolean();
            Comparison comparison = List.of(
                            Comparison.EQUAL,
                            Comparison.NOT_EQUAL,
                            Comparison.LESS,
                            Comparison.AT_MOST,
                            Comparison.GREATER,
                            Comparison.AT_LEAST,
                            Comparison.IN)
                    .get(random.nextInt(7));
            boolean inside = !stored.isBefore(first) && !stored.isAfter(last);
            boolean said = switch (comparison) {
                case EQUAL, IN -> inside;
                case NOT_EQUAL -> !inside;
                case LESS -> stored.isBefore(first);
                case AT_MOST -> !stored.isAfter(last);
                case GREATER -> stored.isAfter(last);
                default -> !stored.isBefore(first);
            };
            var filter = new Filter.Test(moment ? "createdAt" : "dueOn", comparison, List.of(value));

            Scope scope = Filters.checkMoving(filter, RandomFilters.DEAL, Filters.PERSON)
                    .scope(Me.nobody(ZONE), at(today, random));

            Object held = moment ? at(stored, random) : stored;
            assertEquals(
                    said,
                    reaches(scope, held),
                    "seed " + seed + ": " + Filters.text(filter) + " on " + today + ", stored " + held);
            reached[said ? 0 : 1]++;
        }
        assertTrue(reached[0] > 3_000 && reached[1] > 3_000, reached[0] + " reached, " + reached[1] + " not");
    }

    private static Instant at(LocalDate day, Random random) {
        return day.atStartOfDay(ZONE).plusSeconds(random.nextInt(86_400)).toInstant();
    }

    private static LocalDate first(LocalDate day, Unit unit) {
        return switch (unit) {
            case DAY -> day;
            case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTH -> day.with(TemporalAdjusters.firstDayOfMonth());
            case QUARTER -> day.with(IsoFields.DAY_OF_QUARTER, 1);
            case YEAR -> day.with(TemporalAdjusters.firstDayOfYear());
        };
    }

    private static LocalDate moved(LocalDate day, Unit unit, int amount) {
        return switch (unit) {
            case DAY -> day.plus(amount, ChronoUnit.DAYS);
            case WEEK -> day.plus(amount, ChronoUnit.WEEKS);
            case MONTH -> day.plus(amount, ChronoUnit.MONTHS);
            case QUARTER -> day.plus(amount, IsoFields.QUARTER_YEARS);
            case YEAR -> day.plus(amount, ChronoUnit.YEARS);
        };
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static boolean reaches(Scope scope, Object value) {
        return switch (scope) {
            case Scope.Not(Scope part) -> !reaches(part, value);
            case Scope.AllOf(List<Scope> parts) -> parts.stream().allMatch(part -> reaches(part, value));
            case Scope.KeyIn(String _, List<?> keys) -> keys.contains(value);
            case Scope.Compare(String _, Operator operator, Object wanted) ->
                switch (operator) {
                    case LESS -> ((Comparable) value).compareTo(wanted) < 0;
                    case AT_MOST -> ((Comparable) value).compareTo(wanted) <= 0;
                    case GREATER -> ((Comparable) value).compareTo(wanted) > 0;
                    case AT_LEAST -> ((Comparable) value).compareTo(wanted) >= 0;
                    default -> throw new AssertionError(operator + " was not expected");
                };
            default -> throw new AssertionError(scope + " was not expected");
        };
    }

    @Test
    void bothFormsReadWhatTheyWrite() {
        for (Unit unit : Unit.values()) {
            for (int amount : new int[] {-100, -1, 0, 1, 30}) {
                same(new FilterValue.Today(amount, unit));
            }
            for (int offset = -1; offset <= 1 && unit != Unit.DAY; offset++) {
                same(new FilterValue.Period(offset, unit));
            }
        }
        Filter spaced = Filters.parse("dueOn >= today - 30d and dueOn != this month");
        assertEquals(spaced, Filters.parse("dueOn>=today-30d and dueOn!=this-month"));
        assertEquals("dueOn >= today - 30d and dueOn != this month", Filters.text(spaced));
        assertEquals(Filters.parse("dueOn in (today, last year)"), Filters.parse("dueOn in (today,last year)"));
        assertEquals(Filters.parse("dueOn = today + 0w"), Filters.parse("dueOn = today"));
    }

    private static void same(FilterValue value) {
        Filter filter = Filter.Test.of("dueOn", Comparison.AT_LEAST, value);
        assertEquals(filter, Filters.parse(Filters.text(filter)), Filters.text(filter));
        assertEquals(
                filter,
                Filters.fromJson(Filters.json(filter)),
                Filters.json(filter).toString());
    }

    @Test
    void grantsHoldNoDaysThatMove() {
        for (String text : List.of("dueOn = today", "createdAt in (this week)")) {
            assertEquals(
                    "filter-moving-time",
                    assertThrows(FilterException.class, () -> Filters.check(text, RandomFilters.DEAL, Filters.PERSON))
                            .faults()
                            .getFirst()
                            .code(),
                    text);
        }
    }

    @Test
    void whatIsNoDayIsToldWithItsPlace() {
        Map<String, String> faults = Map.ofEntries(
                Map.entry("dueOn = today - 30", "filter-bad-today"),
                Map.entry("dueOn = today - 30x", "filter-bad-today"),
                Map.entry("dueOn = today - -3d", "filter-bad-today"),
                Map.entry("dueOn = today -", "filter-bad-today"),
                Map.entry("dueOn = today + 99999y", "filter-bad-today"),
                Map.entry("dueOn = today - 36526d", "filter-bad-today"),
                Map.entry("dueOn = today - 999999999999d", "filter-bad-today"),
                Map.entry("dueOn = today - 2026-01-01", "filter-bad-today"),
                Map.entry("dueOn = this day", "filter-bad-period"),
                Map.entry("dueOn = this", "filter-bad-period"),
                Map.entry("dueOn = last-", "filter-bad-period"),
                Map.entry("dueOn = yesterday", "filter-needs-value"),
                Map.entry("dueOn = - 3", "filter-needs-value"),
                Map.entry("title = today", "filter-wrong-value"),
                Map.entry("size > this month", "filter-wrong-value"),
                Map.entry("dueOn contains today", "filter-wrong-comparison"));
        faults.forEach((text, code) -> assertEquals(
                code,
                assertThrows(
                                FilterException.class,
                                () -> Filters.checkMoving(text, RandomFilters.DEAL, Filters.PERSON),
                                text)
                        .faults()
                        .getFirst()
                        .code(),
                text));
        for (String json : List.of("", "d", "-d", "30", "--3d", "3 d", "\u0663d", "999999d")) {
            var test = Map.of("field", "dueOn", "test", "=", "value", Map.of("today", json));
            assertEquals(
                    "filter-bad-today",
                    assertThrows(FilterException.class, () -> Filters.fromJson(test), json)
                            .faults()
                            .getFirst()
                            .code(),
                    json);
        }
    }
}
