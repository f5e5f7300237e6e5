package io.mortise.sdk.testkit;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;

/** How long things took: 32 buckets to each power of two of microseconds, so an error of at most 1/32. Thread-safe. */
final class Latencies {

    private static final int STEPS = 32;
    private static final int POWERS = 36;

    private final AtomicLongArray buckets = new AtomicLongArray(STEPS * POWERS);
    private final LongAccumulator longest = new LongAccumulator(Math::max, 0);

    void add(long nanos) {
        long micros = Math.max(1, nanos / 1000);
        buckets.incrementAndGet(bucket(micros));
        longest.accumulate(micros);
    }

    long count() {
        long count = 0;
        for (int i = 0; i < buckets.length(); i++) {
            count += buckets.get(i);
        }
        return count;
    }

    /** The upper border of the bucket that this share of all falls into, and never more than the longest. */
    long micros(double share) {
        long wanted = (long) Math.ceil(count() * share);
        long seen = 0;
        for (int i = 0; i < buckets.length(); i++) {
            seen += buckets.get(i);
            if (seen >= wanted && seen > 0) {
                return Math.min(border(i), longest.get());
            }
        }
        return 0;
    }

    long longestMicros() {
        return longest.get();
    }

    private static int bucket(long micros) {
        if (micros < STEPS) {
            return (int) micros;
        }
        int power = 63 - Long.numberOfLeadingZeros(micros);
        int step = (int) (micros >>> (power - 5)) - STEPS;
        return Math.min(STEPS * POWERS - 1, (power - 4) * STEPS + step);
    }

    private static long border(int bucket) {
        if (bucket < STEPS) {
            return bucket;
        }
        int power = bucket / STEPS + 4;
        return ((long) (STEPS + bucket % STEPS + 1) << (power - 5)) - 1;
    }
}
