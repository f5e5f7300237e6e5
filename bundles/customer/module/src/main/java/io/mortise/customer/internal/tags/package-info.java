/** Tags of customers: their groups, who may use them, and which customer has which. */
@NullMarked
package io.mortise.customer.internal.tags;

import org.jspecify.annotations.NullMarked;
