/** What is true of customers: pure functions, no framework, no I/O. */
@NullMarked
package io.mortise.customer.internal.domain;

import org.jspecify.annotations.NullMarked;
