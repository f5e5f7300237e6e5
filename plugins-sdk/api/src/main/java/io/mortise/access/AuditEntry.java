package io.mortise.access;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that was done or refused.
 *
 * @param at when
 * @param caller who, and on whose behalf
 * @param permission what
 * @param record to which record, or null when to none or to many
 * @param outcome whether it was done
 * @param reason given by the caller, or why it was refused; or null
 * @param changes by field name; absent values are null
 * @param facts for people to read
 */
public record AuditEntry(
        Instant at,
        Caller caller,
        Permission permission,
        @Nullable UUID record,
        Outcome outcome,
        @Nullable String reason,
        Map<String, Change> changes,
        Map<String, String> facts) {

    public AuditEntry {
        changes = Map.copyOf(changes);
        facts = Map.copyOf(facts);
    }

    /** What became of it. */
    public enum Outcome {
        DONE,
        REFUSED
    }

    /**
     * A field's value before and after, written as text; those of sensitive fields are masked.
     *
     * @param before or null when it had none
     * @param after or null when it has none
     */
    public record Change(@Nullable String before, @Nullable String after) {}
}
