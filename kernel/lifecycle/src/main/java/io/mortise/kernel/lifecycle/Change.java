package io.mortise.kernel.lifecycle;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants with one module.
 *
 * @param kind what
 * @param module its id
 * @param sha256 of the wanted artifact, for install and upgrade
 * @param purge whether an uninstall deletes the data
 */
record Change(Kind kind, String module, @Nullable String sha256, boolean purge) {

    /** The changes there are. */
    enum Kind {
        INSTALL,
        UPGRADE,
        ENABLE,
        DISABLE,
        ROLLBACK,
        FINALIZE,
        UNINSTALL,
        /** Exactly what a lock file says; plans hold what it comes to. */
        LOCK;

        @JsonValue
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        static Kind of(String word) {
            for (Kind kind : values()) {
                if (kind.word().equals(word)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("\"" + word + "\" is not a change");
        }
    }
}
