package io.mortise.permissions.internal.administration;

import io.mortise.access.Caller;
import io.mortise.permissions.internal.rulebook.Rulebook;
import io.mortise.permissions.internal.rulebook.Waiver;

/** Consent by somebody else than who asked, and than whom it is for. */
public final class SecondPerson {

    private SecondPerson() {}

    /** The waiver with the caller's consent. */
    public static Waiver agrees(Rulebook book, Waiver waiver) {
        String caller = Caller.current().id();
        if (caller.equals(waiver.askedBy()) || caller.equals(waiver.person().toString())) {
            throw Refusals.secondPerson();
        }
        return new Waiver(
                waiver.id(),
                waiver.conflict(),
                waiver.person(),
                waiver.reason(),
                waiver.until(),
                waiver.askedBy(),
                caller);
    }
}
