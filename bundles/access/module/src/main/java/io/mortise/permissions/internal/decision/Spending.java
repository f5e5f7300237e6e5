package io.mortise.permissions.internal.decision;

import io.mortise.access.Permission;
import java.time.Instant;
import java.util.List;

/** Counts what is limited. */
@FunctionalInterface
public interface Spending {

    /**
     * Takes from all limits or from none, in the unit of work of the caller.
     *
     * @return what is left of the tightest; -1 when one has not enough
     */
    long take(List<Profile.Limit> limits, Permission permission, Instant now, long amount);

    /** How much of a limit was used on the day of the company that a moment lies in. */
    default long used(Profile.Limit limit, Permission permission, Instant now) {
        return 0;
    }
}
