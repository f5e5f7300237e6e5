package io.mortise.data;

import java.math.BigDecimal;
import java.util.Currency;

/**
 * An amount of money: whole minor units and the currency they belong to (DOMAIN.md, section 1).
 *
 * @param minor cents, fen, or whole units where the currency has no smaller ones
 * @param currency ISO 4217 code, {@code CNY}
 */
public record Money(long minor, String currency) {

    public Money {
        Currency.getInstance(currency);
    }

    /**
     * The amount in whole minor units.
     *
     * @throws ArithmeticException when it has more decimals than the currency, or does not fit in a {@code long}
     * @throws IllegalArgumentException when there is no such currency
     */
    public static Money of(BigDecimal amount, String currency) {
        return new Money(amount.movePointRight(decimals(currency)).longValueExact(), currency);
    }

    /** The amount in major units, with as many decimals as the currency has. */
    public BigDecimal amount() {
        return BigDecimal.valueOf(minor, decimals(currency));
    }

    private static int decimals(String currency) {
        return Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
    }
}
