/** The customer table; entities stay inside. */
@NullMarked
package io.mortise.customer.internal.persistence;

import org.jspecify.annotations.NullMarked;
