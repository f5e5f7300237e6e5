package io.mortise.customer.internal.exports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.customer.Customer;
import io.mortise.customer.CustomerDetails;
import io.mortise.customer.CustomerId;
import io.mortise.customer.internal.domain.CustomerFields;
import io.mortise.data.Ids;
import io.mortise.data.Money;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
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
                1,
                Set.of(masked));
    }

    private static String cell(Customer customer, String heading) {
        return ExportColumn.cells(customer).get(ExportColumn.headings().indexOf(heading));
    }

    @Test
    void everyFieldHasAColumn() {
        assertEquals(
                Set.copyOf(CustomerFields.ALL),
                Arrays.stream(ExportColumn.values()).map(ExportColumn::field).collect(Collectors.toSet()));
        assertEquals(
                ExportColumn.headings().size(),
                Set.copyOf(ExportColumn.headings()).size());
    }

    @Test
    void whatIsHiddenIsAnEmptyCell() {
        Customer hidden = customer(CustomerDetails.named(null).kind(null).build());

        assertEquals(Collections.nCopies(ExportColumn.values().length, ""), ExportColumn.cells(hidden));
    }

    @Test
    void whatIsMaskedIsLeftOutAndNotWrittenHalf() {
        Customer masked =
                customer(CustomerDetails.named("Aurora").phone("138****8000").build(), "phone");

        assertEquals("", cell(masked, "phone"));
        assertEquals("Aurora", cell(masked, "name"));
    }

    @Test
    void noCellIsAFormula() {
        for (String formula : List.of("=1+1", "+1", "-1", "@sum(1)", "\t=1", "'=1")) {
            String cell = cell(customer(CustomerDetails.named(formula).build()), "name");
            assertTrue(cell.startsWith("'"), cell);
        }
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
