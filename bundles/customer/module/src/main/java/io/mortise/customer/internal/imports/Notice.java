package io.mortise.customer.internal.imports;

/**
 * A value that is taken as it is, though it looks like a slip of the pen.
 *
 * @param field as in a customer
 * @param suggestion what was meant, perhaps
 * @param rows how many rows have it
 */
public record Notice(String field, String value, String suggestion, long rows) {}
