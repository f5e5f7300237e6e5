package io.mortise.filter;

import io.mortise.access.ObjectCatalog.Field;
import io.mortise.access.ObjectCatalog.ObjectType;
import io.mortise.filter.Filter.Comparison;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Whether a filter fits an object: its fields exist, can be compared so, and with such values. */
final class TypeCheck {

    private static final int MOST_FAULTS = 20;

    private final ObjectType object;
    private final Map<String, MeAttribute> attributes;
    private final @Nullable Function<Object, String> places;
    private final List<FilterFault> faults = new ArrayList<>();
    private final Map<String, CheckedFilter.Column> columns = new HashMap<>();
    private final Set<String> used = new HashSet<>();
    private final Count count = new Count();
    private final boolean moving;

    /**
     * @param moving whether days may move
     * @param places where a part stands in the text; null for a pointer into the JSON form
     */
    TypeCheck(
            ObjectType object,
            Map<String, MeAttribute> attributes,
            boolean moving,
            @Nullable Function<Object, String> places) {
        this.moving = moving;
        this.object = object;
        this.attributes = attributes;
        this.places = places;
    }

    CheckedFilter check(Filter filter) {
        Count.whole(filter, places == null ? "/" : "1");
        look(filter, "");
        if (!faults.isEmpty()) {
            throw new FilterException(faults);
        }
        return new CheckedFilter(object.name(), filter, columns, used);
    }

    private void look(Filter filter, String at) {
        switch (filter) {
            case Filter.All(List<Filter> parts) -> each(parts, at + "/all/");
            case Filter.Any(List<Filter> parts) -> each(parts, at + "/any/");
            case Filter.Not(Filter part) -> look(part, at + "/not");
            case Filter.Test test -> test(test, at);
        }
    }

    private void each(List<Filter> parts, String at) {
        for (int i = 0; i < parts.size(); i++) {
            look(parts.get(i), at + i);
        }
    }

    private void test(Filter.Test test, String at) {
        if (!count.test()) {
            fault(test, at, "filter-too-many-tests", Map.of("most", Filters.MOST_TESTS));
            return;
        }
        Field field = object.field(test.field()).orElse(null);
        if (field == null) {
            fault(test, at + "/field", "filter-unknown-field", Map.of("field", test.field(), "object", object.name()));
            return;
        }
        FieldType type = FieldType.of(field.type()).orElse(null);
        int wanted = type == FieldType.MONEY ? 2 : 1;
        if (type == null || !object.hasRecords() || field.columns().size() < wanted) {
            fault(test, at + "/field", "filter-unusable-field", Map.of("field", test.field()));
            return;
        }
        columns.put(test.field(), new CheckedFilter.Column(type, field.columns()));
        if (!type.knows(test.comparison())) {
            fault(
                    test,
                    at + "/test",
                    "filter-wrong-comparison",
                    Map.of(
                            "field", test.field(),
                            "type", type.word(),
                            "comparison", test.comparison().word()));
            return;
        }
        boolean list = test.comparison() == Comparison.IN;
        for (int i = 0; i < test.values().size(); i++) {
            value(test, type, test.values().get(i), at + (list ? "/values/" + i : "/value"));
        }
    }

    private void value(Filter.Test test, FieldType type, FilterValue value, String at) {
        if (!count.value()) {
            fault(value, at, "filter-too-many-values", Map.of("most", Filters.MOST_VALUES));
        } else if (!moving && (value instanceof FilterValue.Today || value instanceof FilterValue.Period)) {
            fault(value, at, "filter-moving-time", Map.of("field", test.field(), "value", TextWriter.value(value)));
        } else if (value instanceof FilterValue.Me(String attribute)) {
            me(test, type, attribute, value, at);
        } else if (!type.takes(value)) {
            String code = type == FieldType.MONEY && value instanceof FilterValue.Number
                    ? "filter-needs-currency"
                    : type.isId() && value instanceof FilterValue.Text ? "filter-needs-id" : "filter-wrong-value";
            fault(
                    value,
                    at,
                    code,
                    Map.of("field", test.field(), "type", type.word(), "value", TextWriter.value(value)));
        }
    }

    private void me(Filter.Test test, FieldType type, String attribute, FilterValue value, String at) {
        MeAttribute known = attributes.get(attribute);
        if (known == null) {
            fault(value, at, "filter-unknown-attribute", Map.of("attribute", attribute));
            return;
        }
        used.add(attribute);
        boolean fits = FieldType.of(known.type()).map(type::takes).orElse(false);
        if (!fits) {
            fault(
                    value,
                    at,
                    "filter-wrong-value",
                    Map.of("field", test.field(), "type", type.word(), "value", TextWriter.value(value)));
        } else if (known.many() && test.comparison() != Comparison.IN) {
            fault(value, at, "filter-needs-in", Map.of("field", test.field(), "attribute", attribute));
        }
    }

    private void fault(Object part, String at, String code, Map<String, Object> arguments) {
        if (faults.size() < MOST_FAULTS) {
            faults.add(new FilterFault(places == null ? at : places.apply(part), code, arguments));
        }
    }
}
