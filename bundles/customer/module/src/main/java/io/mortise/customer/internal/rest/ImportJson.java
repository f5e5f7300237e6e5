package io.mortise.customer.internal.rest;

import io.mortise.customer.internal.imports.Import;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** An import on the wire. */
public record ImportJson(
        UUID id,
        String fileName,
        String source,
        boolean dryRun,
        String state,
        Map<String, String> mapping,
        long total,
        long done,
        long created,
        long updated,
        long skipped,
        long failed,
        String startedBy,
        Instant startedAt,
        Instant updatedAt) {

    static ImportJson of(Import current) {
        return new ImportJson(
                current.id(),
                current.fileName(),
                current.source(),
                current.dryRun(),
                current.state().name().toLowerCase(Locale.ROOT),
                current.mapping(),
                current.total(),
                current.done(),
                current.created(),
                current.updated(),
                current.skipped(),
                current.failed(),
                current.startedBy(),
                current.startedAt(),
                current.updatedAt());
    }
}
