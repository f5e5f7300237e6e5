package io.mortise.kernel.persistence;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Leave for a counted number of statements of one sort on protected tables. Given out of band, as a scoped value that
 * only {@link ScopedStatements} and its kinds bind, around the call that prepares the statement: nothing in a statement's text can
 * forge it.
 */
final class Handle {

    /** The handle of the statement being prepared on this thread. */
    static final ScopedValue<Handle> CURRENT = ScopedValue.newInstance();

    private final Set<String> objects;
    private final StatementRules.Verb verb;
    private final AtomicInteger left;

    /**
     * @param objects qualified objects whose tables may be touched
     * @param verb what may be done with it
     * @param statements how many statements may be prepared
     */
    Handle(Set<String> objects, StatementRules.Verb verb, int statements) {
        this.objects = Set.copyOf(objects);
        this.verb = verb;
        this.left = new AtomicInteger(statements);
    }

    /** Whether it covers one more statement on these objects, which it then has spent. */
    static boolean covers(Set<String> touched, StatementRules.Verb verb) {
        if (!CURRENT.isBound()) {
            return false;
        }
        Handle handle = CURRENT.get();
        return handle.verb == verb && handle.objects.containsAll(touched) && handle.left.getAndDecrement() > 0;
    }
}
