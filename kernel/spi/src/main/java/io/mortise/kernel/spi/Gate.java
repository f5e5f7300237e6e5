package io.mortise.kernel.spi;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts what is in flight inside one thing that can retire: one atomic word holds the count and the retired bit, so that
 * entering and retiring can't miss each other (PLATFORM.md, section 5). Who is refused looks up the successor.
 *
 * <p>Thread-safe and lock-free; {@link #awaitEmpty} alone waits.
 */
public final class Gate {

    private static final long RETIRED = 1L << 62;

    private final AtomicLong word = new AtomicLong();

    /** Enters; false when retired. Each true is owed one {@link #exit()}. */
    public boolean enter() {
        for (; ; ) {
            long now = word.get();
            if ((now & RETIRED) != 0) {
                return false;
            }
            if (word.compareAndSet(now, now + 1)) {
                return true;
            }
        }
    }

    /** Leaves, once for each successful {@link #enter()}. */
    public void exit() {
        word.decrementAndGet();
    }

    /** Lets nobody in any more. Who is inside stays. */
    public void retire() {
        word.getAndUpdate(now -> now | RETIRED);
    }

    /** Opens again after {@link #retire()}: a warm instance that is published again. */
    public void reopen() {
        word.getAndUpdate(now -> now & ~RETIRED);
    }

    /** Whether it lets nobody in. */
    public boolean retired() {
        return (word.get() & RETIRED) != 0;
    }

    /** How many are inside. */
    public long inFlight() {
        return word.get() & ~RETIRED;
    }

    /**
     * Waits until nobody is inside.
     *
     * @param limit how long at most
     * @return whether it is empty now
     */
    public boolean awaitEmpty(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (inFlight() != 0) {
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            LockSupport.parkNanos(1_000_000);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return true;
    }
}
