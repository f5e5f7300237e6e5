package io.mortise.kernel.persistence;

/**
 * The pool at one moment.
 *
 * @param active connections that work
 * @param idle connections that wait for work
 * @param waiting threads that wait for a connection
 * @param most the pool's size
 */
public record PoolUse(int active, int idle, int waiting, int most) {}
