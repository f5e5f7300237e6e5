package io.mortise.kernel.lifecycle;

import io.mortise.kernel.spi.Sentence;
import io.mortise.kernel.spi.Traffic;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an operation did to the people who were working meanwhile, and whether it went as the plan foretold. Kept for
 * ever.
 *
 * @param requestsServed by the whole gateway while it ran
 * @param requestsFailed of these
 * @param longestStallMillis the longest of these
 * @param oldLoaderCollected whether the class loaders of the closed instances are gone; null when none was closed,
 *     or when too many requests would have felt the collection that tells
 * @param heldBy what holds those that are not
 * @param prepareMillis how long the new set took beside the old, or null
 * @param publishMicros how long the one write took, or null
 * @param drained whether all requests of the old instances ended in time; null when none were drained
 * @param outlived what was still in flight, by instance
 * @param stepMillis of preparing
 * @param foretold the plan beside what happened
 * @param watched new instances beside old ones, by module
 */
record Report(
        long requestsServed,
        long requestsFailed,
        long longestStallMillis,
        @Nullable Boolean oldLoaderCollected,
        List<String> heldBy,
        @Nullable Long prepareMillis,
        @Nullable Long publishMicros,
        @Nullable Boolean drained,
        Map<String, Long> outlived,
        Map<String, Long> stepMillis,
        List<Foretold> foretold,
        Map<String, Watched> watched) {

    Report {
        heldBy = List.copyOf(heldBy);
        outlived = Map.copyOf(outlived);
        stepMillis = Map.copyOf(stepMillis);
        foretold = List.copyOf(foretold);
        watched = Map.copyOf(watched);
    }

    /** A prediction and what became of it. */
    record Foretold(String what, String foretold, String happened) {}

    /** Two instances of a module compared. */
    record Watched(Traffic.Snapshot before, Traffic.Snapshot after) {}

    /** Collects while an operation runs. Used by its thread alone. */
    static final class Draft {
        @Nullable
        Boolean oldLoaderCollected;

        List<String> heldBy = List.of();

        @Nullable
        Long prepareMillis;

        @Nullable
        Long publishMicros;

        @Nullable
        Boolean drained;

        Map<String, Long> outlived = Map.of();
        Map<String, Long> stepMillis = Map.of();
        final List<Foretold> foretold = new java.util.ArrayList<>();
        Map<String, Watched> watched = Map.of();

        @Nullable
        Sentence note;

        void foretold(String what, Object wanted, Object happened) {
            foretold.add(new Foretold(what, String.valueOf(wanted), String.valueOf(happened)));
        }

        Report end(Traffic.Snapshot traffic) {
            return new Report(
                    traffic.served(),
                    traffic.failed(),
                    traffic.longestMicros() / 1000,
                    oldLoaderCollected,
                    heldBy,
                    prepareMillis,
                    publishMicros,
                    drained,
                    outlived,
                    stepMillis,
                    foretold,
                    watched);
        }
    }
}
