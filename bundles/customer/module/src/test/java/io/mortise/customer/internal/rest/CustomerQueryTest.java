package io.mortise.customer.internal.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mortise.customer.CustomerFilter;
import io.mortise.customer.CustomerOrder;
import io.mortise.customer.CustomerStage;
import io.mortise.rest.ProblemException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CustomerQueryTest {

    private final CustomerQuery query = new CustomerQuery();

    @Test
    void nothingAskedIsTheNewestFifty() {
        assertEquals(50, query.whole("limit", null, 50, 1, 200));
        assertEquals(CustomerOrder.newest(), query.order(null));
        assertEquals(CustomerFilter.any(), query.filter(null, null, null));
        query.check();
    }

    @Test
    void aMinusTurnsTheOrderRound() {
        assertEquals(new CustomerOrder(CustomerOrder.By.NAME, false), query.order("name"));
        assertEquals(new CustomerOrder(CustomerOrder.By.NUMBER, true), query.order("-number"));
        assertEquals(CustomerStage.DEAL, query.filter(null, "deal", null).stage());
        query.check();
    }

    @Test
    void whatIsNotUnderstoodIsNeverAnotherQuestion() {
        query.whole("limit", "0", 50, 1, 200);
        query.whole("limit", "many", 50, 1, 200);
        query.order("industry");
        query.filter(null, "won", "me");

        var refused = assertThrows(ProblemException.class, query::check);

        assertEquals(
                List.of(
                        "?limit out-of-range",
                        "?limit out-of-range",
                        "?sort unknown-choice",
                        "?stage unknown-choice",
                        "?owner wrong-type"),
                refused.problem().faults().stream()
                        .map(fault -> fault.pointer() + " " + fault.code())
                        .toList());
    }
}
