/** How customers are found by parts of their names, as written and as said, and by their telephone numbers. */
@NullMarked
package io.mortise.customer.internal.search;

import org.jspecify.annotations.NullMarked;
