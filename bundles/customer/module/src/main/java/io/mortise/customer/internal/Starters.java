package io.mortise.customer.internal;

import io.mortise.access.Access;
import io.mortise.access.Caller;
import io.mortise.access.Permission;
import io.mortise.module.ThisModule;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Lets a job carry out what somebody asked for, with his rights as they are then; the operator's work is the module's own. */
@Component(service = Starters.class)
public final class Starters {

    private static final String OPERATOR = "operator";
    private static final String TOKEN = "token:";

    private final Access access;
    private final Owners owners;
    private final ThisModule module;

    @Activate
    public Starters(@Reference Access access, @Reference Owners owners, @Reference ThisModule module) {
        this.access = access;
        this.owners = owners;
        this.module = module;
    }

    /** Whether the caller is he, or the operator. */
    public static boolean isOrOperates(String startedBy) {
        Caller caller = Caller.current();
        return caller.kind() == Caller.Kind.OPERATOR || startedBy.equals(caller.id());
    }

    /**
     * Runs work on behalf of whoever started it.
     *
     * @param startedBy id of the caller then
     * @param person the person he was or acted for, or null
     */
    public <T, X extends Throwable> T act(String startedBy, @Nullable UUID person, ScopedValue.CallableOp<T, X> work)
            throws X {
        Caller starter = starter(startedBy, person);
        return starter == null ? work.call() : access.onBehalfOf(starter, work);
    }

    /** Whether a person holds a permission in any scope. */
    public boolean holds(UUID person, Permission permission) {
        Caller asked = principal(Caller.Kind.PERSON, person.toString(), owners.name(person), null);
        return module.asItself(() -> access.onBehalfOf(asked, () -> access.holds(permission)));
    }

    /** Whose rights bound the work: a person's, or a program's; null for the operator. */
    private @Nullable Caller starter(String startedBy, @Nullable UUID id) {
        Caller person = id == null ? null : principal(Caller.Kind.PERSON, id.toString(), owners.name(id), null);
        if (startedBy.startsWith(TOKEN)) {
            return principal(Caller.Kind.TOKEN, startedBy, startedBy, person);
        }
        if (person == null && !startedBy.equals(OPERATOR)) {
            throw new IllegalStateException("work was started by " + startedBy + ", who is nobody known");
        }
        return person;
    }

    private static Caller principal(Caller.Kind kind, String id, String name, @Nullable Caller onBehalfOf) {
        Caller job = Caller.current();
        return new Caller(id, name, kind, Set.of(), job.locale(), job.traceId(), onBehalfOf);
    }
}
