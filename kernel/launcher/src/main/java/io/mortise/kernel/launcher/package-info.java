/** Mortise kernel: launcher. */
@NullMarked
package io.mortise.kernel.launcher;

import org.jspecify.annotations.NullMarked;
