package io.mortise.data;

/** What runs in a unit of work. */
@FunctionalInterface
public interface Work<T, X extends Exception> {

    /** Does the work on the calling thread. */
    T run() throws X;
}
