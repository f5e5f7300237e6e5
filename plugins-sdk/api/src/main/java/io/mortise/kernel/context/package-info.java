/** Where the kernel binds the caller. Not exported: no module can bind a caller of its own. */
@NullMarked
package io.mortise.kernel.context;

import org.jspecify.annotations.NullMarked;
