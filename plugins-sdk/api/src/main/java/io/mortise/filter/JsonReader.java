package io.mortise.filter;

import io.mortise.data.Money;
import io.mortise.filter.Filter.Comparison;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the JSON form; members that it does not know are faults. */
final class JsonReader {

    private final Count count = new Count();

    Filter filter(@Nullable Object json) {
        Filter filter = filter(json, "", 0);
        Count.whole(filter, "/");
        return filter;
    }

    private Filter filter(@Nullable Object json, String at, int depth) {
        if (depth > Filters.DEEPEST) {
            throw fault(at, "filter-too-deep", Map.of("most", Filters.DEEPEST));
        }
        Map<?, ?> map = map(json, at);
        if (map.containsKey("field")) {
            return test(map, at);
        }
        if (map.size() != 1) {
            throw fault(at, "filter-wrong-shape", Map.of());
        }
        Object kind = map.keySet().iterator().next();
        if ("not".equals(kind)) {
            return new Filter.Not(filter(map.get("not"), at + "/not", depth + 1));
        }
        if ("all".equals(kind)) {
            return new Filter.All(parts(map.get("all"), at + "/all", depth + 1));
        }
        if ("any".equals(kind)) {
            return new Filter.Any(parts(map.get("any"), at + "/any", depth + 1));
        }
        throw fault(at, "filter-wrong-shape", Map.of());
    }

    private List<Filter> parts(@Nullable Object json, String at, int depth) {
        if (!(json instanceof List<?> all) || all.size() < 2) {
            throw fault(at, "filter-few-parts", Map.of());
        }
        if (all.size() > Filters.MOST_TESTS) {
            throw fault(at, "filter-too-many-tests", Map.of("most", Filters.MOST_TESTS));
        }
        var parts = new ArrayList<Filter>();
        for (int i = 0; i < all.size(); i++) {
            parts.add(filter(all.get(i), at + "/" + i, depth));
        }
        return parts;
    }

    private Filter test(Map<?, ?> json, String at) {
        if (!count.test()) {
            throw fault(at, "filter-too-many-tests", Map.of("most", Filters.MOST_TESTS));
        }
        String field = json.get("field") instanceof String text && Words.isField(text) ? text : null;
        if (field == null) {
            throw fault(at + "/field", "filter-needs-field", Map.of("found", shown(json.get("field"))));
        }
        Comparison comparison =
                json.get("test") instanceof String word ? Comparison.of(word).orElse(null) : null;
        if (comparison == null) {
            throw fault(at + "/test", "filter-needs-comparison", Map.of("found", shown(json.get("test"))));
        }
        Set<String> members = switch (comparison) {
            case EMPTY -> Set.of("field", "test");
            case IN -> Set.of("field", "test", "values");
            default -> Set.of("field", "test", "value");
        };
        if (!json.keySet().equals(members)) {
            throw fault(at, "filter-wrong-shape", Map.of());
        }
        return new Filter.Test(
                field,
                comparison,
                switch (comparison) {
                    case EMPTY -> List.of();
                    case IN -> values(json.get("values"), at + "/values");
                    default -> List.of(value(json.get("value"), at + "/value"));
                });
    }

    private List<FilterValue> values(@Nullable Object json, String at) {
        if (!(json instanceof List<?> all) || all.isEmpty()) {
            throw fault(at, "filter-needs-list", Map.of("found", shown(json)));
        }
        if (all.size() > Filters.MOST_VALUES) {
            throw fault(at, "filter-too-many-values", Map.of("most", Filters.MOST_VALUES));
        }
        var values = new ArrayList<FilterValue>();
        for (int i = 0; i < all.size(); i++) {
            values.add(value(all.get(i), at + "/" + i));
        }
        return values;
    }

