/** Saved filters of customers, one's own or shared. */
@NullMarked
package io.mortise.customer.internal.segments;

import org.jspecify.annotations.NullMarked;
