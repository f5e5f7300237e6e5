package io.mortise.customer.internal.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mortise.rest.FieldFault;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One value of a custom field: checked, in its one form as JSON, and as its columns hold it. */
public final class CustomValue {

    /** Longest text of a field that can be filtered by. */
    static final int FILTERABLE = 500;

    /** Longest text of any other. */
    static final int LONGEST = 5_000;

    private static final BigDecimal BOUND = new BigDecimal("1e27");
    private static final int SCALE = 10;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private CustomValue() {}

    /**
     * The value in its one form, or null when there is none; what is wrong goes to the faults.
     *
     * @param pointer where it stands in the body
     */
    static @Nullable JsonNode read(FieldDefinition field, JsonNode value, String pointer, List<FieldFault> faults) {
        if (value.isNull() || (value.isTextual() && value.textValue().isBlank())) {
            return null;
        }
        FieldDefinition.Said said = field.said();
        JsonNode read = switch (said.type()) {
            case TEXT -> text(value, said.filterable() || said.unique() ? FILTERABLE : LONGEST, pointer, faults);
            case NUMBER -> number(value, pointer, faults);
            case MONEY -> money(value, pointer, faults);
            case DATE -> day(value, pointer, faults);
            case CHOICE -> choice(said, value, pointer, faults);
            case MULTI -> choices(said, value, pointer, faults);
            case PERSON, DEPARTMENT, RECORD, ATTACHMENT -> id(value, pointer, faults);
            case FORMULA -> {
                faults.add(FieldFault.of(pointer, "read-only"));
                yield null;
            }
        };
        return read;
    }

