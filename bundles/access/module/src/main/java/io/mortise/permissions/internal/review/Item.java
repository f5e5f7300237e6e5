package io.mortise.permissions.internal.review;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One question: does this person still need this group?
 *
 * @param assignment that gives it, as frozen
 * @param grantedBy caller's id
 * @param suggestion keep or revoke
 * @param evidence JSON text
 * @param stage from 0
 * @param reviewer who is asked, or null when only those are who may decide all
 * @param decision null until the last stage has answered
 * @param until for {@link Decision#UNTIL}
 * @param toGroup for {@link Decision#REDUCE}
 * @param flagged decided faster than anybody reads
 * @param outcome null until applied: kept, applied, failed or undone
 * @param history JSON text: what each stage said
 */
record Item(
        UUID id,
        UUID review,
        UUID person,
        String personName,
        UUID assignment,
        UUID group,
        String groupName,
        String grantedBy,
        boolean risky,
        Decision suggestion,
        String evidence,
        int stage,
        @Nullable UUID reviewer,
        @Nullable Decision decision,
        @Nullable Instant until,
        @Nullable UUID toGroup,
        @Nullable String reason,
        @Nullable String decidedBy,
        @Nullable Instant decidedAt,
        boolean flagged,
        @Nullable String outcome,
        @Nullable String failure,
        String history) {

    /** What becomes of it. */
    enum Decision {
        KEEP,
        /** A smaller group in its place. */
        REDUCE,
        UNTIL,
        /** Taken away, to be given back by an undo at any time while that is allowed. */
        SUSPEND,
        REVOKE
    }

    /** What somebody answered. */
    record Answer(
            Decision decision,
            @Nullable String reason,
            @Nullable Instant until,
            @Nullable UUID toGroup) {}

    /** The same decided. */
    Item decided(Answer answer, String by, Instant at, boolean tooFast) {
        return new Item(
                id,
                review,
                person,
                personName,
                assignment,
                group,
                groupName,
                grantedBy,
                risky,
                suggestion,
                evidence,
                stage,
                reviewer,
                answer.decision(),
                answer.until(),
                answer.toGroup(),
                answer.reason(),
                by,
                at,
                tooFast,
                outcome,
                failure,
                history);
    }
}
