/** Changing many customers at once: preview, progress, and taking it back. */
@NullMarked
package io.mortise.customer.internal.bulk;

import org.jspecify.annotations.NullMarked;
