package io.mortise.customer.internal.rest;

import io.mortise.customer.internal.imports.Import;
import io.mortise.customer.internal.imports.Notice;
import io.mortise.rest.Texts;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An import on the wire.
 *
 * @param message why it was given up and what can be done, in the caller's language; null unless it failed
 */
public record ImportJson(
        UUID id,
        String fileName,
        String source,
        boolean dryRun,
        String state,
        @Nullable String message,
        String match,
        Map<String, String> mapping,
        List<Notice> notices,
        long total,
        long done,
        long created,
        long updated,
        long skipped,
        long failed,
        String startedBy,
        Instant startedAt,
        Instant updatedAt) {

    static ImportJson of(Import current, Texts texts, Locale locale) {
        return new ImportJson(
                current.id(),
                current.fileName(),
                current.source(),
                current.dryRun(),
                current.state().name().toLowerCase(Locale.ROOT),
                current.state() == Import.State.FAILED
                        ? texts.text(locale, "import.failed", Map.of("done", current.done(), "total", current.total()))
                        : null,
                current.match().key(),
                current.mapping(),
                current.notices(),
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
