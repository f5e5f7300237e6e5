package io.mortise.filter;

import io.mortise.data.Money;
import io.mortise.filter.Filter.Comparison;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the JSON form. */
final class JsonWriter {

    /** Numbers of more digits are written as text: not every reader keeps them. */
    private static final int SURE_DIGITS = 15;

    private JsonWriter() {}

    static Map<String, Object> json(Filter filter) {
        return switch (filter) {
            case Filter.All(List<Filter> parts) -> Map.of("all", all(parts));
            case Filter.Any(List<Filter> parts) -> Map.of("any", all(parts));
            case Filter.Not(Filter part) -> Map.of("not", json(part));
            case Filter.Test(String field, Comparison comparison, List<FilterValue> values) -> {
                var json = new LinkedHashMap<String, Object>();
                json.put("field", field);
                json.put("test", comparison.word());
                if (comparison == Comparison.IN) {
                    json.put("values", values.stream().map(JsonWriter::value).toList());
                } else if (comparison != Comparison.EMPTY) {
                    json.put("value", value(values.getFirst()));
                }
                yield json;
            }
        };
    }

    private static List<Map<String, Object>> all(List<Filter> parts) {
        return parts.stream().map(JsonWriter::json).toList();
    }

    private static Object value(FilterValue value) {
        return switch (value) {
            case FilterValue.Text(String text) -> text;
            case FilterValue.Number(BigDecimal number) ->
                number.precision() <= SURE_DIGITS ? number : Map.of("number", number.toPlainString());
            case FilterValue.Truth(boolean truth) -> truth;
            case FilterValue.Day(var day) -> Map.of("day", day.toString());
            case FilterValue.Moment(var moment) -> Map.of("moment", moment.toString());
            case FilterValue.Today(int amount, FilterValue.Unit unit) -> Map.of("today", amount + unit.letter());
            case FilterValue.Period period -> Map.of("period", MovingTimes.text(period));
            case FilterValue.Amount(Money money) -> {
                var json = new LinkedHashMap<String, Object>();
                json.put("minor", money.minor());
                json.put("currency", money.currency());
                yield json;
            }
            case FilterValue.Me(String attribute) -> Map.of("me", attribute);
        };
    }
}
