package io.mortise.identity.internal.credential;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How often somebody, or some address, has failed to sign in. Every try is counted before anything is compared and taken back
 * when it was right, so that many tries at once are not fewer than one after another.
 *
 * @param failures since the last success, or since a quiet day
 * @param lastAt when the last one was
 * @param lockedUntil or null when it never was locked
 */
public record Lockout(
        int failures, Instant lastAt, @Nullable Instant lockedUntil) {

    private static final Duration QUIET = Duration.ofHours(24);
    private static final Duration FIRST = Duration.ofMinutes(15);
    private static final Duration LONGEST = Duration.ofHours(2);

    /** Nobody has failed. */
    public static Lockout none(Instant now) {
        return new Lockout(0, now, null);
    }

    /** Whether no try is allowed at this moment. */
    public boolean locked(Instant now) {
        return lockedUntil != null && lockedUntil.isAfter(now);
    }

    /**
     * After one more try. Each time the limit is reached again it is locked for twice as long, up to two hours.
     *
     * @param limit tries until it is locked
     */
    public Lockout tried(Instant now, int limit) {
        int before = lastAt.plus(QUIET).isBefore(now) ? 0 : failures;
        int after = before + 1;
        Instant until = null;
        if (after % limit == 0) {
            Duration pause = FIRST.multipliedBy(1L << Math.min(after / limit - 1, 10));
            until = now.plus(pause.compareTo(LONGEST) > 0 ? LONGEST : pause);
        }
        return new Lockout(after, now, until);
    }

    /** Without a try that turned out to be right. */
    public Lockout takenBack(Instant now, int limit) {
        boolean lockedByIt = failures % limit == 0;
        return new Lockout(Math.max(0, failures - 1), now, lockedByIt ? null : lockedUntil);
    }
}
