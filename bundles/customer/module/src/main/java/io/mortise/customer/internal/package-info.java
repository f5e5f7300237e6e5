/** The component behind the customer API. */
@NullMarked
package io.mortise.customer.internal;

import org.jspecify.annotations.NullMarked;
