package io.mortise.customer.internal.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mortise.access.FieldAccess;
import io.mortise.customer.Customer;
import io.mortise.data.Money;
import io.mortise.data.RecordFields;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What somebody sees of the values of custom fields: each goes through the field rules of the record, and a computed field
 * shows nothing when one of those it is computed from is not wholly readable (law 7).
 */
@Component(service = ShownValues.class)
public final class ShownValues {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final FieldBook book;

    @Activate
    public ShownValues(@Reference FieldBook book) {
        this.book = book;
    }

    /**
     * What somebody sees of the values of a record.
     *
     * @param values by key
     * @param masked keys of which only a part is shown, or nothing
     */
    public record Shown(Map<String, JsonNode> values, List<String> masked) {

        /** Of a record without any. */
        public static final Shown NOTHING = new Shown(Map.of(), List.of());
    }

    /** The values as the caller may see them; needs no open unit of work. */
    public Shown of(@Nullable String json, RecordFields fields, Customer customer) {
        Map<String, FieldDefinition> live = book.customers();
        if (live.isEmpty()) {
            return Shown.NOTHING;
        }
        ObjectNode all = ValueText.read(json);
        var values = new LinkedHashMap<String, JsonNode>();
        var masked = new ArrayList<String>();
        Computation computation = null;
        for (FieldDefinition field : live.values()) {
            FieldAccess may = access(fields, field.name());
            String key = field.said().key();
            JsonNode value = all.get(key);
            JsonNode shown = null;
            if (may == FieldAccess.MASKED) {
                masked.add(key);
                shown = part(field, value, fields);
            } else if (may.isReadable() && field.said().type() == CustomType.FORMULA) {
                computation = computation == null ? new Computation(all, fields, customer, live) : computation;
                shown = node(computation.value(key));
            } else if (may.isReadable()) {
                shown = value;
            }
            if (shown != null) {
                values.put(key, shown);
            }
        }
        return new Shown(values, masked);
    }

    private static @Nullable JsonNode part(FieldDefinition field, @Nullable JsonNode value, RecordFields fields) {
        String part = value != null && field.said().type() == CustomType.TEXT
                ? fields.shown(field.name(), value.textValue())
                : null;
        return part == null ? null : NODES.textNode(part);
    }

    private static @Nullable JsonNode node(@Nullable Object value) {
        return switch (value) {
            case BigDecimal number -> NODES.numberNode(CustomValue.plain(number));
            case Boolean truth -> NODES.booleanNode(truth);
            case null -> null;
            default -> NODES.textNode(value.toString());
        };
    }

    /** A field that the kernel does not know at this moment is hidden. */
    static FieldAccess access(RecordFields fields, String name) {
        try {
            return fields.of(name);
        } catch (IllegalArgumentException e) {
            return FieldAccess.HIDDEN;
        }
    }

    /** Formulas of one record; each is computed once. */
    private final class Computation {

        private final ObjectNode all;
        private final RecordFields fields;
        private final Customer customer;
        private final Map<String, FieldDefinition> live;
        private final Map<String, @Nullable Object> known = new HashMap<>();
        private final LocalDate today = LocalDate.now(ZoneOffset.UTC);

        Computation(ObjectNode all, RecordFields fields, Customer customer, Map<String, FieldDefinition> live) {
            this.all = all;
            this.fields = fields;
            this.customer = customer;
            this.live = live;
        }

        @Nullable
        Object value(String key) {
            if (known.containsKey(key)) {
                return known.get(key);
            }
            // A circle can't be published; should there be one, it has no value.
            known.put(key, null);
            Formula formula = book.formulas().get(key);
            boolean readable =
                    formula != null && formula.fields().stream().allMatch(name -> readable(name, new HashSet<>()));
            Object value = formula != null && readable ? formula.value(this::field, today) : null;
            known.put(key, value);
            return value;
        }

        private boolean readable(String name, Set<String> seen) {
            if (!seen.add(name)) {
                return true;
            }
            Formula formula = name.startsWith("custom.") ? book.formulas().get(name.substring(7)) : null;
            return access(fields, name).isReadable()
                    && (formula == null || formula.fields().stream().allMatch(inner -> readable(inner, seen)));
        }

        private @Nullable Object field(String name) {
            if (!name.startsWith("custom.")) {
                return RecordValues.of(customer, name);
            }
            String key = name.substring(7);
            FieldDefinition field = live.get(key);
            JsonNode value = all.get(key);
            if (field != null && field.said().type() == CustomType.FORMULA) {
                return value(key);
            }
            return field == null || value == null ? null : plain(field.said().type(), value);
        }

        private @Nullable Object plain(CustomType type, JsonNode value) {
            return switch (type) {
                case NUMBER -> value.decimalValue();
                case MONEY ->
                    new Money(
                                    value.path("minor").longValue(),
                                    value.path("currency").textValue())
                            .amount();
                case DATE -> LocalDate.parse(value.textValue());
                case TEXT, CHOICE, PERSON, DEPARTMENT, RECORD, ATTACHMENT -> value.textValue();
                case MULTI, FORMULA -> null;
            };
        }
    }
}
