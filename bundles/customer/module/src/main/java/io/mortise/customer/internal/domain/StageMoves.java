package io.mortise.customer.internal.domain;

import static io.mortise.customer.CustomerStage.DEAL;
import static io.mortise.customer.CustomerStage.DORMANT;
import static io.mortise.customer.CustomerStage.FOLLOWING;
import static io.mortise.customer.CustomerStage.LOST;
import static io.mortise.customer.CustomerStage.POTENTIAL;
import static io.mortise.customer.CustomerStage.REPEAT;

import io.mortise.customer.CustomerStage;
import java.util.Map;
import java.util.Set;

/** The moves between stages, as data (DOMAIN.md, sections 2 and 3): forward, asleep, lost, and back to life. */
public final class StageMoves {

    private static final Map<CustomerStage, Set<CustomerStage>> MOVES = Map.of(
            POTENTIAL, Set.of(FOLLOWING, DEAL, LOST),
            FOLLOWING, Set.of(POTENTIAL, DEAL, DORMANT, LOST),
            DEAL, Set.of(REPEAT, DORMANT, LOST),
            REPEAT, Set.of(DORMANT, LOST),
            DORMANT, Set.of(FOLLOWING, DEAL, REPEAT, LOST),
            LOST, Set.of(FOLLOWING));

    private StageMoves() {}

    /** Where a customer in this stage may go; never itself. */
    public static Set<CustomerStage> from(CustomerStage stage) {
        return MOVES.getOrDefault(stage, Set.of());
    }
}
