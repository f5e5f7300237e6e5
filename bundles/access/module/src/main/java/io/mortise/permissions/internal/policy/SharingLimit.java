package io.mortise.permissions.internal.policy;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far records may be shared by a grant of the action {@code share} (R20).
 *
 * @param to with whom: whoever one of these means; empty for everybody in the company
 * @param days how long at most, so that every share has an end; null for without end
 */
public record SharingLimit(Set<Circle> to, @Nullable Integer days) {
    public SharingLimit {
        to = Set.copyOf(to);
    }

    /** With whom a record may be shared: with the circle itself, or with a person who belongs to it. */
    public sealed interface Circle {
        /** A department of who shares, or also one below it. */
        record Own(boolean below) implements Circle {}

        /** A department, or also one below it. */
        record Department(UUID id, boolean below) implements Circle {}

        /** A role. */
        record Role(UUID id) implements Circle {}

        /** A permission group. */
        record Group(UUID id) implements Circle {}
    }
}
