package io.mortise.permissions.internal.shadow;

import io.mortise.access.Permission;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What would have been otherwise.
 *
 * @param person who asked
 * @param permission what for
 * @param record which record was decided; null when none was
 * @param effect how it would have been
 * @param times how often
 * @param last when last
 * @param gained rows that the draft reaches beside, when the effect is on rows
 * @param lost rows that the draft does not reach
 */
record Finding(
        UUID person,
        Permission permission,
        @Nullable UUID record,
        Effect effect,
        long times,
        Instant last,
        @Nullable Long gained,
        @Nullable Long lost) {

    /** How it would have been. */
    enum Effect {
        /** It was allowed, and would not have been. */
        REFUSED,
        /** It was refused, and would have been allowed. */
        OPENED,
        /** It was answered with rows, and would have been with others. */
        ROWS;

        /** As in JSON and in the table. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Effect of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }
}
