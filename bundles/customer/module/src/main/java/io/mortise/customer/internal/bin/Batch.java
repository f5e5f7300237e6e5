package io.mortise.customer.internal.bin;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One act of deleting.
 *
 * @param reason given by whoever did it, or null
 * @param deletedBy id of the caller
 * @param purgeAfter when they are removed for good, or null for never
 * @param customers how many went in
 * @param restored how many of them came out since
 * @param purged how many of them are gone for good
 */
public record Batch(
        UUID id,
        @Nullable String reason,
        String deletedBy,
        Instant deletedAt,
        @Nullable Instant purgeAfter,
        int customers,
        int restored,
        int purged) {}
