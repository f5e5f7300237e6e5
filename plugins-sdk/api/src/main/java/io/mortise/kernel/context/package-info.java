/** Where the kernel binds the caller and the request. Not exported: no module can bind a caller of its own. */
@NullMarked
package io.mortise.kernel.context;

import org.jspecify.annotations.NullMarked;
