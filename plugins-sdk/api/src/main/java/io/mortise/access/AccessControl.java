package io.mortise.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Decides what a caller may do. The access module provides it; while nobody does, the kernel lets only the operator
 * token past public routes (DESIGN.md, section 4: fails closed). An exception counts as no.
 *
 * <p>Called on every request from many threads at once; must not block on anything remote.
 */
@ConsumerType
public interface AccessControl {

    /** Whether the caller holds the permission in any scope at all: the route's question. */
    boolean holds(Caller caller, Permission permission);

    /** The rows the caller reaches: the data layer's question. {@link Scope#nothing()} when there is no rule. */
    Scope scope(Caller caller, Permission permission);

    /**
     * The same of somebody who does not ask himself: how far the shares that he gave still reach. Counts as no use. What is
     * shared with him is left out by the kernel: no share may rest on another.
     */
    default Scope granted(Caller caller, Permission permission) {
        return scope(caller, permission);
    }

    /**
     * The rows that the caller may share so (PERMISSIONS.md, section 7).
     *
     * @param permission to share
     * @param receiver {@code person:<uuid>}, {@code department:<uuid>}, {@code role:<uuid>} or {@code group:<uuid>}
     * @param until when the share or the place in the team ends; null for never
     */
    default Scope sharing(Caller caller, Permission permission, String receiver, @Nullable Instant until) {
        return scope(caller, permission);
    }

    /** What the caller may do with the object's fields by this action. {@link FieldRules#nothing()} when there is no rule. */
    FieldRules fields(Caller caller, Permission permission);

    /**
     * Takes from what the caller may do of this today: revealed values, exported rows, claimed records. Runs in the unit of
     * work of the caller, so that a roll-back gives it back.
     *
     * @param amount 1 or more
     * @return how much is left of the limit, {@link Long#MAX_VALUE} without one; negative when it was exceeded, and then
     *     nothing was taken
     */
    long spend(Caller caller, Permission permission, long amount);
}
