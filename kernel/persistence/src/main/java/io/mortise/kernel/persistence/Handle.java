package io.mortise.kernel.persistence;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Leave for a counted number of statements of one sort on one protected table. Given out of band, as a scoped value that
 * only {@link ModuleDatabase} binds, around the call that prepares the statement: nothing in a statement's text can
 * forge it.
 */
final class Handle {

    /** The handle of the statement being prepared on this thread. */
    static final ScopedValue<Handle> CURRENT = ScopedValue.newInstance();

    private final String object;
    private final StatementRules.Verb verb;
    private final AtomicInteger left;

    /**
     * @param object qualified object whose table may be touched
     * @param verb what may be done with it
     * @param statements how many statements may be prepared
     */
    Handle(String object, StatementRules.Verb verb, int statements) {
        this.object = object;
        this.verb = verb;
        this.left = new AtomicInteger(statements);
    }

    /** Whether it covers one more such statement, which it then has spent. */
    static boolean covers(String object, StatementRules.Verb verb) {
        if (!CURRENT.isBound()) {
            return false;
        }
        Handle handle = CURRENT.get();
        return handle.object.equals(object) && handle.verb == verb && handle.left.getAndDecrement() > 0;
    }
}
