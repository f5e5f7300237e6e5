package io.mortise.permissions.internal.rulebook;

import java.time.Instant;
import java.util.UUID;

/**
 * One applied change.
 *
 * @param version ascending without gaps
 * @param id which content this is; two transactions that both made version N differ in it
 * @param changedAt when
 * @param changedBy caller's id
 * @param act what was done, {@code assignment.create}
 * @param subject to what, for people to read
 * @param reason as given
 */
public record PolicyVersion(
        long version, UUID id, Instant changedAt, String changedBy, String act, String subject, String reason) {}
