package io.mortise.kernel.spi;

import io.mortise.access.AuditEntry;
import io.mortise.access.Caller;
import io.mortise.access.FieldRules;
import io.mortise.access.Permission;
import io.mortise.access.RequestHead;
import io.mortise.access.Scope;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's side of identity and access: asks the modules that provide {@link io.mortise.access.Authenticator} and
 * {@link io.mortise.access.AccessControl}, knows the operator token itself, and says no when nobody answers.
 */
public interface Guard {

    /** Who sent the request; {@link Caller.Kind#NOBODY} when nobody is signed in. */
    Caller authenticate(RequestHead head);

    /** Whether the caller holds the permission in any scope. An error is a no, logged. */
    boolean holds(Caller caller, Permission permission);

    /** The rows the caller reaches. An error is {@link Scope#nothing()}, logged. */
    Scope scope(Caller caller, Permission permission);

    /** The same of somebody who does not ask himself: how far the shares that he gave still reach. */
    default Scope granted(Caller caller, Permission permission) {
        return scope(caller, permission);
    }

    /** The rows that the caller may share with the receiver until then; null for without end. */
    default Scope sharing(Caller caller, Permission permission, String receiver, @Nullable Instant until) {
        return scope(caller, permission);
    }

    /** What the caller may do with the object's fields. An error is {@link FieldRules#nothing()}, logged. */
    FieldRules fields(Caller caller, Permission permission);

    /**
     * Takes from a daily limit, in the unit of work of the caller.
     *
     * @param amount 1 or more
     * @return what is left; negative when it was not enough and nothing was taken. An error is -1, logged
     */
    long spend(Caller caller, Permission permission, long amount);

    /** Writes into the audit trail; to the log while no module keeps one. What the trail throws is thrown on: no act without its entry. */
    void audit(AuditEntry entry);
}
