package io.mortise.identity.internal.domain;

import java.time.Instant;

/**
 * Who made a record and who changed it last.
 *
 * @param revision grows by each change
 */
public record Stamp(Instant createdAt, String createdBy, Instant updatedAt, String updatedBy, long revision) {}
