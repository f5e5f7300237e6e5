/** Mortise kernel: persistence. */
@NullMarked
package io.mortise.kernel.persistence;

import org.jspecify.annotations.NullMarked;
