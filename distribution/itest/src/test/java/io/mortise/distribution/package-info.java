/** Tests of the whole product: real kernels, real module jars, real kills. */
@NullMarked
package io.mortise.distribution;

import org.jspecify.annotations.NullMarked;