    private static @Nullable JsonNode text(JsonNode value, int most, String pointer, List<FieldFault> faults) {
        if (!value.isTextual()) {
            return wrong(pointer, "text", faults);
        }
        String text = value.textValue().strip();
        if (text.length() > most) {
            faults.add(new FieldFault(pointer, "too-long", Map.of("max", most)));
            return null;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                i++;
            } else if (c == 0 || Character.isSurrogate(c)) {
                faults.add(FieldFault.of(pointer, "bad-character"));
                return null;
            }
        }
        return JSON.textNode(text);
    }

    private static @Nullable JsonNode number(JsonNode value, String pointer, List<FieldFault> faults) {
        BigDecimal number = decimal(value);
        if (number == null
                || number.stripTrailingZeros().scale() > SCALE
                || number.abs().compareTo(BOUND) >= 0) {
            return wrong(pointer, "a number below 1e27 with at most 10 decimals", faults);
        }
        return JSON.numberNode(plain(number));
    }

    /** NaN and infinities are no numbers, however they are sent. */
    private static @Nullable BigDecimal decimal(JsonNode value) {
        if (value.isNumber()) {
            return value.isFloatingPointNumber() && !Double.isFinite(value.doubleValue()) && !value.isBigDecimal()
                    ? null
                    : value.decimalValue();
        }
        if (!value.isTextual() || value.textValue().length() > 40) {
            return null;
        }
        try {
            BigDecimal read = new BigDecimal(value.textValue().strip());
            return Math.abs((long) read.scale()) > 100 ? null : read;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    static BigDecimal plain(BigDecimal number) {
        BigDecimal shorter = number.stripTrailingZeros();
        return shorter.scale() < 0 ? shorter.setScale(0) : shorter;
    }

    private static @Nullable JsonNode money(JsonNode value, String pointer, List<FieldFault> faults) {
        JsonNode minor = value.path("minor");
        JsonNode currency = value.path("currency");
        if (!minor.isIntegralNumber() || !minor.canConvertToLong() || !currency.isTextual() || value.size() != 2) {
            return wrong(pointer, "{\"minor\": 110004, \"currency\": \"CNY\"}", faults);
        }
        if (Currency.getAvailableCurrencies().stream()
                .noneMatch(known -> known.getCurrencyCode().equals(currency.textValue()))) {
            faults.add(new FieldFault(
                    pointer + "/currency", "unknown-currency", Map.of("currency", currency.textValue())));
            return null;
        }
        ObjectNode money = JSON.objectNode();
        money.put("minor", minor.longValue());
        money.put("currency", currency.textValue());
        return money;
    }

    private static @Nullable JsonNode day(JsonNode value, String pointer, List<FieldFault> faults) {
        try {
            LocalDate day = LocalDate.parse(value.asText());
            if (day.getYear() >= 1 && day.getYear() <= 9999) {
                return JSON.textNode(day.toString());
            }
        } catch (DateTimeException e) {
            // told below
        }
        return wrong(pointer, "a day such as 2026-11-24", faults);
    }

    private static @Nullable JsonNode choice(
            FieldDefinition.Said said, JsonNode value, String pointer, List<FieldFault> faults) {
        if (value.isTextual() && said.choices().contains(value.textValue())) {
            return JSON.textNode(value.textValue());
        }
        faults.add(new FieldFault(pointer, "unknown-choice", Map.of("choices", String.join(", ", said.choices()))));
        return null;
    }

    private static @Nullable JsonNode choices(
            FieldDefinition.Said said, JsonNode value, String pointer, List<FieldFault> faults) {
        if (!value.isArray() || value.size() > said.choices().size()) {
            return wrong(pointer, "a list of choices", faults);
        }
        var chosen = new LinkedHashSet<String>();
        for (int i = 0; i < value.size(); i++) {
            JsonNode one = choice(said, value.get(i), pointer + "/" + i, faults);
            if (one != null) {
                chosen.add(one.textValue());
            }
        }
        if (chosen.isEmpty()) {
            return null;
        }
        var list = JSON.arrayNode();
        chosen.forEach(list::add);
        return list;
    }

    private static @Nullable JsonNode id(JsonNode value, String pointer, List<FieldFault> faults) {
        try {
            if (value.isTextual()) {
                return JSON.textNode(UUID.fromString(value.textValue()).toString());
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        return wrong(pointer, "a UUID", faults);
    }

    private static @Nullable JsonNode wrong(String pointer, String expected, List<FieldFault> faults) {
        faults.add(new FieldFault(pointer, "wrong-type", Map.of("expected", expected)));
        return null;
    }

    /** What the field's columns hold of a value, by column; nulls when there is none. */
    static Map<String, @Nullable Object> stored(FieldDefinition field, @Nullable JsonNode value) {
        var stored = new LinkedHashMap<String, @Nullable Object>();
        List<String> columns = field.columns();
        for (String column : columns) {
            stored.put(column, null);
        }
        if (value == null || columns.isEmpty()) {
            return stored;
        }
        switch (field.said().type()) {
            case TEXT, CHOICE -> stored.put(columns.getFirst(), value.textValue());
            case NUMBER -> stored.put(columns.getFirst(), value.decimalValue());
            case MONEY -> {
                stored.put(columns.getFirst(), value.path("minor").decimalValue());
                stored.put(columns.get(1), value.path("currency").textValue());
            }
            case DATE -> stored.put(columns.getFirst(), LocalDate.parse(value.textValue()));
            case MULTI -> {
                var words = new ArrayList<String>();
                value.forEach(word -> words.add(word.textValue()));
                stored.put(columns.getFirst(), "|" + String.join("|", words) + "|");
            }
            case PERSON, DEPARTMENT, RECORD -> stored.put(columns.getFirst(), UUID.fromString(value.textValue()));
            case ATTACHMENT, FORMULA -> {
                // has no column
            }
        }
        return stored;
    }

    /** What makes two values the same, for unique fields. */
    static String uniqueKey(JsonNode value) {
        String text = value.isTextual() ? value.textValue() : value.toString();
        return text.length() <= 600 ? text : text.substring(0, 600);
    }
}
