package io.mortise.kernel.lifecycle;

import org.jspecify.annotations.Nullable;

/**
 * Where a plan takes one module.
 *
 * @param kind the change as it came out: an install of what is there is an upgrade
 * @param module its id
 * @param state what shall be afterwards
 * @param version afterwards
 * @param sha256 afterwards
 * @param fromVersion before, or null
 * @param fromSha256 before, or null
 * @param purge whether the data goes too
 */
record Target(
        Change.Kind kind,
        String module,
        State state,
        String version,
        String sha256,
        @Nullable String fromVersion,
        @Nullable String fromSha256,
        boolean purge) {

    /** What shall be afterwards. */
    enum State {
        /** Serves. */
        RUNS,
        /** Installed, switched off. */
        OFF,
        /** Uninstalled. */
        GONE,
        /** Serves as before; only its contracting migrations run. */
        FINAL
    }

    boolean runs() {
        return state == State.RUNS;
    }

    /** Whether the module stops to serve. */
    boolean ends() {
        return state == State.OFF || state == State.GONE;
    }
}
