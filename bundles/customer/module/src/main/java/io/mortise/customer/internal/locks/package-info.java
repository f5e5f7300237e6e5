/** Locks of customers and legal holds: states that close a record to some acts, whoever asks. */
@NullMarked
package io.mortise.customer.internal.locks;

import org.jspecify.annotations.NullMarked;
