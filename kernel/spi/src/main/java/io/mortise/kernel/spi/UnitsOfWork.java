package io.mortise.kernel.spi;

import io.mortise.data.Work;
import java.sql.Connection;

/**
 * Units of work of the whole product: one database transaction each, whichever modules and kernel parts take part. Bound
 * to the thread by a scoped value.
 */
public interface UnitsOfWork {

    /** Runs writing work in the unit of work of this thread, or opens one; an exception rolls it back. */
    <T, X extends Exception> T write(Work<T, X> work) throws X;

    /** Runs reading work in the unit of work of this thread, or opens one. */
    <T, X extends Exception> T read(Work<T, X> work) throws X;

    /** Runs writing work in a new unit of work, whatever this thread is in: for leases and marks that must stay. */
    <T, X extends Exception> T separately(Work<T, X> work) throws X;

    /** Whether this thread is in a unit of work. */
    boolean active();

    /** Whether this thread is in a writing one. */
    boolean writing();

    /**
     * The connection of the unit of work of this thread, for kernel parts and their own tables: not guarded by scopes.
     * Never commit, roll back or close it.
     *
     * @throws IllegalStateException outside a unit of work
     */
    Connection connection();

    /** Runs something after the commit; not at all after a roll-back. At once when no unit of work is active. */
    void afterCommit(Runnable action);
}
