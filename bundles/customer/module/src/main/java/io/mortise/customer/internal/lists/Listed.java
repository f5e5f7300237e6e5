package io.mortise.customer.internal.lists;

import io.mortise.customer.Customer;
import io.mortise.customer.internal.fields.ShownValues;

/**
 * A customer with what people added to it, as the caller sees it.
 *
 * @param custom values of custom fields
 */
public record Listed(Customer customer, ShownValues.Shown custom) {}
