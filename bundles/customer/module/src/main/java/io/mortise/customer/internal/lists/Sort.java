package io.mortise.customer.internal.lists;

import io.mortise.data.Order;
import org.jspecify.annotations.Nullable;

/**
 * An order of a list.
 *
 * @param order as the kernel is asked
 * @param field that it sorts by
 * @param least no value of the column is less; null when every customer has one. Customers without a value come last
 */
public record Sort(Order order, String field, @Nullable Object least) {}
