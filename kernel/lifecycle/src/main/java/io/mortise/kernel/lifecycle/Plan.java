package io.mortise.kernel.lifecycle;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What would happen. Made for one state of the world; applying it in another is refused.
 *
 * @param change the one change, or {@code several}
 * @param targets where it takes which module
 * @param rebuild serving modules that are built anew with the same artifact, and why
 * @param finalizeFirst modules whose contracting migrations run before anything else
 * @param migrations how many expanding migrations run, by module
 * @param effects in the order of interest
 * @param warnings worth a second look, no obstacle
 * @param blockers obstacles; a plan with one is not applied
 * @param world digest of the state it was made for
 * @param author who made it
 */
record Plan(
        String id,
        String change,
        List<Target> targets,
        List<String> rebuild,
        List<String> finalizeFirst,
        Map<String, Integer> migrations,
        List<Note> effects,
        List<Note> warnings,
        List<Note> blockers,
        long watchSeconds,
        long drainSeconds,
        String world,
        String author,
        Instant createdAt,
        Instant expiresAt) {

    Plan {
        targets = List.copyOf(targets);
        rebuild = List.copyOf(rebuild);
        finalizeFirst = List.copyOf(finalizeFirst);
        migrations = Map.copyOf(migrations);
        effects = List.copyOf(effects);
        warnings = List.copyOf(warnings);
        blockers = List.copyOf(blockers);
    }

    List<String> modules() {
        return targets.stream().map(Target::module).toList();
    }
}
