package io.mortise.kernel.messaging;

import io.mortise.kernel.spi.InstancePart;
import io.mortise.kernel.spi.KernelDatabase;
import io.mortise.kernel.spi.KernelResource;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.kernel.spi.ModuleService;
import io.mortise.kernel.spi.UnitsOfWork;
import io.mortise.kernel.spi.Worlds;
import io.mortise.message.Events;
import io.mortise.message.Jobs;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events and jobs: what modules publish and enqueue commits with their work, and reaches listeners and jobs at least
 * once, whatever module is off, being swapped or killed meanwhile. How, and why so: this part's README.
 *
 * <p>Thread-safe. {@link #close} waits for running work up to {@link MessagingSettings#stopLimit}.
 */
public final class Messaging implements InstancePart, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Messaging.class);

    /** How often the tables are swept of what is no longer needed. */
    private static final Duration SWEEP = Duration.ofMinutes(10);

    private final MessagingSettings settings;
    private final UnitsOfWork units;
    private final KernelDatabase.Kind kind;
    private final Clock clock;
    private final Entrance entrance;
    private final Subscriptions subscriptions;
    private final Dispatcher dispatcher;
    private final Outbox outbox;
    private final JobRunner runner;
    private final DeadLetters letters;
    private final Backlog backlog;
    private final ConcurrentLinkedQueue<ModuleInstance> arrivals = new ConcurrentLinkedQueue<>();
    private final Semaphore sweeperStop = new Semaphore(0);
    private @Nullable Thread sweeper;

    private Messaging(MessagingSettings settings, KernelDatabase database, Worlds worlds, Clock clock, ZoneId zone) {
        this.settings = settings;
        this.units = database.units();
        this.kind = database.kind();
        this.clock = clock;
        this.entrance = new Entrance(worlds);
        this.subscriptions = new Subscriptions(units, clock);
        var lanes = new Lanes(units, clock, settings.lease());
        this.dispatcher = new Dispatcher(settings, units, lanes, subscriptions, entrance, clock, this::welcomeArrivals);
        this.outbox = new Outbox(database, subscriptions, clock, dispatcher::wake);
        this.runner = new JobRunner(settings, database, entrance, clock, zone);
        this.letters = new DeadLetters(units, runner.store(), clock);
        this.backlog = new Backlog(units);
    }

    /**
     * Brings the tables up to date. Modules may publish and enqueue from now on; nothing runs before {@link #start}.
     *
     * @param worlds tells which instance serves
     */
    public static Messaging open(MessagingSettings settings, KernelDatabase database, Worlds worlds) {
        return open(settings, database, worlds, Clock.systemUTC(), ZoneId.systemDefault());
    }

    static Messaging open(
            MessagingSettings settings, KernelDatabase database, Worlds worlds, Clock clock, ZoneId zone) {
        database.migrate("messaging", "io/mortise/kernel/messaging/db");
        var messaging = new Messaging(settings, database, worlds, clock, zone);
        messaging.subscriptions.refresh();
        return messaging;
    }

    /** Begins to deliver and to run. Once. */
    public void start() {
        if (kind == KernelDatabase.Kind.H2) {
            takeBack();
        }
        dispatcher.start();
        runner.start();
        sweeper = Thread.ofVirtual().name("mortise-messaging-sweep").start(this::sweep);
    }

    /** What is served below {@code /api/kernel/}. */
    public List<KernelResource> resources() {
        return List.of(new DeadLetterResource(letters, this::wake), new BacklogResource(backlog));
    }

    /**
     * Removes what a module hears and runs, with everything that waits for it: for its uninstallation. The module must
     * serve no longer.
     */
    public void forget(String module) {
        subscriptions.forget(module);
        runner.store().forget(module);
    }

    /** Deliveries that wait: a gauge. */
    public long waitingDeliveries() {
        return backlog.count("select count(*) from kernel_messaging_delivery");
    }

    /** Runs of jobs that wait or happen, those of a schedule too: a gauge. */
    public long waitingRuns() {
        return backlog.count("select count(*) from kernel_messaging_job where dead_at is null");
    }

    /** Dead letters: a gauge. */
    public long deadLetters() {
        return backlog.count("select count(*) from kernel_messaging_dead_letter");
    }

    /** How long the oldest delivery waits; zero when none does: a gauge. */
    public Duration oldestWaiting() {
        Instant oldest = backlog.oldest();
        return oldest == null ? Duration.ZERO : Duration.between(oldest, clock.instant());
    }

    @Override
    public String name() {
        return "messaging";
    }

    @Override
    public List<ModuleService<?>> services() {
        return List.of(
                new ModuleService<>(Events.class, instance -> new ModuleEvents(instance, outbox)),
                new ModuleService<>(Jobs.class, instance -> new ModuleJobs(instance, runner, units)));
    }

    @Override
    public void open(ModuleInstance instance) {
        instance.attach(InstanceMessages.class, new InstanceMessages());
    }

    @Override
    public void assemble(ModuleInstance instance) {
        InstanceMessages messages = InstanceMessages.of(instance);
        messages.assemble(ModuleComponents.of(instance));
        subscriptions.prepare(instance.id(), messages.listeners().keySet());
    }

    @Override
    public void published(ModuleInstance instance) {
        arrivals.add(instance);
        dispatcher.ring();
    }

    @Override
    public void close(ModuleInstance instance) {
        arrivals.remove(instance);
        instance.detach(InstanceMessages.class).ifPresent(messages -> messages.close(instance));
    }

    @Override
    public void close() {
        sweeperStop.release();
        runner.stop();
        try {
            dispatcher.stop();
            if (sweeper != null) {
                sweeper.join(settings.stopLimit());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void wake() {
        dispatcher.wake(subscriptions.of(entrance.serving()));
        runner.wake();
    }

    /** One process has the file of H2: what is claimed was claimed by the one before, which is dead. */
    private void takeBack() {
        units.separately(() -> {
            Sql.run(
                    units.connection(),
                    "update kernel_messaging_lane set due_at = ?, claim = null where claim is not null",
                    clock.instant());
            return Sql.run(
                    units.connection(),
                    "update kernel_messaging_task set picked = false, picked_by = null where picked = true");
        });
    }

    /** Follows up instances that began to serve; those that can't be followed now are tried at the next turn. */
    private void welcomeArrivals() {
        var later = new ArrayList<ModuleInstance>();
        for (ModuleInstance instance = arrivals.poll(); instance != null; instance = arrivals.poll()) {
            InstanceMessages messages =
                    instance.attachment(InstanceMessages.class).orElse(null);
            if (messages == null || !entrance.serves(instance)) {
                continue;
            }
            try {
                subscriptions.heard(instance.id(), messages.listeners().keySet());
                runner.follow(instance);
                dispatcher.wake(subscriptions.of(Set.of(instance.id())));
            } catch (RuntimeException e) {
                LOG.warn("the schedules of {} are not in force yet; tried again in {}", instance, settings.poll(), e);
                later.add(instance);
            }
        }
        arrivals.addAll(later);
    }

    private void sweep() {
        try {
            do {
                try {
                    subscriptions.sweep(settings.keep());
                } catch (RuntimeException e) {
                    LOG.warn("old events are not swept now; tried again in {}", SWEEP, e);
                }
            } while (!sweeperStop.tryAcquire(SWEEP.toSeconds(), TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
