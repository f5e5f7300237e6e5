package io.mortise.sdk.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AwaitTest {

    @Test
    void itAsksUntilTheConditionHolds() {
        var asked = new AtomicInteger();

        Await.await("the third question", () -> asked.incrementAndGet() == 3);

        assertEquals(3, asked.get());
    }

    @Test
    void itFailsInTimeAndSaysForWhatItWaitedAndWhatWentWrong() {
        var failure = assertThrows(
                AssertionError.class,
                () -> Await.await("better days", Duration.ofMillis(30), () -> {
                    throw new IllegalStateException("not today");
                }));

        assertTrue(failure.getMessage().contains("better days"));
        assertEquals("not today", failure.getCause().getMessage());
    }
}
