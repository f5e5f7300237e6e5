/** HTTP in, one service call, HTTP out. */
@NullMarked
package io.mortise.customer.internal.rest;

import org.jspecify.annotations.NullMarked;
