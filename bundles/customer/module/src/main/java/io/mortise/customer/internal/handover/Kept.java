package io.mortise.customer.internal.handover;

import java.util.Locale;
import java.util.UUID;

/** A customer that stayed where it was, and why. */
public record Kept(UUID customer, Why why) {

    /** Why one stays. */
    public enum Why {
        /** The taker owns it already. */
        ALREADY_THERE,
        /** Whoever wants the hand-over may not give it away. */
        NOT_ALLOWED,
        /** It is locked. */
        LOCKED,
        /** No taker may own more. */
        CAPACITY_REACHED,
        /** Whoever should get it works here no longer. */
        TAKER_LEFT,
        /** Taking back: somebody changed it since. */
        CHANGED_SINCE,
        /** Taking back: it is deleted, or was purged. */
        GONE,
        /** Taking back: who owned it works here no longer. */
        OWNER_LEFT;

        /** As in JSON and SQL. */
        public String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Why of(String key) {
            return valueOf(key.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }
}
