package io.mortise.kernel.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TrafficTest {

    @Test
    void percentilesAreWithinAnEighthOfTheSortedTruth() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var traffic = new Traffic();
        var micros = new long[10_000];
        for (int i = 0; i < micros.length; i++) {
            micros[i] = (long) Math.exp(random.nextDouble() * 14);
            traffic.record(micros[i] * 1000, false);
        }
        Arrays.sort(micros);

        var snapshot = traffic.snapshot();

        near(micros[micros.length / 2 - 1], snapshot.medianMicros(), seed);
        near(micros[micros.length * 99 / 100 - 1], snapshot.p99Micros(), seed);
        assertEquals(micros[micros.length - 1], snapshot.longestMicros());
    }

    @Test
    void aWindowCountsOnlyWhatHappensWhileItIsOpen() {
        var traffic = new Traffic();
        traffic.record(9_000_000, true);

        Traffic.Window window = traffic.open();
        traffic.record(1_000_000, false);
        traffic.record(2_000_000, true);
        window.close();
        traffic.record(50_000_000, true);

        assertEquals(2, window.snapshot().served());
        assertEquals(1, window.snapshot().failed());
        assertEquals(2000, window.snapshot().longestMicros());
        assertEquals(4, traffic.snapshot().served());
    }

    private static void near(long truth, long told, long seed) {
        assertTrue(told >= truth && told <= truth * 9 / 8 + 1, truth + " was told as " + told + ", seed " + seed);
    }
}
