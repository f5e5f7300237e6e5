package io.mortise.kernel.lifecycle;

import io.mortise.data.Ids;
import io.mortise.kernel.lifecycle.Operation.Phase;
import io.mortise.kernel.lifecycle.Operation.State;
import io.mortise.kernel.lifecycle.Operation.Told;
import io.mortise.kernel.spi.Sentence;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies plans, one at a time; the second who tries is told who was first. */
final class Operations {

    private static final Logger LOG = LoggerFactory.getLogger(Operations.class);

    /** How long the next operation waits for one that has ended. */
    private static final Duration TIDYING = Duration.ofSeconds(30);

    private final Workshop shop;
    private final Planner planner;
    private final AtomicReference<@Nullable RunningOperation> current = new AtomicReference<>();
    private volatile @Nullable Thread worker;
    private volatile boolean open;
    private volatile boolean stopping;

    Operations(Workshop shop, Planner planner) {
        this.shop = shop;
        this.planner = planner;
    }

    /**
     * Begins to apply a plan.
     *
     * @param words puts a blocker into words, for the answer
     */
    Operation apply(String planId, String reason, String author, Function<Note, String> words) {
        if (stopping) {
            throw Faults.stopping();
        }
        if (!open) {
            throw Faults.starting();
        }
        Plans.Kept kept = shop.plans().find(planId).orElseThrow(() -> Faults.planNotFound(planId));
        if (kept.operation() != null) {
            throw Faults.planUsed(planId, kept.operation());
        }
        Plan plan = kept.plan();
        if (plan.expiresAt().isBefore(Instant.now())) {
            throw Faults.planExpired(planId, plan.expiresAt().toString());
        }
        var operation = new Operation(
                Ids.next().toString(),
                plan,
                State.RUNNING,
                Phase.PREPARING,
                author,
                reason,
                Instant.now(),
                null,
                null,
                null);
        var running = new RunningOperation(shop.log(), operation);
        takeTurn(running);
        // From here on nobody else changes the world.
        boolean begun = false;
        try {
            if (!planner.world().equals(plan.world())) {
                throw Faults.planStale(planId);
            }
            if (!plan.blockers().isEmpty()) {
                throw Faults.planBlocked(
                        planId, plan.blockers().stream().map(words).toList());
            }
            if (!shop.log().begin(operation)) {
                throw Faults.planUsed(planId, "?");
            }
            begun = true;
        } finally {
            if (!begun) {
                current.set(null);
            }
        }
        // Preparing computes for a while, and a virtual thread that computes keeps a carrier from the requests.
        // A platform thread shares the processors with them.
        worker = Thread.ofPlatform().daemon().name("module-operation").start(() -> {
            Courtesy.giveWay();
            run(running);
        });
        return operation;
    }

    /** An operation that has ended still cleans up for a moment: who saw its end and begins the next need not try twice. */
    private void takeTurn(RunningOperation running) {
        long deadline = System.nanoTime() + TIDYING.toNanos();
        RunningOperation first;
        while ((first = current.compareAndExchange(null, running)) != null) {
            if (first.operation().running() || System.nanoTime() - deadline >= 0 || !paused()) {
                throw Faults.operationRunning(
                        first.operation().id(), first.operation().author());
            }
        }
    }

