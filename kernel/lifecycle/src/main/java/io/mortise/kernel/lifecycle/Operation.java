package io.mortise.kernel.lifecycle;

import io.mortise.kernel.spi.Sentence;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An applied plan.
 *
 * @param plan as it was applied
 * @param phase the last one it came to
 * @param note why it failed or was rolled back, or what an interruption left; null when all went as planned
 * @param report null while it runs, and after an interruption
 * @param endedAt null while it runs
 */
record Operation(
        String id,
        Plan plan,
        State state,
        Phase phase,
        String author,
        String reason,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Sentence note,
        @Nullable Report report) {

    /** How it stands. */
    enum State {
        RUNNING,
        SUCCEEDED,
        FAILED,
        ROLLED_BACK;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** What it is doing. */
    enum Phase {
        PREPARING,
        PUBLISHING,
        DRAINING,
        WATCHING,
        SETTLING,
        CLOSING,
        PURGING,
        FINALIZING,
        ENDED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A step, recorded before it is taken.
     *
     * @param position from 1
     */
    record Step(int position, Phase phase, Sentence text, Instant at) {}

    boolean running() {
        return state == State.RUNNING;
    }

    Operation at(Phase next) {
        return new Operation(id, plan, state, next, author, reason, startedAt, endedAt, note, report);
    }

    Operation end(State result, @Nullable Sentence why, @Nullable Report how) {
        return new Operation(id, plan, result, Phase.ENDED, author, reason, startedAt, Instant.now(), why, how);
    }

    /** With its steps. */
    record Told(Operation operation, List<Step> steps) {}
}
