/** Fields that people define: their definitions, their values and what is computed from them. */
@NullMarked
package io.mortise.customer.internal.fields;

import org.jspecify.annotations.NullMarked;
