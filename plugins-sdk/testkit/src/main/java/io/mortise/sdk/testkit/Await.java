package io.mortise.sdk.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Waits for a condition with a deadline, instead of sleeping and hoping. */
public final class Await {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final long GLANCE_NANOS = 5_000_000;

    private Await() {}

    /** {@link #await(String, Duration, Callable)} for at most 20 seconds. */
    public static void await(String what, Callable<Boolean> condition) {
        await(what, LIMIT, condition);
    }

    /**
     * Waits until the condition holds. A condition that throws does not hold; what it threw last is told when the time is
     * over.
     *
     * @param what is waited for, as the end of the sentence "waited for …"
     * @throws AssertionError when it did not hold in time
     */
    public static void await(String what, Duration limit, Callable<Boolean> condition) {
        await(what, limit, GLANCE_NANOS, condition);
    }

    /** The same with another pause between two looks, for conditions that cost something. */
    static void await(String what, Duration limit, long glanceNanos, Callable<Boolean> condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        Throwable last;
        do {
            last = null;
            try {
                if (condition.call()) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for " + what, e);
            } catch (Exception | AssertionError e) {
                last = e;
            }
            LockSupport.parkNanos(glanceNanos);
        } while (System.nanoTime() - deadline < 0);
        throw late(what, limit, last);
    }

    private static AssertionError late(String what, Duration limit, @Nullable Throwable last) {
        return new AssertionError("waited " + limit.toMillis() + " ms for " + what + ", in vain", last);
    }
}
