/** What is true of people and departments: pure functions, no framework, no I/O. */
@NullMarked
package io.mortise.identity.internal.domain;

import org.jspecify.annotations.NullMarked;
