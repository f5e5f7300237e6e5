/** What happened to a customer, told by this module and by others. */
@NullMarked
package io.mortise.customer.internal.timeline;

import org.jspecify.annotations.NullMarked;
