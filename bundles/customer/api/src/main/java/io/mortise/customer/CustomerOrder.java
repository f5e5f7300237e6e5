package io.mortise.customer;

/**
 * The order of a page of customers.
 *
 * @param by what is compared; ties are broken by id
 * @param descending newest or greatest first
 */
public record CustomerOrder(By by, boolean descending) {

    /** What is compared. */
    public enum By {
        /** When it was registered. */
        CREATED,
        /** When it was changed last. */
        UPDATED,
        /** The name, without case. */
        NAME,
        /** The number. */
        NUMBER
    }

    /** Registered last, first. */
    public static CustomerOrder newest() {
        return new CustomerOrder(By.CREATED, true);
    }
}
