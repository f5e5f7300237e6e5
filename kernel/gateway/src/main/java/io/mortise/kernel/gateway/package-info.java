/** Mortise kernel: gateway. */
@NullMarked
package io.mortise.kernel.gateway;

import org.jspecify.annotations.NullMarked;
