/** The recycle bin: what is deleted lies in it with everything that belongs to it, until it is restored or purged (R51). */
@NullMarked
package io.mortise.customer.internal.bin;

import org.jspecify.annotations.NullMarked;
