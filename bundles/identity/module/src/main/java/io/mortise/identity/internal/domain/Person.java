package io.mortise.identity.internal.domain;

import io.mortise.identity.PersonStatus;
import java.time.Instant;
import java.util.UUID;

/** A person as he is administered. */
public record Person(
        UUID id, long number, PersonDetails details, PersonStatus status, Instant statusChangedAt, Stamp stamp) {}
