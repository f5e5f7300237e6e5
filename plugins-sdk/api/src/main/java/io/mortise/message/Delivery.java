package io.mortise.message;

import java.time.Instant;
import java.util.UUID;

/**
 * The circumstances of a delivery.
 *
 * @param eventId the same at every attempt: what a listener remembers to be idempotent
 * @param publishedAt when the publishing work wrote it
 * @param schema the schema number it was written with
 * @param attempt 1 for the first
 * @param causedBy id of the caller whose work published it
 */
public record Delivery(UUID eventId, Instant publishedAt, int schema, int attempt, String causedBy) {}
