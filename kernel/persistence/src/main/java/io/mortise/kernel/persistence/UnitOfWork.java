package io.mortise.kernel.persistence;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One open transaction: its connection, the sessions that modules opened on it, and what is to run after its commit.
 * Belongs to one thread.
 */
final class UnitOfWork {

    /** What a module keeps open for the length of a unit of work. */
    interface Part {
        /** Releases it, before commit or roll-back. */
        void close();
    }

    private final Connection connection;
    private final boolean writing;
    private final Map<Object, Part> parts = new LinkedHashMap<>();
    private final List<Runnable> afterCommit = new ArrayList<>();
    private final List<Runnable> atEnd = new ArrayList<>();
    private @Nullable Throwable doom;

    UnitOfWork(Connection connection, boolean writing) {
        this.connection = connection;
        this.writing = writing;
    }

    /** The pool's connection itself: no guard, and whoever has it must neither end the transaction nor close it. */
    Connection connection() {
        return connection;
    }

    boolean writing() {
        return writing;
    }

    /** The part of that key, opened when it is first asked for. */
    <P extends Part> P part(Object key, Class<P> type, java.util.function.Supplier<P> open) {
        Part part = parts.get(key);
        if (part == null) {
            part = open.get();
            parts.put(key, part);
        }
        return type.cast(part);
    }

    void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    List<Runnable> afterCommit() {
        return afterCommit;
    }

    /** Runs once the transaction has ended, however it ended, and before what comes after a commit. */
    void atEnd(Runnable action) {
        atEnd.add(action);
    }

    List<Runnable> atEnd() {
        return atEnd;
    }

    /** It can only be rolled back from now on; the first reason is kept. */
    void doom(Throwable reason) {
        if (doom == null) {
            doom = reason;
        }
    }

    @Nullable
    Throwable doom() {
        return doom;
    }

    void closeParts() {
        for (Part part : List.copyOf(parts.values()).reversed()) {
            part.close();
        }
        parts.clear();
    }
}
