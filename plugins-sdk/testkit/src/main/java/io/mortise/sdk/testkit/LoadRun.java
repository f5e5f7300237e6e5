package io.mortise.sdk.testkit;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** A {@link Load} that is under way. Phases follow each other; each has a {@link Load.Result} once it is finished. */
public final class LoadRun implements AutoCloseable {

    private static final int KEPT_FAILURES = 20;

    private final List<Load.Shot> shots;
    private final Predicate<Load.Reply> wanted;
    private final long pauseNanos;
    private final long begin = System.nanoTime();
    private final long end;
    private final AtomicLong tickets = new AtomicLong();
    private final List<Phase> phases = new ArrayList<>();
    private final List<Thread> workers = new ArrayList<>();
    private volatile boolean stopped;
    private volatile Phase current;

    LoadRun(
            URI address,
            List<Load.Shot> shots,
            Predicate<Load.Reply> wanted,
            int rate,
            int connections,
            Duration limit) {
        this.shots = shots;
        this.wanted = wanted;
        this.pauseNanos = rate == 0 ? 0 : 1_000_000_000L / rate;
        this.end = begin + limit.toNanos();
        this.current = new Phase("start");
        phases.add(current);
        for (int i = 0; i < connections; i++) {
            workers.add(Thread.ofPlatform().daemon().name("load-" + i).start(() -> work(address)));
        }
    }

    /** Begins another phase; what is due from now on belongs to it. */
    public synchronized void phase(String name) {
        current.ended = System.nanoTime();
        current = new Phase(name);
        phases.add(current);
    }

    /** {@link #phase(String)} and waits so long. */
    public void phase(String name, Duration length) throws InterruptedException {
        phase(name);
        Thread.sleep(length);
    }

    /** Requests sent so far. */
    public long sent() {
        return tickets.get();
    }

    /** Failures so far, in all phases. */
    public synchronized long failed() {
        return phases.stream().mapToLong(phase -> phase.failed.get()).sum();
    }

    /** Ends the load and waits until the last answer has come. */
    public LoadRun finish() {
        stopped = true;
        return awaitEnd();
    }

    /** Waits until it has come to its limit, and until the last answer has come. */
    public synchronized LoadRun awaitEnd() {
        try {
            for (Thread worker : workers) {
                worker.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while the load ended", e);
        }
        if (current.ended == 0) {
            current.ended = System.nanoTime();
        }
        return this;
    }

    /** What was seen in the phase of this name. */
    public synchronized Load.Result result(String phase) {
        List<Phase> named = phases.stream().filter(it -> it.name.equals(phase)).toList();
        if (named.size() != 1) {
            throw new IllegalArgumentException("there are " + named.size() + " phases called " + phase);
        }
        return named.getFirst().result();
    }

    @Override
    public void close() {
        finish();
    }

    private void work(URI address) {
        try (var wire = new Wire(address)) {
            while (!stopped) {
                long ticket = tickets.getAndIncrement();
                long due = pauseNanos == 0 ? System.nanoTime() : begin + ticket * pauseNanos;
                if (due - end > 0) {
                    return;
                }
                sleepUntil(due);
                if (stopped) {
                    return;
                }
                shoot(wire, shots.get((int) (ticket % shots.size())), due);
            }
        }
    }

    private void shoot(Wire wire, Load.Shot shot, long due) {
        Phase phase = current;
        try {
            Load.Reply reply = wire.exchange(shot.bytes());
            phase.latencies.add(System.nanoTime() - due);
            if (!wanted.test(reply)) {
                String text = reply.text();
                phase.fail(shot.name() + ": " + reply.status() + " "
                        + (text.length() > 300 ? text.substring(0, 300) + " …" : text));
            }
        } catch (IOException e) {
            phase.latencies.add(System.nanoTime() - due);
            phase.fail(shot.name() + ": " + e);
            wire.close();
        }
    }

    private void sleepUntil(long due) {
        for (long left = due - System.nanoTime(); left > 0 && !stopped; left = due - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, 100_000_000));
        }
    }

    private static final class Phase {
        private final String name;
        private final long began = System.nanoTime();
        private volatile long ended;
        private final Latencies latencies = new Latencies();
        private final AtomicLong failed = new AtomicLong();
        private final AtomicInteger kept = new AtomicInteger();
        private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();

        Phase(String name) {
            this.name = name;
        }

        void fail(String words) {
            failed.incrementAndGet();
            if (kept.getAndIncrement() < KEPT_FAILURES) {
                failures.add("%.3f s: %s".formatted((System.nanoTime() - began) / 1e9, words));
            }
        }

        Load.Result result() {
            long until = ended == 0 ? System.nanoTime() : ended;
            return new Load.Result(
                    name,
                    latencies.count(),
                    failed.get(),
                    (until - began) / 1e9,
                    latencies.micros(0.5),
                    latencies.micros(0.99),
                    latencies.longestMicros(),
                    List.copyOf(failures));
        }
    }
}
