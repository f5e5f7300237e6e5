package io.mortise.identity.internal.rest;

import io.mortise.identity.internal.domain.StandIn;
import java.time.Instant;
import java.util.UUID;

/** A stand-in on the wire; both days are included. */
public record StandInJson(
        UUID id,
        UUID personId,
        UUID standInId,
        String from,
        String until,
        String reason,
        Instant createdAt,
        String createdBy) {

    static StandInJson of(StandIn one) {
        return new StandInJson(
                one.id(),
                one.person(),
                one.standIn(),
                one.from().toString(),
                one.until().toString(),
                one.reason(),
                one.stamp().createdAt(),
                one.stamp().createdBy());
    }
}
