package io.mortise.kernel.lifecycle;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What shall be of one module: the row that a restart obeys.
 *
 * @param installed false when it was uninstalled; the row stays, since its data may have been kept
 * @param previousVersion what a roll-back returns to, or null
 * @param previousSha256 its artifact, or null
 * @param contracting where its contracting migrations stand
 * @param purging its data is to be deleted, and that was not finished
 * @param origin where its first artifact came from
 * @param prepareMillis how long preparing took last time, or null
 * @param operation the operation that wrote this row; null at the first start
 */
record DesiredModule(
        String id,
        String symbolicName,
        String version,
        String sha256,
        boolean enabled,
        boolean installed,
        @Nullable String previousVersion,
        @Nullable String previousSha256,
        Contracting contracting,
        boolean purging,
        Origin origin,
        @Nullable Long prepareMillis,
        @Nullable String operation,
        String author,
        String reason,
        Instant changedAt) {

    /** Where the contracting migrations of a module stand. */
    enum Contracting {
        /** Nothing left to run, nothing to roll back to. */
        DONE,
        /** Not run yet; roll-back is open while there is a previous artifact. */
        OPEN,
        /** Begun: no way back, finalize again to finish. */
        BEGUN
    }

    /** Where a module came from. */
    enum Origin {
        /** The product's own modules folder. */
        DISTRIBUTION,
        /** Anywhere else; not started in safe mode. */
        THIRD_PARTY
    }

    boolean mayRollBack() {
        return previousSha256 != null && contracting == Contracting.OPEN;
    }

    /** Whether finalize would do anything. */
    boolean hasFinalize() {
        return installed && contracting != Contracting.DONE;
    }
}
