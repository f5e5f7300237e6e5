package io.mortise.filter;

import io.mortise.access.Scope;
import io.mortise.access.Scope.Operator;
import io.mortise.data.Money;
import io.mortise.filter.Filter.Comparison;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** A filter that fits an object. Immutable; made by {@link Filters#check} alone. */
public final class CheckedFilter {

    private final String object;
    private final Filter filter;
    private final Map<String, Column> columns;
    private final Set<String> attributes;

    /** Where a field is stored. */
    record Column(FieldType type, List<String> names) {}

    CheckedFilter(String object, Filter filter, Map<String, Column> columns, Set<String> attributes) {
        this.object = object;
        this.filter = filter;
        this.columns = Map.copyOf(columns);
        this.attributes = Set.copyOf(attributes);
    }

    /** Qualified name of the object. */
    public String object() {
        return object;
    }

    /** What was checked. */
    public Filter filter() {
        return filter;
    }

    /** Every field that the answer depends on: who may not read one of them must not be answered (PERMISSIONS.md, law 7). */
    public Set<String> fields() {
        return columns.keySet();
    }

    /** What it asks of the one it is read for. */
    public Set<String> attributes() {
        return attributes;
    }

    /** The records that pass, read for somebody; the same tree becomes the check in memory and the query. */
    public Scope scope(Me me) {
        return scope(me, Instant.now());
    }

    /** The same as if the question were asked at that moment: days that move are counted from its day. */
    public Scope scope(Me me, Instant now) {
        return scope(filter, new Asked(me, now.atZone(me.zone()).toLocalDate()));
    }

    /** Who asks, on which day. */
    private record Asked(Me me, LocalDate today) {}

    /** Days in a row. */
    private record Days(LocalDate first, LocalDate behind) {}

    private Scope scope(Filter part, Asked asked) {
        return switch (part) {
            case Filter.All(List<Filter> parts) ->
                new Scope.AllOf(parts.stream().map(one -> scope(one, asked)).toList());
            case Filter.Any(List<Filter> parts) ->
                new Scope.AnyOf(parts.stream().map(one -> scope(one, asked)).toList());
            case Filter.Not(Filter inner) -> new Scope.Not(scope(inner, asked));
            case Filter.Test test -> test(test, asked);
        };
    }

    private Scope test(Filter.Test test, Asked asked) {
        Column column = columns.get(test.field());
        if (column == null) {
            throw new IllegalStateException(test.field() + " was not checked");
        }
        String name = column.names().getFirst();
        return switch (test.comparison()) {
            case EMPTY -> new Scope.Compare(name, Operator.EMPTY, null);
            case EQUAL, IN -> equal(column, values(test, asked), asked.me().zone());
            case NOT_EQUAL ->
                new Scope.Not(equal(column, values(test, asked), asked.me().zone()));
            case CONTAINS -> any(values(test, asked), value -> new Scope.Compare(name, Operator.CONTAINS, value));
            case STARTS_WITH -> any(values(test, asked), value -> new Scope.Compare(name, Operator.STARTS_WITH, value));
            case LESS, AT_MOST, GREATER, AT_LEAST ->
                any(
                        values(test, asked),
                        value -> ordered(
                                column, test.comparison(), value, asked.me().zone()));
        };
    }

    private interface Single {
        Scope of(Object value);
    }

    /** No value at all reaches nothing. */
    private static Scope any(List<Object> values, Single single) {
        return switch (values.size()) {
            case 0 -> Scope.nothing();
            case 1 -> single.of(values.getFirst());
            default -> new Scope.AnyOf(values.stream().map(single::of).toList());
        };
    }

    private static Scope equal(Column column, List<Object> values, ZoneId zone) {
        String name = column.names().getFirst();
        var keys = new ArrayList<Object>();
        var others = new ArrayList<Scope>();
        for (Object value : values) {
            switch (value) {
                case Money(long minor, String currency) -> others.add(amount(column, Operator.EQUAL, minor, currency));
                case Days(LocalDate first, LocalDate behind) ->
                    others.add(Scope.allOf(
                            new Scope.Compare(name, Operator.AT_LEAST, begin(column, first, zone)),
                            new Scope.Compare(name, Operator.LESS, begin(column, behind, zone))));
                case String choice
                when column.type() == FieldType.MULTI -> {
                    // No choice has a stroke: one that has would be found across two.
                    if (!choice.contains("|")) {
                        others.add(new Scope.Compare(name, Operator.CONTAINS, "|" + choice + "|"));
                    }
                }
                default -> keys.add(value);
            }
        }
        if (!keys.isEmpty()) {
            others.addFirst(Scope.keyIn(name, keys));
        }
        return switch (others.size()) {
            case 0 -> Scope.nothing();
            case 1 -> others.getFirst();
            default -> new Scope.AnyOf(others);
        };
    }

    private static Scope ordered(Column column, Comparison comparison, Object value, ZoneId zone) {
        String name = column.names().getFirst();
        if (value instanceof Money(long minor, String currency)) {
            return amount(column, operator(comparison), minor, currency);
        }
        if (value instanceof Days(LocalDate first, LocalDate behind)) {
            // "up to a day" includes it; "after a day" leaves it out.
            boolean whole = comparison == Comparison.AT_MOST || comparison == Comparison.GREATER;
            boolean less = comparison == Comparison.LESS || comparison == Comparison.AT_MOST;
            return new Scope.Compare(
                    name, less ? Operator.LESS : Operator.AT_LEAST, begin(column, whole ? behind : first, zone));
        }
        return new Scope.Compare(name, operator(comparison), value);
    }

    private static Scope amount(Column column, Operator operator, long minor, String currency) {
        String name = column.names().getFirst();
        Scope amount = operator == Operator.EQUAL
                ? Scope.keyIn(name, List.of(minor))
                : new Scope.Compare(name, operator, minor);
        return Scope.allOf(Scope.keyIn(column.names().get(1), List.of(currency)), amount);
    }

    private static Operator operator(Comparison comparison) {
        return switch (comparison) {
            case LESS -> Operator.LESS;
            case AT_MOST -> Operator.AT_MOST;
            case GREATER -> Operator.GREATER;
            case AT_LEAST -> Operator.AT_LEAST;
            case EQUAL, NOT_EQUAL, CONTAINS, STARTS_WITH, IN, EMPTY ->
                throw new IllegalStateException(comparison + " does not order");
        };
    }

    private static Object begin(Column column, LocalDate day, ZoneId zone) {
        return column.type() == FieldType.INSTANT ? day.atStartOfDay(zone).toInstant() : day;
    }

    /** Beside a point in time a day is all that lies in it. */
    private static Object day(Column column, LocalDate day) {
        return column.type() == FieldType.INSTANT ? new Days(day, day.plusDays(1)) : day;
    }

    private List<Object> values(Filter.Test test, Asked asked) {
        Column column = Objects.requireNonNull(columns.get(test.field()));
        boolean id = column.type().isId();
        LocalDate today = asked.today();
        var values = new ArrayList<Object>();
        for (FilterValue value : test.values()) {
            switch (value) {
                case FilterValue.Text(String text) -> values.add(id ? UUID.fromString(text) : text);
                case FilterValue.Number(BigDecimal number) -> values.add(number);
                case FilterValue.Truth(boolean truth) -> values.add(truth);
                case FilterValue.Day(LocalDate day) -> values.add(day(column, day));
                case FilterValue.Today moved -> values.add(day(column, moved.on(today)));
                case FilterValue.Period period -> values.add(new Days(period.first(today), period.behind(today)));
                case FilterValue.Moment(Instant moment) -> values.add(moment);
                case FilterValue.Amount(Money money) -> values.add(money);
                case FilterValue.Me(String attribute) ->
                    asked.me().of(attribute).forEach(one -> values.add(had(column, one)));
            }
        }
        return values;
    }

    private static Object had(Column column, Object value) {
        return switch (value) {
            case UUID id when !column.type().isId() -> id.toString();
            case LocalDate day -> day(column, day);
            default -> value;
        };
    }
}
