package io.mortise.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class MoneyTest {

    @Test
    void anAmountIsKeptInMinorUnitsOfItsCurrency() {
        assertEquals(new Money(110_004, "CNY"), Money.of(new BigDecimal("1100.04"), "CNY"));
        assertEquals(new Money(1100, "JPY"), Money.of(new BigDecimal("1100"), "JPY"));
        assertEquals(new BigDecimal("1100.04"), new Money(110_004, "CNY").amount());
    }

    @Test
    void moreDecimalsThanTheCurrencyHasAreRefusedInsteadOfRounded() {
        assertThrows(ArithmeticException.class, () -> Money.of(new BigDecimal("0.001"), "CNY"));
        assertThrows(ArithmeticException.class, () -> Money.of(new BigDecimal("0.5"), "JPY"));
    }

    @Test
    void anUnknownCurrencyIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Money(1, "XXY"));
    }
}
