package io.mortise.access;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a module asks about the caller of the running work. The kernel provides it and asks the access module; the
 * operator token may everything, a module acting as itself may everything with its own objects.
 */
@ProviderType
public interface Access {

    /** Whether the caller holds the permission in any scope. */
    boolean holds(Permission permission);

    /** What the caller may do with the object's fields by this action. */
    FieldRules fields(Permission permission);

    /**
     * Takes from a daily limit.
     *
     * @param amount 1 or more
     * @throws io.mortise.rest.ProblemException {@code limit-reached} 429 when it is not enough any more
     */
    void spend(Permission permission, long amount);

    /**
     * Writes into the audit trail, in the unit of work of the caller. Changes of protected records by {@code Database} are
     * written by themselves; this is for acts that change no record, or not one alone: an export, a reveal, a sign-in.
     *
     * @param record what it was done to, or null
     * @param reason given by the caller, or null
     * @param facts for people to read; never secrets
     */
    void audit(Permission permission, @Nullable UUID record, @Nullable String reason, Map<String, String> facts);

    /**
     * Runs work of this module on behalf of somebody: while it runs, the caller may what the module and he may both
     * (PERMISSIONS.md, section 1), as it is decided then. For jobs and deliveries that carry out what somebody asked for.
     *
     * @param principal a person or a program
     * @throws IllegalArgumentException when it is neither
     * @throws IllegalStateException when the caller is no module acting as itself: nobody takes another's place
     */
    <T, X extends Throwable> T onBehalfOf(Caller principal, ScopedValue.CallableOp<T, X> work) throws X;
}
