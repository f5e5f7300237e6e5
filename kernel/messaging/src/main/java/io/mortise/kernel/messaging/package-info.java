/** Mortise kernel: messaging. */
@NullMarked
package io.mortise.kernel.messaging;

import org.jspecify.annotations.NullMarked;
