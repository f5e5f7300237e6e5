package io.mortise.permissions.internal.audit;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of the trail.
 *
 * @param id ascending with the time it was written
 * @param at when, to the microsecond
 * @param callerId who
 * @param callerKind what sort of principal
 * @param behalfId for whom, or null
 * @param object to what kind of object
 * @param action what
 * @param record to which, or null
 * @param outcome done or refused
 * @param times how often within its minute; more than 1 for refusals only
 * @param traceId the request's
 * @param policyVersion which version of the policy counted, so that the decision can be explained later; null when unknown
 * @param personal names, reason, changes and facts as JSON text; null once erased
 * @param salt of the digest; goes with what it hides
 * @param personalDigest binds the personal part to the chain, and stays after its erasure
 * @param position in the chain, or null until sealed
 * @param hash of the chain up to here, or null until sealed
 */
public record Entry(
        UUID id,
        Instant at,
        String callerId,
        String callerKind,
        @Nullable String behalfId,
        String object,
        String action,
        @Nullable UUID record,
        String outcome,
        long times,
        String traceId,
        @Nullable Long policyVersion,
        @Nullable String personal,
        @Nullable String salt,
        String personalDigest,
        @Nullable Long position,
        @Nullable String hash) {}
