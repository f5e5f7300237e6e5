package io.mortise.kernel.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GateTest {

    @Test
    void whoIsInsideStaysAndNobodyElseEntersAfterRetirement() throws Exception {
        var gate = new Gate();

        assertTrue(gate.enter());
        gate.retire();

        assertFalse(gate.enter());
        assertEquals(1, gate.inFlight());
        assertFalse(gate.awaitEmpty(Duration.ofMillis(5)));
        gate.exit();
        assertTrue(gate.awaitEmpty(Duration.ZERO));
        gate.reopen();
        assertTrue(gate.enter());
    }

    @Test
    void retiringUnderLoadNeverLosesACount() throws Exception {
        for (int round = 0; round < 200; round++) {
            var gate = new Gate();
            var inside = new AtomicLong();
            var start = new CountDownLatch(1);
            var threads = new Thread[4];
            for (int i = 0; i < threads.length; i++) {
                threads[i] = Thread.ofVirtual().start(() -> {
                    await(start);
                    while (gate.enter()) {
                        inside.incrementAndGet();
                        inside.decrementAndGet();
                        gate.exit();
                    }
                });
            }
            start.countDown();
            Thread.yield();

            gate.retire();

            assertTrue(gate.awaitEmpty(Duration.ofSeconds(5)));
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(0, inside.get());
            assertEquals(0, gate.inFlight());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
