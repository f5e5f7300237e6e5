package io.mortise.identity.internal.credential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LockoutTest {

    private static final Instant NOW = Instant.parse("2026-11-25T08:00:00Z");

    private static Lockout tried(Lockout lockout, int times, Instant now) {
        Lockout after = lockout;
        for (int i = 0; i < times; i++) {
            after = after.tried(now, 5);
        }
        return after;
    }

    @Test
    void itLocksAtTheLimitForAQuarterOfAnHourAndEndsByItself() {
        assertFalse(tried(Lockout.none(NOW), 4, NOW).locked(NOW));
        Lockout locked = tried(Lockout.none(NOW), 5, NOW);

        assertTrue(locked.locked(NOW.plus(Duration.ofMinutes(14))));
        assertFalse(locked.locked(NOW.plus(Duration.ofMinutes(15))));
    }

    @Test
    void eachTimeItLocksForTwiceAsLongUpToTwoHours() {
        Lockout lockout = Lockout.none(NOW);
        Instant now = NOW;
        for (int minutes : new int[] {15, 30, 60, 120, 120}) {
            lockout = tried(lockout, 5, now);
            assertEquals(now.plus(Duration.ofMinutes(minutes)), lockout.lockedUntil());
            now = now.plus(Duration.ofMinutes(minutes));
        }
    }

    @Test
    void aQuietDayForgetsWhatWasBefore() {
        Lockout four = tried(Lockout.none(NOW), 4, NOW);

        assertTrue(four.tried(NOW.plus(Duration.ofHours(23)), 5).locked(NOW.plus(Duration.ofHours(23))));
        assertEquals(1, four.tried(NOW.plus(Duration.ofHours(25)), 5).failures());
    }

    @Test
    void whatTurnedOutToBeRightIsTakenBackWithTheLockItBrought() {
        Lockout five = tried(Lockout.none(NOW), 5, NOW);

        Lockout back = five.takenBack(NOW, 5);

        assertEquals(4, back.failures());
        assertFalse(back.locked(NOW));
        assertEquals(0, Lockout.none(NOW).takenBack(NOW, 5).failures());
    }
}
