/** Customers on their way out into files. */
@NullMarked
package io.mortise.customer.internal.exports;

import org.jspecify.annotations.NullMarked;
