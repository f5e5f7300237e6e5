/**
 * Why somebody may do something, what would have to change, who may, what one may, and what differs (PERMISSIONS.md, section 10;
 * R24). Nothing here decides: the compiler tells its reasons, the kernel tests records, and this package puts it into words.
 */
@NullMarked
package io.mortise.permissions.internal.explain;

import org.jspecify.annotations.NullMarked;
