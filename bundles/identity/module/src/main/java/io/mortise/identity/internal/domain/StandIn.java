package io.mortise.identity.internal.domain;

import java.time.LocalDate;
import java.util.UUID;

/**
 * Who acts for whom while he is away.
 *
 * @param from first day
 * @param until last day
 */
public record StandIn(
        UUID id, UUID person, UUID standIn, LocalDate from, LocalDate until, String reason, Stamp stamp) {}
