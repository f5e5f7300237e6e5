/** The service of customers: unit of work, rules, store, events. It leans on everything that an act on a customer touches. */
@NullMarked
package io.mortise.customer.internal.customers;

import org.jspecify.annotations.NullMarked;
