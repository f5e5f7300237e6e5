package io.mortise.identity.internal.domain;

import static io.mortise.identity.PersonStatus.ACTIVE;
import static io.mortise.identity.PersonStatus.LEFT;
import static io.mortise.identity.PersonStatus.SUSPENDED;

import io.mortise.identity.PersonStatus;
import java.util.Map;
import java.util.Set;

/** The moves between a person's statuses, as data. Who left may come back; nobody is suspended after he left. */
public final class StatusMoves {

    private static final Map<PersonStatus, Set<PersonStatus>> MOVES =
            Map.of(ACTIVE, Set.of(SUSPENDED, LEFT), SUSPENDED, Set.of(ACTIVE, LEFT), LEFT, Set.of(ACTIVE));

    private StatusMoves() {}

    /** Ends the work when the status can't be reached. */
    public static void check(PersonStatus from, PersonStatus to) {
        if (!MOVES.getOrDefault(from, Set.of()).contains(to)) {
            throw Refused.status(from, to);
        }
    }
}
