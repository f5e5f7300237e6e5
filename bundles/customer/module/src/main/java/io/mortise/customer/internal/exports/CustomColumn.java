package io.mortise.customer.internal.exports;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.customer.internal.fields.FieldDefinition;
import io.mortise.customer.internal.lists.Listed;
import io.mortise.data.Money;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The column of a field that people defined. An import recognises the heading, and reads what stands in the cells. */
record CustomColumn(FieldDefinition field) implements SheetColumn<Listed> {

    @Override
    public String heading() {
        return field.name();
    }

    /** What is unknown, hidden or masked is no value. */
    @Override
    public @Nullable Object cell(Listed row) {
        String key = field.said().key();
        JsonNode value = row.custom().masked().contains(key)
                ? null
                : row.custom().values().get(key);
        if (value == null) {
            return null;
        }
        return switch (field.said().type()) {
            case NUMBER -> value.decimalValue();
            case MONEY -> {
                Money money = new Money(
                        value.path("minor").longValue(), value.path("currency").textValue());
                yield money.amount().toPlainString() + " " + money.currency();
            }
            case MULTI -> value.valueStream().map(JsonNode::textValue).collect(Collectors.joining(" | "));
            case FORMULA -> value.isNumber() ? value.decimalValue() : value.asText();
            case TEXT, DATE, CHOICE, PERSON, DEPARTMENT, RECORD, ATTACHMENT -> value.textValue();
        };
    }
}
