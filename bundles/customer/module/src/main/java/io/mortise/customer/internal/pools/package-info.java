/** Public pools 公海 and capacity 库容: who may take which customers, how many, and what comes back when. */
@NullMarked
package io.mortise.customer.internal.pools;

import org.jspecify.annotations.NullMarked;
