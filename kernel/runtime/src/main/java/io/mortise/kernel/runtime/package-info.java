/** Mortise kernel: runtime. */
@NullMarked
package io.mortise.kernel.runtime;

import org.jspecify.annotations.NullMarked;
