package io.mortise.kernel.messaging;

import io.mortise.message.Job;
import io.mortise.message.Schedule;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;

/** When jobs run by themselves. */
final class RunTimes {

    private static final int LONGEST_NAME = 60;

    private RunTimes() {}

    /** Refuses a job whose name or schedule can't be kept. */
    static void check(String module, Job job) {
        if (!job.name().matches("[a-z][a-z0-9-]*") || job.name().length() > LONGEST_NAME) {
            throw new IllegalStateException(
                    module + ": \"" + job.name() + "\" of " + job.getClass().getName()
                            + " is no name of a job; use kebab-case of at most " + LONGEST_NAME + " characters");
        }
    }

    /** The schedule as it is kept and compared; empty for a job that is only enqueued. */
    static Optional<String> text(Schedule schedule) {
        return switch (schedule) {
            case Schedule.OnDemand() -> Optional.empty();
            case Schedule.Every(var pause) -> Optional.of("every " + pause);
            case Schedule.Daily(var at) -> Optional.of("daily " + at);
        };
    }

    /** The first run of a job that was just installed: at once, or when the day's time comes. */
    static Instant first(Schedule schedule, Instant now, ZoneId zone) {
        return switch (schedule) {
            case Schedule.OnDemand() -> now;
            case Schedule.Every _ -> now;
            case Schedule.Daily _ -> next(schedule, now, zone);
        };
    }

    /** The run after one that ended now. */
    static Instant next(Schedule schedule, Instant now, ZoneId zone) {
        return switch (schedule) {
            case Schedule.OnDemand() -> throw new IllegalArgumentException("a job on demand has no next run");
            case Schedule.Every(var pause) -> now.plus(pause);
            case Schedule.Daily(var at) -> {
                ZonedDateTime today = now.atZone(zone).toLocalDate().atTime(at).atZone(zone);
                yield today.toInstant().isAfter(now)
                        ? today.toInstant()
                        : now.atZone(zone)
                                .toLocalDate()
                                .plusDays(1)
                                .atTime(at)
                                .atZone(zone)
                                .toInstant();
            }
        };
    }
}
