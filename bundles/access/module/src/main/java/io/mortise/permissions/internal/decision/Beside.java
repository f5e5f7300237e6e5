package io.mortise.permissions.internal.decision;

import io.mortise.access.AuditEntry;
import io.mortise.access.Permission;
import io.mortise.identity.Subject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Looks on while decisions are made: shadow mode. What it is told never changes a decision. While nothing runs beside,
 * {@link #of} answers null once a profile, and a decision costs one look at a field.
 */
public interface Beside {

    /** Whoever looks on at this person's decisions by a profile, or null. */
    @Nullable
    Look of(Subject person, Profile profile, Instant now);

    /** Something was done or refused, perhaps with a record. Must not block, and must not use the unit of work it stands in. */
    void recorded(AuditEntry entry);

    /** One person's decisions; from any thread, must not block. */
    interface Look {
        /** A route asked, and that was the answer. */
        void asked(Permission permission, boolean held);

        /** The data layer asked which records; the profile's scope was the answer. */
        void reached(Permission permission);
    }
}
