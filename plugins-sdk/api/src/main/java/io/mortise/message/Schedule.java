package io.mortise.message;

import java.time.Duration;
import java.time.LocalTime;

/** When a job runs by itself. */
public sealed interface Schedule {

    /** Only when enqueued. */
    record OnDemand() implements Schedule {}

    /**
     * With a pause between the end of a run and the next start.
     *
     * @param pause at least one second
     */
    record Every(Duration pause) implements Schedule {
        public Every {
            if (pause.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new IllegalArgumentException("a job's pause is at least 1 s, not " + pause);
            }
        }
    }

    /**
     * Once a day.
     *
     * @param at in the server's time zone
     */
    record Daily(LocalTime at) implements Schedule {}

    /** Only when enqueued. */
    static Schedule onDemand() {
        return new OnDemand();
    }

    /** With a pause between the end of a run and the next start. */
    static Schedule every(Duration pause) {
        return new Every(pause);
    }

    /** Once a day. */
    static Schedule daily(LocalTime at) {
        return new Daily(at);
    }
}
