package io.mortise.permissions.internal.policy;

import io.mortise.access.Permission;

/**
 * Counts what people use (R52), for whoever decides. A counter costs a few nanoseconds an addition, because it belongs to the
 * profile that adds to it; it may be dropped with the profile at any time and nothing counted is lost.
 */
public interface UsageRecorder {

    /** A counter that the profile of a caller keeps for one of its permissions. */
    Counter counter(String caller, Permission permission);

    /** Adds; from any thread. */
    interface Counter {
        /** Once more. */
        void used();
    }
}
