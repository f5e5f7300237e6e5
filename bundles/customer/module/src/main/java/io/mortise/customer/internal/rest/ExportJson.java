package io.mortise.customer.internal.rest;

import io.mortise.customer.internal.exports.Export;
import io.mortise.rest.Texts;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An export on the wire.
 *
 * @param rows in the file so far
 * @param message why it was given up, in the caller's language; null unless it failed
 */
public record ExportJson(
        UUID id,
        String object,
        String format,
        String state,
        @Nullable String message,
        long rows,
        long bytes,
        Instant startedAt,
        Instant updatedAt) {

    static ExportJson of(Export export, Texts texts, Locale locale) {
        return new ExportJson(
                export.id(),
                export.question().object(),
                export.question().format().key(),
                export.state().name().toLowerCase(Locale.ROOT),
                message(export, texts, locale),
                export.rows(),
                export.bytes(),
                export.startedAt(),
                export.updatedAt());
    }

    private static @Nullable String message(Export export, Texts texts, Locale locale) {
        if (export.state() != Export.State.FAILED) {
            return null;
        }
        return "limit-reached".equals(export.problem())
                ? texts.text(locale, "export.limit-reached", Map.of())
                : texts.text(locale, "export.failed", Map.of("problem", String.valueOf(export.problem())));
    }
}