    private static boolean paused() {
        try {
            Thread.sleep(Duration.ofMillis(1));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void run(RunningOperation running) {
        try {
            shop.turn().lockInterruptibly();
            try {
                new OperationRun(shop, running).run();
                collectGarbage();
            } finally {
                shop.turn().unlock();
            }
        } catch (InterruptedException e) {
            LOG.info(
                    "operation {} did not begin: the server stops",
                    running.operation().id());
        } finally {
            current.set(null);
        }
    }

    private void collectGarbage() {
        try {
            List<String> removed = shop.artifacts()
                    .collectGarbage(shop.state().all().values(), shop.plans().open(Instant.now()));
            if (!removed.isEmpty()) {
                LOG.info("{} artifacts that nothing needs any more were removed", removed.size());
            }
        } catch (RuntimeException e) {
            LOG.warn("artifacts that nothing needs could not be removed; the next operation tries again", e);
        }
    }

    /** The operation that runs, or null. */
    @Nullable
    RunningOperation running() {
        return current.get();
    }

    Optional<Told> find(String id) {
        RunningOperation running = current.get();
        if (running != null && running.operation().id().equals(id)) {
            return Optional.of(new Told(running.operation(), running.steps()));
        }
        return shop.log()
                .find(id)
                .map(operation -> new Told(operation, shop.log().steps(id)));
    }

    /** The last ones, newest first. */
    List<Operation> last(int limit) {
        RunningOperation running = current.get();
        return shop.log().last(limit).stream()
                .map(operation -> running != null && running.operation().id().equals(operation.id())
                        ? running.operation()
                        : operation)
                .toList();
    }

    /** Asks a running operation to stop: before it publishes, or while it watches. */
    Operation cancel(String id) {
        RunningOperation running = current.get();
        if (running == null || !running.operation().id().equals(id)) {
            Operation operation = shop.log().find(id).orElseThrow(() -> Faults.operationNotFound(id));
            throw Faults.notCancellable(id, operation.phase().word());
        }
        if (!running.cancel()) {
            throw Faults.notCancellable(id, running.operation().phase().word());
        }
        return running.operation();
    }

    /** Waits for the end of an operation, at most so long. */
    Optional<Operation> await(String id, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            RunningOperation running = current.get();
            if (running == null || !running.operation().id().equals(id)) {
                return shop.log().find(id);
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return Optional.of(running.operation());
            }
            // The slot is given free a moment after the operation has ended.
            if (running.operation().running()) {
                running.awaitNews(running.steps().size(), Duration.ofNanos(left));
            } else {
                Thread.sleep(Duration.ofMillis(1));
            }
        }
    }

    /** Ends what an earlier process left unfinished: says which version a restart brings back. */
    void recover() {
        Map<String, DesiredModule> rows = shop.state().all();
        for (Operation operation : shop.log().unfinished()) {
            boolean committed = operation.plan().modules().stream()
                    .map(rows::get)
                    .anyMatch(row -> row != null && operation.id().equals(row.operation()));
            boolean finalizing = committed
                    && operation.plan().modules().stream()
                            .map(rows::get)
                            .anyMatch(row -> row != null && row.contracting() == DesiredModule.Contracting.BEGUN);
            String modules = String.join(", ", operation.plan().modules());
            String key = finalizing ? "interrupted-finalize" : committed ? "interrupted-new" : "interrupted-old";
            State state = committed && !finalizing ? State.SUCCEEDED : State.FAILED;
            Sentence note = Sentence.of(
                    "lifecycle.note." + key,
                    "modules",
                    modules,
                    "phase",
                    operation.phase().word());
            shop.log().end(operation.end(state, note, null));
            if (!committed) {
                shop.state()
                        .remember(operation.plan().targets().stream()
                                .map(target -> DesiredState.line(
                                        target,
                                        operation.id(),
                                        State.FAILED.word(),
                                        operation.author(),
                                        operation.reason()))
                                .toList());
            }
            LOG.warn(
                    "operation {} ({} of {}) was interrupted in phase {}; {}",
                    operation.id(),
                    operation.plan().change(),
                    modules,
                    operation.phase().word(),
                    committed ? "its change had been made and stays" : "everything is as it was before");
        }
        rows.values().stream().filter(DesiredModule::purging).forEach(row -> {
            LOG.warn("the purge of module {} was interrupted and is finished now", row.id());
            shop.purge(row);
        });
    }

    /** Lets operations begin: the desired state has been restored. */
    void open() {
        open = true;
    }

    /** Lets nothing new begin and interrupts what runs. */
    void stop(Duration limit) {
        stopping = true;
        Thread thread = worker;
        if (thread != null && thread.isAlive()) {
            thread.interrupt();
            try {
                thread.join(limit);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
