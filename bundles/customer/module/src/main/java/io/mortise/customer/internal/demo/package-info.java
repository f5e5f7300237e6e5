/** A company with people and customers to try things on: the same for the same seed. */
@NullMarked
package io.mortise.customer.internal.demo;

import org.jspecify.annotations.NullMarked;
