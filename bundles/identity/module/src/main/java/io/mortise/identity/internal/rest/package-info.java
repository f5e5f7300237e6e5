/** {@code /api/identity}: bodies in, answers and problems out. */
@NullMarked
package io.mortise.identity.internal.rest;

import org.jspecify.annotations.NullMarked;
