package io.mortise.permissions.internal.review;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One run of a definition.
 *
 * @param person whom a one-person review is about, or null
 * @param policyVersion which was frozen, or null until opened
 * @param applyAt when its decisions become changes, or null while it is open
 * @param report JSON text, or null until closed
 * @param reportHash SHA-256 of the report's text
 */
record Campaign(
        UUID id,
        Definition definition,
        Status status,
        @Nullable UUID person,
        @Nullable Long policyVersion,
        String createdBy,
        Instant openedAt,
        Instant endsAt,
        @Nullable Instant applyAt,
        @Nullable Instant appliedAt,
        @Nullable Instant closedAt,
        @Nullable Instant remindedAt,
        @Nullable Instant nextAt,
        @Nullable String report,
        @Nullable String reportHash) {

    /** Where it stands. */
    enum Status {
        /** Its items are being frozen. */
        OPENING,
        /** Reviewers answer. */
        OPEN,
        /** Nobody answers any more, nothing is changed yet. */
        GRACE,
        /** Changed, but for what failed and is tried again. */
        APPLIED,
        /** Reported. */
        CLOSED
    }
}
