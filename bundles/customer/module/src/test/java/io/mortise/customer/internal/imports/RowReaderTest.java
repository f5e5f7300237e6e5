package io.mortise.customer.internal.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mortise.customer.CustomerDetails;
import io.mortise.customer.CustomerKind;
import io.mortise.data.Money;
import io.mortise.rest.FieldFault;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowReaderTest {

    private static final ColumnMapping COLUMNS =
            ColumnMapping.ofHeadings(List.of("name", "kind", "revenue", "employees", "foundingYear"), Map.of());

    private final CustomerDetails.Builder details =
            CustomerDetails.named("before").employees(7);

    private List<FieldFault> read(String... cells) {
        return new RowReader(COLUMNS, "CNY").read(List.of(cells), details);
    }

    @Test
    void cellsBecomeDetails() {
        assertEquals(List.of(), read(" Aurora ", "企业", "1100.04", "1,234", "１９９６"));

        assertEquals(
                CustomerDetails.named("Aurora")
                        .kind(CustomerKind.COMPANY)
                        .revenue(new Money(110_004, "CNY"))
                        .employees(1234)
                        .foundingYear(1996)
                        .build(),
                details.build());
    }

    @Test
    void blankCellsLeaveWhatIsKnown() {
        assertEquals(List.of(), read("Aurora", "", " ", "", "\u3000"));

        assertEquals(7, details.build().employees());
    }

    @ParameterizedTest
    @CsvSource({"4269.9, 426990", "4618, 461800", "'1,234,567.8', 123456780", "-5, -500", "１０, 1000"})
    void moneyIsReadExactly(String cell, long minor) {
        assertEquals(List.of(), read("Aurora", "", cell, "", ""));

        assertEquals(new Money(minor, "CNY"), details.build().revenue());
    }

    @Test
    void aRowMayNameTheCurrencyOfItsMoneyAndOneThatIsNoneIsAFault() {
        ColumnMapping columns = ColumnMapping.ofHeadings(List.of("name", "revenue", "revenueCurrency"), Map.of());
        var reader = new RowReader(columns, "CNY");

        assertEquals(List.of(), reader.read(List.of("Aurora", "1.50", "usd"), details));
        assertEquals(new Money(150, "USD"), details.build().revenue());
        assertEquals(
                List.of("unknown-currency"),
                reader.read(List.of("Aurora", "1.50", "Taler"), details).stream()
                        .map(FieldFault::code)
                        .toList());
        assertEquals(
                List.of("too-many-decimals"),
                reader.read(List.of("Aurora", "1.50", "JPY"), details).stream()
                        .map(FieldFault::code)
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abc",
                "1e3",
                "0x10",
                "1.234.567",
                "1,23",
                "=1+1",
                "NaN",
                "12345678901234567890",
                "999999999999999999"
            })
    void whatIsNoNumberIsAFaultOfItsField(String cell) {
        assertEquals(
                List.of(new FieldFault("/revenue", "not-a-number", Map.of("value", cell))),
                read("Aurora", "", cell, "", ""));
    }

    @Test
    void nothingIsRounded() {
        assertEquals(
                "too-many-decimals",
                read("Aurora", "", "1.005", "", "").getFirst().code());
        assertEquals(
                "not-a-number", read("Aurora", "", "", "1.5", "").getFirst().code());
        assertEquals(List.of(), read("Aurora", "", "1.100", "3.0", ""));
    }

    @Test
    void everyFaultOfARowIsTold() {
        assertEquals(
                List.of("/kind", "/revenue", "/employees", "/foundingYear"),
                read("Aurora", "club", "x", "y", "z").stream()
                        .map(FieldFault::pointer)
                        .toList());
    }
}
