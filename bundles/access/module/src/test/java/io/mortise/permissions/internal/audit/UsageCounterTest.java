package io.mortise.permissions.internal.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mortise.access.Permission;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UsageCounterTest {

    /** Decision 24: what is counted while it is being written is written the next time. */
    @Test
    void nothingCountedIsLostOrCountedTwiceWhileItIsWritten() throws InterruptedException {
        var used = new ConcurrentLinkedQueue<UsageCounter>();
        var counter = new UsageCounter("somebody", Permission.parse("customer.customer:read"), used);
        var done = new AtomicBoolean();
        var people = IntStream.range(0, 4)
                .mapToObj(_ -> Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < 200_000; i++) {
                        counter.used();
                    }
                }))
                .toList();
        long[] written = {0};
        var writer = Thread.ofPlatform().start(() -> {
            boolean last;
            do {
                last = done.get();
                for (UsageCounter next = used.poll(); next != null; next = used.poll()) {
                    long more = next.take();
                    next.wrote(more);
                    written[0] += more;
                }
            } while (!last);
        });

        for (Thread person : people) {
            person.join();
        }
        done.set(true);
        writer.join();

        assertEquals(800_000, written[0]);
    }
}
