package io.mortise.sdk.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatenciesTest {

    @Test
    void quantilesAreThoseOfTheSortedListWithinOnePartIn32() {
        var random = new Random(42);
        var latencies = new Latencies();
        long[] micros = random.longs(10_000, 1, 30_000_000).sorted().toArray();
        Arrays.stream(micros).forEach(each -> latencies.add(each * 1000));

        for (double share : new double[] {0.01, 0.5, 0.9, 0.99, 1}) {
            long exact = micros[(int) Math.ceil(micros.length * share) - 1];
            long told = latencies.micros(share);
            assertTrue(told >= exact && told <= exact + exact / 32 + 1, share + ": " + told + " for " + exact);
        }
        assertEquals(micros[micros.length - 1], latencies.longestMicros());
        assertEquals(10_000, latencies.count());
    }

    @Test
    void nothingSeenIsZero() {
        assertEquals(0, new Latencies().micros(0.99));
    }
}
