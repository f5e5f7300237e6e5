package io.mortise.kernel.lifecycle;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a plan is asked for.
 *
 * @param changes at least one
 * @param watchSeconds or null for the setting
 * @param drainSeconds or null for the setting
 * @param acceptUnsigned the explicit yes to jars without a trusted signature
 * @param withDependents what depends on a module that goes, goes too; what a module that comes needs, comes too
 * @param author who asks
 * @param obstacles found before planning: artifacts of a lock file that are missing
 */
record PlanRequest(
        List<Change> changes,
        @Nullable Long watchSeconds,
        @Nullable Long drainSeconds,
        boolean acceptUnsigned,
        boolean withDependents,
        String author,
        List<Note> obstacles) {

    PlanRequest {
        changes = List.copyOf(changes);
        obstacles = List.copyOf(obstacles);
    }
}
