/** Questions for many customers: filters, orders, pages and counts. */
@NullMarked
package io.mortise.customer.internal.lists;

import org.jspecify.annotations.NullMarked;
