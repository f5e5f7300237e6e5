package io.mortise.timeline;

import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened.
 *
 * @param id stable: the same entry has the same id in every answer
 * @param at when it happened, to the microsecond
 * @param kind {@code <module>.<kind>}, such as {@code ticket.closed}
 * @param text one sentence in the reader's language, at most 2,000 characters
 * @param by for people to read: who did it; null when nobody did
 * @param link where it leads inside the product, beginning with one slash; or null
 */
public record TimelineEntry(
        UUID id,
        Instant at,
        String kind,
        String text,
        @Nullable String by,
        @Nullable String link) {

    /** The order of a timeline; what happened at one moment is ordered by its id, read as an unsigned number. */
    public static final Comparator<TimelineEntry> NEWEST_FIRST = Comparator.comparing(TimelineEntry::at)
            .thenComparing(TimelineEntry::id, TimelineQuestion::compare)
            .reversed();

    public TimelineEntry {
        Objects.requireNonNull(id);
        Objects.requireNonNull(at);
        Objects.requireNonNull(kind);
        if (text.length() > 2000) {
            throw new IllegalArgumentException(
                    "an entry has at most 2000 characters; this of kind " + kind + " has " + text.length());
        }
        if (link != null && (!link.startsWith("/") || link.startsWith("//") || link.length() > 1000)) {
            throw new IllegalArgumentException("link \"" + link + "\" is no path inside the product");
        }
    }
}
