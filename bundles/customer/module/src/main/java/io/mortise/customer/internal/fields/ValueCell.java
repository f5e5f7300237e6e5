package io.mortise.customer.internal.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mortise.data.Money;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What stands in a cell of a file, as it would be sent in JSON; what can't be read is left as text, and refused as such. */
final class ValueCell {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Pattern GROUPED = Pattern.compile("[+-]?\\d{1,3}(,\\d{3})+(\\.\\d+)?");
    private static final Pattern AMOUNT = Pattern.compile("([+-]?\\d{1,18}(?:\\.\\d{1,6})?)(?: ([A-Za-z]{3}))?");
    private static final Pattern DAY = Pattern.compile("(\\d{4})[-/.年](\\d{1,2})[-/.月](\\d{1,2})日?(?:T00:00(?::00)?)?");

    private ValueCell() {}

    static JsonNode node(FieldDefinition.Said said, String cell, String currency) {
        String plain = Normalizer.normalize(cell, Normalizer.Form.NFKC).strip();
        return switch (said.type()) {
            case NUMBER -> NODES.textNode(ungrouped(plain));
            case MONEY -> money(plain, currency);
            case DATE -> {
                Matcher day = DAY.matcher(plain);
                yield NODES.textNode(
                        day.matches()
                                ? "%s-%02d-%02d"
                                        .formatted(
                                                day.group(1),
                                                Integer.valueOf(day.group(2)),
                                                Integer.valueOf(day.group(3)))
                                : plain);
            }
            case MULTI -> choices(said, cell);
            case PERSON, DEPARTMENT, RECORD, ATTACHMENT -> NODES.textNode(plain);
            case TEXT, CHOICE, FORMULA -> NODES.textNode(cell);
        };
    }

    private static String ungrouped(String number) {
        return GROUPED.matcher(number).matches() ? number.replace(",", "") : number;
    }

    private static JsonNode money(String cell, String currency) {
        int end = cell.lastIndexOf(' ');
        String ungrouped = end < 0 ? ungrouped(cell) : ungrouped(cell.substring(0, end)) + cell.substring(end);
        Matcher amount = AMOUNT.matcher(ungrouped);
        if (!amount.matches()) {
            return NODES.textNode(cell);
        }
        String unit = amount.group(2) == null ? currency : amount.group(2).toUpperCase(java.util.Locale.ROOT);
        try {
            Money money = Money.of(new BigDecimal(amount.group(1)), unit);
            return NODES.objectNode().put("minor", money.minor()).put("currency", money.currency());
        } catch (ArithmeticException | IllegalArgumentException e) {
            return NODES.textNode(cell);
        }
    }

    private static ArrayNode choices(FieldDefinition.Said said, String cell) {
        ArrayNode list = NODES.arrayNode();
        if (said.choices().contains(cell)) {
            return list.add(cell);
        }
        for (String word : cell.split(cell.contains("|") ? "\\|" : "[;；,，、]")) {
            if (!word.isBlank()) {
                list.add(word.strip());
            }
        }
        return list;
    }
}
