package io.mortise.permissions.internal.rulebook;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A policy that does not count yet.
 *
 * @param id stable
 * @param name for people to read
 * @param base the version it was made from; it is applied to no other
 * @param status {@code open}, {@code applied} or {@code dropped}
 * @param createdAt when
 * @param createdBy caller's id
 * @param changedAt when its content was changed last
 * @param changedBy caller's id; he can't be the second person
 * @param agreedBy the second person, null while nobody agreed to this content
 * @param revision grows by each change
 */
public record Draft(
        UUID id,
        String name,
        long base,
        String status,
        Instant createdAt,
        String createdBy,
        Instant changedAt,
        String changedBy,
        @Nullable String agreedBy,
        long revision) {

    /** Whether it may still be changed. */
    public boolean open() {
        return status.equals("open");
    }
}
