package io.mortise.kernel.messaging;

import io.mortise.access.Caller;
import io.mortise.kernel.context.CallerBinding;
import io.mortise.kernel.messaging.Lanes.Lane;
import io.mortise.kernel.messaging.Lanes.Outcome;
import io.mortise.kernel.messaging.Lanes.Settlement;
import io.mortise.kernel.messaging.Lanes.Waiting;
import io.mortise.kernel.spi.Callers;
import io.mortise.kernel.spi.FaultPoint;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.kernel.spi.UnitsOfWork;
import io.mortise.message.Delivery;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers: one thread claims lanes and gives them back, in one unit of work per turn; each claimed lane is a virtual
 * thread that hands over its deliveries one after the other. A commit wakes it; polling finds retries and what other
 * nodes left.
 */
final class Dispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    /** Lanes claimed beyond those being worked on, so that a turn's transaction serves many. */
    private static final int AHEAD = 8;

    /** Deliveries read at a time from one lane. */
    private static final int READ = 50;

    private final MessagingSettings settings;
    private final UnitsOfWork units;
    private final Lanes lanes;
    private final Subscriptions subscriptions;
    private final Entrance entrance;
    private final Clock clock;
    private final Runnable chores;

    private final Semaphore bell = new Semaphore(0);
    private final Semaphore working;
    private final Set<Subscription> woken = ConcurrentHashMap.newKeySet();
    private final Map<Lane, Boolean> active = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Settlement> ended = new ConcurrentLinkedQueue<>();
    private volatile boolean stopping;
    private @Nullable Thread thread;

    /** @param chores what else is to be done once per turn on the same thread; must be quick and not throw */
    Dispatcher(
            MessagingSettings settings,
            UnitsOfWork units,
            Lanes lanes,
            Subscriptions subscriptions,
            Entrance entrance,
            Clock clock,
            Runnable chores) {
        this.settings = settings;
        this.units = units;
        this.lanes = lanes;
        this.subscriptions = subscriptions;
        this.entrance = entrance;
        this.clock = clock;
        this.chores = chores;
        this.working = new Semaphore(settings.workers());
    }

    void start() {
        thread = Thread.ofVirtual().name("mortise-events").start(this::loop);
    }

    /** There is work for these. */
    void wake(Collection<Subscription> listeners) {
        woken.addAll(listeners);
        ring();
    }

    /** Something changed: look at everything. */
    void ring() {
        bell.release();
    }

    /** Claims no more, and waits for what runs. */
    void stop() throws InterruptedException {
        stopping = true;
        ring();
        Thread running = thread;
        if (running != null && !running.join(settings.stopLimit())) {
            LOG.warn("{} deliveries still run after {}; they will be repeated", active.size(), settings.stopLimit());
        }
    }

    private void loop() {
        long swept = System.nanoTime() - settings.poll().toNanos();
        long renewed = System.nanoTime();
        while (!stopping || !active.isEmpty()) {
            try {
                chores.run();
                boolean sweep = System.nanoTime() - swept >= settings.poll().toNanos();
                if (sweep) {
                    swept = System.nanoTime();
                    subscriptions.refresh();
                    woken.addAll(subscriptions.of(entrance.serving()));
                }
                if (System.nanoTime() - renewed > settings.lease().toNanos() / 3) {
                    renewed = System.nanoTime();
                    units.separately(() -> {
                        lanes.renew(List.copyOf(active.keySet()));
                        return active.size();
                    });
                }
                turn();
            } catch (RuntimeException e) {
                LOG.error("the delivery of events is disturbed; it goes on in {}", settings.poll(), e);
            }
            try {
                bell.tryAcquire(settings.poll().toMillis(), TimeUnit.MILLISECONDS);
                bell.drainPermits();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Gives back what ended and claims what is due, in one transaction. */
    private void turn() {
        var endedNow = new ArrayList<Settlement>();
        for (Settlement one = ended.poll(); one != null; one = ended.poll()) {
            endedNow.add(one);
        }
        int room = settings.workers() * AHEAD - active.size() + endedNow.size();
        List<Subscription> due = stopping || room <= 0 ? List.of() : due();
        if (endedNow.isEmpty() && due.isEmpty()) {
            return;
        }
        var claimed = new ArrayList<Lane>();
        var unsettled = new ArrayList<Settlement>();
        try {
            units.separately(() -> {
                unsettled.addAll(lanes.settle(endedNow));
                for (Subscription subscription : due) {
                    int limit = room - claimed.size();
                    List<Lane> some = limit <= 0 ? List.of() : lanes.claim(subscription, limit);
                    claimed.addAll(some);
                    if (some.size() >= limit) {
                        woken.add(subscription);
                    }
                }
                return claimed.size();
            });
        } catch (RuntimeException e) {
            ended.addAll(endedNow);
            woken.addAll(due);
            throw e;
        }
        endedNow.removeAll(unsettled);
        endedNow.forEach(settled -> active.remove(settled.lane()));
        ended.addAll(unsettled);
        for (Lane lane : claimed) {
            active.put(lane, true);
            Thread.ofVirtual().name("mortise-event").start(() -> work(lane));
        }
    }

    private List<Subscription> due() {
        Set<String> serving = entrance.serving();
        var due = new ArrayList<Subscription>();
        for (Subscription subscription : woken) {
            woken.remove(subscription);
            if (serving.contains(subscription.module())) {
                due.add(subscription);
            }
        }
        return due;
    }

    private void work(Lane lane) {
        Outcome outcome = new Outcome.Again(clock.instant().plus(settings.poll()), lane.attempts());
        try {
            working.acquire();
            try {
                outcome = empty(lane);
            } finally {
                working.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn(
                    "events of {} for {} wait a moment",
                    lane.subscription().event(),
                    lane.subscription().module(),
                    e);
        } finally {
            ended.add(new Settlement(lane, outcome));
            if (outcome instanceof Outcome.Again) {
                woken.add(lane.subscription());
            }
            ring();
        }
    }

    /** Delivers what waits in the lane, for at most half a lease. */
    private Outcome empty(Lane lane) {
        long deadline = System.nanoTime() + settings.lease().toNanos() / 2;
        long last = lane.lastPlace();
        int attempts = lane.attempts();
        while (true) {
            List<Waiting> waiting = lanes.waiting(lane, READ);
            for (Waiting delivery : waiting) {
                if (stopping || System.nanoTime() - deadline >= 0) {
                    return new Outcome.Again(clock.instant(), attempts);
                }
                ModuleInstance instance =
                        entrance.enter(lane.subscription().module()).orElse(null);
                if (instance == null) {
                    return new Outcome.Again(clock.instant(), attempts);
                }
                var handed = new AtomicBoolean();
                try {
                    deliver(instance, lane, delivery, attempts + 1, handed);
                } catch (Throwable e) {
                    if (!handed.get()) {
                        // The listener is not to blame: the database was busy, or another node holds the delivery.
                        LOG.warn(
                                "events of {} for {} wait a moment",
                                lane.subscription().event(),
                                instance,
                                e);
                        return new Outcome.Again(clock.instant().plus(settings.poll()), attempts);
                    }
                    return failed(lane, delivery, attempts + 1, e);
                } finally {
                    instance.gate().exit();
                }
                attempts = 0;
                last = Math.max(last, delivery.place());
            }
            if (waiting.size() < READ) {
                return new Outcome.Drained(last);
            }
        }
    }

    private void deliver(ModuleInstance instance, Lane lane, Waiting waiting, int attempt, AtomicBoolean handed)
            throws Exception {
        Caller caller = Callers.module(instance.id(), waiting.traceId());
        var delivery =
                new Delivery(waiting.event(), waiting.publishedAt(), waiting.schema(), attempt, waiting.causedBy());
        ScopedValue.where(CallerBinding.CURRENT, caller)
                .call(() -> units.<Boolean, Exception>write(() -> {
                    boolean mine = lanes.take(lane, waiting.place());
                    if (mine) {
                        handed.set(true);
                        InstanceMessages.of(instance)
                                .deliver(lane.subscription().event(), waiting.payload(), delivery);
                        FaultPoint.reach("messaging.delivered");
                    }
                    return mine;
                }));
    }

    private Outcome failed(Lane lane, Waiting delivery, int attempts, Throwable error) {
        String event = lane.subscription().event();
        String module = lane.subscription().module();
        if (attempts >= settings.attempts()) {
            LOG.error(
                    "event {} {} for {} is a dead letter after {} tries; later ones of its key wait",
                    event,
                    delivery.event(),
                    module,
                    attempts,
                    error);
            lanes.bury(lane, delivery, attempts, error);
            return new Outcome.Blocked();
        }
        Duration pause = settings.pauseAfter(attempts);
        LOG.warn(
                "event {} {} for {} failed {} times, again in {}",
                event,
                delivery.event(),
                module,
                attempts,
                pause,
                error);
        return new Outcome.Again(clock.instant().plus(pause), attempts);
    }
}
