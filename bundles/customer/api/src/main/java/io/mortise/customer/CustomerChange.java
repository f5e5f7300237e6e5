package io.mortise.customer;

import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What can be done to a customer. Match on it with a pattern switch: a new case is a breaking change. */
public sealed interface CustomerChange {

    /** Replaces what is written down; needs {@code customer.customer:edit}. */
    record Edit(CustomerDetails details) implements CustomerChange {
        public Edit {
            Objects.requireNonNull(details);
        }
    }

    /** Moves it to another stage, when the moves allow it; needs {@code customer.customer:edit}. */
    record Advance(CustomerStage stage) implements CustomerChange {
        public Advance {
            Objects.requireNonNull(stage);
        }
    }

    /**
     * Gives it to another person, or to nobody; needs {@code customer.customer:transfer}.
     *
     * @param ownerId the new owner, or null
     * @param ownerDepartmentId the new owner's department, or null
     */
    record Reassign(@Nullable UUID ownerId, @Nullable UUID ownerDepartmentId) implements CustomerChange {}
}
