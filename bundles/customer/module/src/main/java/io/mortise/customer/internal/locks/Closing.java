package io.mortise.customer.internal.locks;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What closes a customer to some acts.
 *
 * @param reason why; null when the reader may not see it
 * @param by id of who did it
 * @param at since when
 * @param until when it ends by itself, or null
 */
public record Closing(
        @Nullable String reason,
        @Nullable String by,
        @Nullable Instant at,
        @Nullable Instant until) {}
