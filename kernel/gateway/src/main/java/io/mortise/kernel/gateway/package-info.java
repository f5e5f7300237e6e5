/**
 * The gateway: Jetty in front, one Jersey application per module instance behind, and between them the route table, the
 * in-flight gate, the caller, the limits and the words for everything that can go wrong.
 */
@NullMarked
package io.mortise.kernel.gateway;

import org.jspecify.annotations.NullMarked;
