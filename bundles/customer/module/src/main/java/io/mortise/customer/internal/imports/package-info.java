/** Files of customers: from bytes to rows, and from rows to customers in resumable batches. */
@NullMarked
package io.mortise.customer.internal.imports;

import org.jspecify.annotations.NullMarked;
