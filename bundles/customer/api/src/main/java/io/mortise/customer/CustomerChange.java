package io.mortise.customer;

import java.util.Objects;
import java.util.Set;

/** What can be done to a customer. Match on it with a pattern switch: a new case is a breaking change. */
public sealed interface CustomerChange {

    /**
     * Replaces some of what is written down; needs {@code customer.customer:edit}.
     *
     * @param details the new values
     * @param fields names of the fields to take from them, as in JSON; all others stay, also those that the caller can't see
     */
    record Edit(CustomerDetails details, Set<String> fields) implements CustomerChange {
        public Edit {
            Objects.requireNonNull(details);
            fields = Set.copyOf(fields);
        }

        /** Replaces all of it. */
        public Edit(CustomerDetails details) {
            this(details, CustomerDetails.FIELDS);
        }
    }

    /** Moves it to another stage, when the moves allow it; needs {@code customer.customer:edit}. */
    record Advance(CustomerStage stage) implements CustomerChange {
        public Advance {
            Objects.requireNonNull(stage);
        }
    }
}
