/** Hand-over 继承: many customers go from one person to another or to several, with what is still to do, and come back when that was wrong. */
@NullMarked
package io.mortise.customer.internal.handover;

import org.jspecify.annotations.NullMarked;
