package io.mortise.customer.internal.fields;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.customer.internal.fields.FieldDefinition.Said;
import io.mortise.customer.internal.fields.FieldDefinition.State;
import io.mortise.rest.FieldFault;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CustomValueTest {

    private static FieldDefinition field(CustomType type, String... columns) {
        List<String> choices = type.hasChoices() ? List.of("a", "b c", "d") : List.of();
        var said = new Said(
                "customer.customer",
                "key",
                type,
                Map.of("en", "Key"),
                choices,
                null,
                false,
                null,
                Map.of(),
                "internal",
                null,
                columns.length > 0,
                false,
                null);
        return new FieldDefinition(new UUID(0, 1), said, State.LIVE, List.of(columns), false, 1);
    }

    private static JsonNode read(CustomType type, String cell, List<FieldFault> faults) {
        FieldDefinition field = field(type);
        return CustomValue.read(field, ValueCell.node(field.said(), cell, "CNY"), "/custom/key", faults);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "TEXT     | hello          | \"hello\"",
                "NUMBER   | 1,234.50       | 1234.5",
                "NUMBER   | １２            | 12",
                "NUMBER   | -0.0000000001  | -1E-10",
                "NUMBER   | 999999999999999999999999999 | 999999999999999999999999999",
                "MONEY    | 1,100.04       | {\"minor\":110004,\"currency\":\"CNY\"}",
                "MONEY    | 7 jpy          | {\"minor\":7,\"currency\":\"JPY\"}",
                "DATE     | 2026/1/31      | \"2026-01-31\"",
                "DATE     | 2026年1月31日  | \"2026-01-31\"",
                "DATE     | 2026-01-31     | \"2026-01-31\"",
                "CHOICE   | b c            | \"b c\"",
                "MULTI    | a；b c          | [\"a\",\"b c\"]",
            })
    void aCellIsReadAsAValueInItsOneForm(CustomType type, String cell, String expected) {
        var faults = new ArrayList<FieldFault>();

        JsonNode value = read(type, cell, faults);

        assertEquals(List.of(), faults);
        assertNotNull(value);
        assertEquals(expected, ValueText.write(value));
        assertEquals(expected, ValueText.write(ValueText.parse(expected)), "it is kept to the last digit");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NUMBER     | NaN",
                "NUMBER     | Infinity",
                "NUMBER     | 1e999999999",
                "NUMBER     | 1e-999999999",
                "NUMBER     | 1000000000000000000000000000",
                "NUMBER     | 0x10",
                "MONEY      | 1.005 CNY",
                "MONEY      | 5 XXY",
                "MONEY      | CNY 5",
                "DATE       | 2026-02-30",
                "DATE       | tomorrow",
                "CHOICE     | c",
                "MULTI      | a; e",
                "PERSON     | me",
                "ATTACHMENT | ../../etc/passwd",
            })
    void whatIsNoValueOfTheTypeIsRefused(CustomType type, String cell) {
        var faults = new ArrayList<FieldFault>();

        JsonNode value = read(type, cell, faults);

        assertEquals(type == CustomType.MULTI, value != null);
        assertEquals(1, faults.size(), faults.toString());
        assertEquals(0, faults.getFirst().pointer().indexOf("/custom/key"));
    }

    @Test
    void columnsHoldWhatFiltersCompare() {
        FieldDefinition money = field(CustomType.MONEY, "x_n1", "x_t1");
        assertEquals(
                Map.of("x_n1", new BigDecimal(110_004), "x_t1", "CNY"),
                CustomValue.stored(money, ValueText.parse("{\"minor\": 110004, \"currency\": \"CNY\"}")));
        assertEquals(
                Map.of("x_t2", "|a|b c|"),
                CustomValue.stored(field(CustomType.MULTI, "x_t2"), ValueText.parse("[\"a\", \"b c\"]")));
        assertEquals(
                Map.of("x_d1", LocalDate.of(2026, 1, 31)),
                CustomValue.stored(field(CustomType.DATE, "x_d1"), ValueText.parse("\"2026-01-31\"")));
        assertNull(CustomValue.stored(field(CustomType.NUMBER, "x_n2"), null).get("x_n2"));
        assertEquals(Map.of(), CustomValue.stored(field(CustomType.TEXT), ValueText.parse("\"x\"")));
    }
}
