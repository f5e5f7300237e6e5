package io.mortise.kernel.messaging;

import io.mortise.kernel.spi.Section;
import io.mortise.kernel.spi.Setting;
import java.time.Duration;

/**
 * How events and jobs are carried.
 *
 * @param workers deliveries running at one time on this node
 * @param jobWorkers jobs running at one time on this node
 * @param poll how often the node looks for work that nobody told it about
 * @param attempts tries before a delivery or a run becomes a dead letter
 * @param firstPause the pause after the first failure
 * @param longestPause no pause grows beyond it
 * @param lease how long a node may be silent before others take over the deliveries it claimed
 * @param keep how long delivered events stay readable
 * @param stopLimit how long a stop waits for running work
 */
@Section("messaging")
public record MessagingSettings(
        @Setting(
                value = "6",
                help =
                        "Event deliveries that run at one time on this node; each holds a database connection, so keep it below database.pool-size.")
        int workers,

        @Setting(value = "8", help = "Jobs that run at one time on this node.")
        int jobWorkers,

        @Setting(
                value = "1s",
                help =
                        "How often a node looks for work of other nodes and for retries that are due; new work wakes it at once.")
        Duration poll,

        @Setting(value = "8", help = "Tries of a delivery or of a job's run before it becomes a dead letter.")
        int attempts,

        @Setting(value = "2s", help = "Pause after the first failure; each further one is three times as long.")
        Duration firstPause,

        @Setting(value = "1h", help = "No pause between two tries grows beyond this.")
        Duration longestPause,

        @Setting(
                value = "1m",
                help =
                        "How long a node may be silent before another takes over the deliveries and runs it had claimed.")
        Duration lease,

        @Setting(value = "7d", help = "How long events are kept after everybody has got them.")
        Duration keep,

        @Setting(value = "20s", help = "How long a stopping node waits for running deliveries and jobs.")
        Duration stopLimit) {

    public MessagingSettings {
        atLeast("messaging.workers", workers, 1);
        atLeast("messaging.job-workers", jobWorkers, 1);
        atLeast("messaging.attempts", attempts, 1);
        positive("messaging.poll", poll);
        positive("messaging.first-pause", firstPause);
        positive("messaging.lease", lease);
        positive("messaging.keep", keep);
        positive("messaging.stop-limit", stopLimit);
        if (longestPause.compareTo(firstPause) < 0) {
            throw new IllegalArgumentException("messaging.longest-pause (" + longestPause
                    + ") is shorter than messaging.first-pause (" + firstPause + ")");
        }
    }

    /** What holds when nothing is configured. */
    public static MessagingSettings defaults() {
        return new MessagingSettings(
                6,
                8,
                Duration.ofSeconds(1),
                8,
                Duration.ofSeconds(2),
                Duration.ofHours(1),
                Duration.ofMinutes(1),
                Duration.ofDays(7),
                Duration.ofSeconds(20));
    }

    /** The pause after that many failures: three times as long each time, up to the longest. */
    Duration pauseAfter(int failures) {
        Duration pause = firstPause;
        for (int i = 1; i < failures && pause.compareTo(longestPause) < 0; i++) {
            pause = pause.multipliedBy(3);
        }
        return pause.compareTo(longestPause) < 0 ? pause : longestPause;
    }

    private static void atLeast(String key, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(key + " is " + value + ", but must be at least " + least);
        }
    }

    private static void positive(String key, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(key + " is " + value + ", but must be longer than nothing");
        }
    }
}
