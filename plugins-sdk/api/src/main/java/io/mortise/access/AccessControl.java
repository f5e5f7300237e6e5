package io.mortise.access;

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
