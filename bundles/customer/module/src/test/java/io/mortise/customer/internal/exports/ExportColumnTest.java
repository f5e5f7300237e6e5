package io.mortise.customer.internal.exports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.mortise.customer.Customer;
import io.mortise.customer.CustomerDetails;
import io.mortise.customer.CustomerId;
import io.mortise.customer.internal.domain.CustomerFields;
import io.mortise.data.Ids;
import io.mortise.data.Money;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ExportColumnTest {

    private static Customer customer(CustomerDetails details, String... masked) {
        return new Customer(
                new CustomerId(Ids.next()),
                null,
                details,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                1,
                Set.of(masked));
    }

    private static String cell(Customer customer, String heading) {
        return Arrays.stream(ExportColumn.values())
                .filter(column -> column.heading().equals(heading))
                .map(column -> Objects.toString(column.cell(customer), ""))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyFieldHasAColumn() {
        assertEquals(
                Set.copyOf(CustomerFields.ALL),
                Arrays.stream(ExportColumn.values()).map(ExportColumn::field).collect(Collectors.toSet()));
        assertEquals(
                ExportColumn.values().length,
                Arrays.stream(ExportColumn.values())
                        .map(ExportColumn::heading)
                        .distinct()
                        .count());
    }

    @Test
    void whatIsHiddenIsAnEmptyCell() {
        Customer hidden = customer(CustomerDetails.named(null).kind(null).build());

        for (ExportColumn column : ExportColumn.values()) {
            assertNull(column.cell(hidden), column.heading());
        }
    }

    @Test
    void whatIsMaskedIsLeftOutAndNotWrittenHalf() {
        Customer masked =
                customer(CustomerDetails.named("Aurora").phone("138****8000").build(), "phone");

        assertEquals("", cell(masked, "phone"));
        assertEquals("Aurora", cell(masked, "name"));
    }

    @Test
    void moneyIsAnAmountAndItsCurrency() {
        Customer rich = customer(CustomerDetails.named("Aurora")
                .revenue(new Money(110_004, "CNY"))
                .build());

        assertEquals("1100.04", cell(rich, "revenue"));
        assertEquals("CNY", cell(rich, "revenueCurrency"));
    }
}
