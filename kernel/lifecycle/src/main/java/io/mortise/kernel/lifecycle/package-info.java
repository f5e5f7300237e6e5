/** Mortise kernel: lifecycle. */
@NullMarked
package io.mortise.kernel.lifecycle;

import org.jspecify.annotations.NullMarked;