    private FilterValue value(@Nullable Object json, String at) {
        if (!count.value()) {
            throw fault(at, "filter-too-many-values", Map.of("most", Filters.MOST_VALUES));
        }
        return switch (json) {
            case String text -> text(text, at);
            case Boolean truth -> new FilterValue.Truth(truth);
            case Number number -> number(number, at);
            case Map<?, ?> map -> special(map, at);
            case null, default -> throw fault(at, "filter-needs-value", Map.of("found", shown(json)));
        };
    }

    private static FilterValue text(String text, String at) {
        if (text.length() > Filters.LONGEST_VALUE) {
            throw fault(at, "filter-value-too-long", Map.of("most", Filters.LONGEST_VALUE));
        }
        if (!Words.isStorable(text)) {
            throw fault(at, "filter-bad-character", Map.of());
        }
        return new FilterValue.Text(text);
    }

    private static FilterValue number(Object json, String at) {
        try {
            return new FilterValue.Number(
                    switch (json) {
                        case BigDecimal number -> number;
                        case BigInteger number
                        when number.bitLength() > 64 -> throw new IllegalArgumentException("a number beyond 10^18");
                        case String text
                        when text.length() > 40 -> throw new IllegalArgumentException("a number that is too long");
                        default -> new BigDecimal(json.toString());
                    });
        } catch (IllegalArgumentException e) {
            throw fault(at, "filter-bad-number", Map.of("found", shown(json)));
        }
    }

    private static FilterValue special(Map<?, ?> json, String at) {
        if (json.keySet().equals(Set.of("minor", "currency"))) {
            return amount(json, at);
        }
        String word = json.size() == 1 && json.keySet().iterator().next() instanceof String only ? only : "";
        if (!(json.get(word) instanceof String text) || text.length() > 64) {
            throw fault(at, "filter-needs-value", Map.of("found", shown(json)));
        }
        try {
            return switch (word) {
                case "me" -> new FilterValue.Me(text);
                case "number" -> number(text, at);
                case "day" -> new FilterValue.Day(LocalDate.parse(text));
                case "today" ->
                    MovingTimes.today(text)
                            .orElseThrow(() -> fault(at, "filter-bad-today", Map.of("found", shown(text))));
                case "period" ->
                    MovingTimes.period(text)
                            .orElseThrow(() -> fault(at, "filter-bad-period", Map.of("found", shown(text))));
                case "moment" -> new FilterValue.Moment(Instant.parse(text));
                default -> throw fault(at, "filter-needs-value", Map.of("found", shown(json)));
            };
        } catch (DateTimeException e) {
            throw fault(at, "filter-bad-time", Map.of("found", shown(text)));
        } catch (IllegalArgumentException e) {
            throw fault(at, word.equals("me") ? "filter-needs-attribute" : "filter-bad-time", Map.of("found", text));
        }
    }

    private static FilterValue amount(Map<?, ?> json, String at) {
        boolean whole = json.get("minor") instanceof Integer || json.get("minor") instanceof Long;
        try {
            if (whole && json.get("minor") instanceof Number minor && json.get("currency") instanceof String currency) {
                return new FilterValue.Amount(new Money(minor.longValue(), currency));
            }
        } catch (IllegalArgumentException e) {
            // No such currency: told below.
        }
        throw fault(at, "filter-bad-amount", Map.of("found", shown(json)));
    }

    private static Map<?, ?> map(@Nullable Object json, String at) {
        if (json instanceof Map<?, ?> map) {
            return map;
        }
        throw fault(at, "filter-wrong-shape", Map.of());
    }

    /** A piece of what was found, whatever it is; a hostile map or list is not written out. */
    private static String shown(@Nullable Object json) {
        return switch (json) {
            case null -> "null";
            case Map<?, ?> _ -> "{…}";
            case List<?> _ -> "[…]";
            case BigInteger _, BigDecimal _ -> "…";
            default -> {
                String text = json.toString();
                yield text.length() <= 40 ? text : text.substring(0, 39) + "…";
            }
        };
    }

    private static FilterException fault(String at, String code, Map<String, Object> arguments) {
        return Filters.fault(at.isEmpty() ? "/" : at, code, arguments);
    }
}
