package io.mortise.kernel.messaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.kernel.spi.Wording;
import io.mortise.message.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class RunTimesTest {

    private static final Schedule AT_TWO_THIRTY = Schedule.daily(LocalTime.of(2, 30));

    @Test
    void aDailyRunThatEndsAtItsTimeComesBackTomorrow() {
        Instant now = Instant.parse("2026-11-22T02:30:00Z");

        assertEquals(Instant.parse("2026-11-23T02:30:00Z"), RunTimes.next(AT_TWO_THIRTY, now, ZoneOffset.UTC));
        assertEquals(now, RunTimes.next(AT_TWO_THIRTY, now.minusNanos(1), ZoneOffset.UTC));
    }

    @Test
    void aDailyRunHappensOnceOnDaysWhoseClocksAreChanged() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        // 02:30 does not exist on 29 March 2026: the run comes an hour later by the wall clock.
        assertEquals(
                Instant.parse("2026-03-29T01:30:00Z"),
                RunTimes.next(AT_TWO_THIRTY, Instant.parse("2026-03-28T01:30:00Z"), berlin));
        // It comes twice on 25 October 2026: the first one counts.
        Instant first = Instant.parse("2026-10-25T00:30:00Z");
        assertEquals(first, RunTimes.next(AT_TWO_THIRTY, Instant.parse("2026-10-24T00:30:00Z"), berlin));
        assertEquals(Instant.parse("2026-10-26T01:30:00Z"), RunTimes.next(AT_TWO_THIRTY, first, berlin));
    }

    @Test
    void pausesGrowThreefoldUpToTheLongest() {
        MessagingSettings settings = MessagingSettings.defaults();

        assertEquals(
                List.of(2L, 6L, 18L, 54L, 162L, 486L, 1458L, 3600L, 3600L),
                List.of(1, 2, 3, 4, 5, 6, 7, 8, 100).stream()
                        .map(failures -> settings.pauseAfter(failures).toSeconds())
                        .toList());
    }

    @Test
    void aSettingThatCantWorkIsRefusedByItsKey() {
        var wrong = assertThrows(
                IllegalArgumentException.class,
                () -> new MessagingSettings(
                        0,
                        1,
                        Duration.ofSeconds(1),
                        1,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofDays(1),
                        Duration.ofSeconds(1)));
        assertTrue(wrong.getMessage().startsWith("messaging.workers is 0"), wrong.getMessage());
    }

    @Test
    void everySentenceIsThereInBothLanguages() {
        Wording texts = Wording.ofKernel("messaging");

        for (String key : List.of("problem.dead-letter-not-found.title", "problem.invalid-cursor.detail")) {
            assertTrue(texts.has(key), key);
            assertTrue(
                    texts.say(Locale.SIMPLIFIED_CHINESE, key, java.util.Map.of())
                            .codePoints()
                            .anyMatch(letter -> Character.UnicodeScript.of(letter) == Character.UnicodeScript.HAN),
                    key);
        }
    }
}
