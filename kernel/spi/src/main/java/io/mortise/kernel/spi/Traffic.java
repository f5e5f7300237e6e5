package io.mortise.kernel.spi;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/**
 * Requests that were answered: how many, how many failed, how long they took. One for the whole gateway and one for each
 * module instance. Thread-safe; recording takes no lock.
 */
public final class Traffic {

    /** Eight buckets to each power of two of microseconds: an error of at most 1/8. */
    private static final int STEPS = 8;

    private static final int BUCKETS = 40 * STEPS;

    private final List<Window> windows = new CopyOnWriteArrayList<>();
    private final Window always = new Window();

    /** Records one answer. */
    public void record(long nanos, boolean failed) {
        always.add(nanos, failed);
        for (Window window : windows) {
            window.add(nanos, failed);
        }
    }

    /** What was recorded since the start. */
    public Snapshot snapshot() {
        return always.snapshot();
    }

    /** Begins to count anew beside the rest, until it is closed. */
    public Window open() {
        var window = new Window();
        windows.add(window);
        return window;
    }

    /**
     * What was recorded.
     *
     * @param served answers, failed ones too
     * @param failed answers of status 5xx that the client did not cause, broken connections of our making too
     * @param medianMicros half took no longer
     * @param p99Micros 99 of 100 took no longer
     * @param longestMicros the longest
     */
    public record Snapshot(long served, long failed, long medianMicros, long p99Micros, long longestMicros) {}

    /** A stretch of time. */
    public final class Window implements AutoCloseable {

        private final LongAdder served = new LongAdder();
        private final LongAdder failed = new LongAdder();
        private final LongAccumulator longest = new LongAccumulator(Math::max, 0);
        private final AtomicLongArray buckets = new AtomicLongArray(BUCKETS);

        private void add(long nanos, boolean bad) {
            long micros = Math.max(0, nanos / 1000);
            served.increment();
            if (bad) {
                failed.increment();
            }
            longest.accumulate(micros);
            buckets.incrementAndGet(bucket(micros));
        }

        /** What was recorded in this stretch so far. */
        public Snapshot snapshot() {
            long all = 0;
            var counts = new long[BUCKETS];
            for (int i = 0; i < BUCKETS; i++) {
                counts[i] = buckets.get(i);
                all += counts[i];
            }
            return new Snapshot(
                    served.sum(),
                    failed.sum(),
                    percentile(counts, all, 0.5),
                    percentile(counts, all, 0.99),
                    longest.get());
        }

        @Override
        public void close() {
            windows.remove(this);
        }
    }

    private static int bucket(long micros) {
        if (micros < STEPS) {
            return (int) micros;
        }
        int power = 63 - Long.numberOfLeadingZeros(micros);
        int step = (int) (micros >>> (power - 3)) & (STEPS - 1);
        return Math.min(BUCKETS - 1, (power - 2) * STEPS + step);
    }

    private static long ceiling(int bucket) {
        if (bucket < STEPS) {
            return bucket;
        }
        int power = bucket / STEPS + 2;
        return ((long) (STEPS + bucket % STEPS + 1) << (power - 3)) - 1;
    }

    private static long percentile(long[] counts, long all, double share) {
        long wanted = (long) Math.ceil(all * share);
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= wanted && all > 0) {
                return ceiling(i);
            }
        }
        return 0;
    }
}
