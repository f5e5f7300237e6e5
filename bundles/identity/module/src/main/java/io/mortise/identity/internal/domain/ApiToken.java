package io.mortise.identity.internal.domain;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a program shows; kept as a digest alone.
 *
 * @param person whom it acts for, or null for a service of its own
 * @param usedAt the last use, to some minutes, or null
 */
public record ApiToken(
        UUID id,
        @Nullable UUID person,
        String name,
        Instant createdAt,
        String createdBy,
        Instant endsAt,
        @Nullable Instant usedAt) {

    /** The caller's id of a program with this token. */
    public String callerId() {
        return "token:" + id;
    }
}
