package io.mortise.kernel.lifecycle;

import static io.mortise.kernel.lifecycle.Operation.Phase.CLOSING;
import static io.mortise.kernel.lifecycle.Operation.Phase.DRAINING;
import static io.mortise.kernel.lifecycle.Operation.Phase.FINALIZING;
import static io.mortise.kernel.lifecycle.Operation.Phase.PREPARING;
import static io.mortise.kernel.lifecycle.Operation.Phase.PUBLISHING;
import static io.mortise.kernel.lifecycle.Operation.Phase.PURGING;
import static io.mortise.kernel.lifecycle.Operation.Phase.SETTLING;
import static io.mortise.kernel.lifecycle.Operation.Phase.WATCHING;

import io.mortise.kernel.lifecycle.DesiredModule.Contracting;
import io.mortise.kernel.lifecycle.Operation.State;
import io.mortise.kernel.lifecycle.artifact.ModuleArtifact;
import io.mortise.kernel.lifecycle.artifact.RefusedException;
import io.mortise.kernel.spi.FaultPoint;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.kernel.spi.ModuleRuntime.PrepareException;
import io.mortise.kernel.spi.ModuleRuntime.Prepared;
import io.mortise.kernel.spi.ModuleRuntime.Publication;
import io.mortise.kernel.spi.ModuleSource;
import io.mortise.kernel.spi.SchemaChanges;
import io.mortise.kernel.spi.Seat;
import io.mortise.kernel.spi.Sentence;
import io.mortise.kernel.spi.Traffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One plan being carried out, by one thread. New instances come first, beside the old ones; the desired state is written
 * when they have proven themselves, in one transaction, and that is the point of no return: a process that dies before
 * starts again with everything as it was, one that dies after with everything as planned. What only takes away
 * (switching off, closing, finalizing, purging) comes after it.
 */
final class OperationRun {

    private static final Logger LOG = LoggerFactory.getLogger(OperationRun.class);
    private static final Duration LOADER_LIMIT = Duration.ofSeconds(5);

    private static final Duration QUIET_SAMPLE = Duration.ofMillis(250);

    /** In one sample: 300 requests a second. */
    private static final long QUIET_REQUESTS = 75;

    private final Workshop shop;
    private final RunningOperation running;
    private final Plan plan;
    private final Report.Draft report = new Report.Draft();

    /** Names only: this operation must not itself hold what it asks to be gone. */
    private final Set<String> closed = new HashSet<>();

    private @Nullable Publication publication;
    private Map<String, Seat> seatsBefore = Map.of();
    private boolean settled;

    OperationRun(Workshop shop, RunningOperation running) {
        this.shop = shop;
        this.running = running;
        this.plan = running.operation().plan();
    }

    private record Outcome(State state, @Nullable Sentence note) {}

    /** Carries the plan out and records the end. Never throws. */
    void run() {
        Outcome outcome;
        try (Traffic.Window window = shop.traffic().open()) {
            try {
                outcome = carryOut();
            } catch (InterruptedException e) {
                outcome = new Outcome(
                        settled ? State.SUCCEEDED : State.FAILED, note(settled ? "stopped-new" : "stopped-old"));
            } catch (RuntimeException e) {
                LOG.error("operation {} met a fault", running.operation().id(), e);
                outcome = afterFault(e);
            }
            foretell();
            if (outcome.state() != State.SUCCEEDED) {
                rememberFailure(outcome.state());
            }
            running.end(running.operation().end(outcome.state(), outcome.note(), report.end(window.snapshot())));
        } catch (RuntimeException e) {
            LOG.error(
                    "the end of operation {} could not be recorded; the next start does it",
                    running.operation().id(),
                    e);
        }
    }

    private Outcome carryOut() throws InterruptedException {
        for (String module : plan.finalizeFirst()) {
            finish(module, null);
        }
        List<ModuleSource> sources;
        try {
            sources = sources();
        } catch (RefusedException e) {
            return new Outcome(State.FAILED, e.reasons().getFirst());
        }
        if (!sources.isEmpty()) {
            Optional<Outcome> stopped = replace(sources);
            if (stopped.isPresent()) {
                checkLoaders();
                return stopped.get();
            }
        }
        settle();
        end();
        closeOld();
        checkLoaders();
        for (Target target : plan.targets()) {
            if (target.state() == Target.State.FINAL) {
                finish(target.module(), running.operation().id());
            }
        }
        purge();
        return new Outcome(State.SUCCEEDED, report.note);
    }

    private List<ModuleSource> sources() throws RefusedException {
        var sources = new ArrayList<ModuleSource>();
        for (Target target : plan.targets()) {
            if (target.runs()) {
                sources.add(shop.artifacts().source(target.sha256()));
            }
        }
        for (String module : plan.rebuild()) {
            Optional<ModuleInstance> serving = shop.worlds().current().serving(module);
            if (serving.isPresent()) {
                sources.add(shop.artifacts().source(serving.get().sha256()));
            }
        }
        return sources;
    }

    /** Prepare, publish, drain, watch; the reason to stop, when there is one. */
    private Optional<Outcome> replace(List<ModuleSource> sources) throws InterruptedException {
        Set<String> ids = sources.stream().map(ModuleSource::id).collect(Collectors.toCollection(LinkedHashSet::new));
        seatsBefore = shop.worlds().current().seats();
        List<ModuleInstance> serving = ids.stream()
                .map(id -> shop.worlds().current().serving(id))
                .flatMap(Optional::stream)
                .toList();
        try (var watch = new Watch(shop.settings(), shop.runtime(), serving)) {
            running.step(PREPARING, step("preparing", "modules", String.join(", ", ids)));
            Prepared prepared;
            try {
                prepared = prepare(sources);
            } catch (PrepareException e) {
                LOG.warn(
                        "operation {}: {} could not be prepared",
                        running.operation().id(),
                        e.module(),
                        e);
                return Optional.of(new Outcome(State.FAILED, e.reason()));
            }
            try {
                FaultPoint.reach("lifecycle.prepared");
                if (running.cancelled()) {
                    prepared.discard();
                    return Optional.of(new Outcome(State.FAILED, Sentence.of("lifecycle.worse.cancelled")));
                }
                shop.artifacts()
                        .markInstalled(
                                sources.stream().map(ModuleSource::sha256).toList());
                running.step(PUBLISHING, step("publishing", "modules", String.join(", ", ids)));
            } catch (RuntimeException e) {
                prepared.discard();
                throw e;
            }
            return publishAndWatch(prepared, watch);
        }
    }

    private Prepared prepare(List<ModuleSource> sources) throws PrepareException {
        long begun = System.nanoTime();
        try (var starting = shop.marker().begin(sources)) {
            Prepared prepared = shop.runtime()
                    .prepare(
                            sources,
                            shop.settings().startLimit(),
                            starting.listening(sentence -> running.step(PREPARING, sentence)));
            report.stepMillis = prepared.stepMillis();
            return prepared;
        } finally {
            report.prepareMillis = (System.nanoTime() - begun) / 1_000_000;
        }
    }

    private Optional<Outcome> publishAndWatch(Prepared prepared, Watch watch) throws InterruptedException {
        Publication done = shop.runtime().publish(prepared);
        publication = done;
        // A write takes well under a microsecond; "0 µs" would read as if nothing had happened.
        report.publishMicros = Math.max(1, done.writeNanos() / 1000);
        watch.published(done);
        long deadline =
                System.nanoTime() + Duration.ofSeconds(plan.watchSeconds()).toNanos();
        FaultPoint.reach("lifecycle.published");
        shop.marker()
                .absolve(done.published().stream().map(ModuleInstance::sha256).toList());
        drain(done);
        FaultPoint.reach("lifecycle.drained");
        if (plan.watchSeconds() > 0 && watch.compares()) {
            running.step(WATCHING, step("watching", "seconds", plan.watchSeconds()));
            Optional<Sentence> worse = watch.until(deadline, running);
            report.watched = watch.figures();
            if (worse.isPresent()) {
                takeBack(done);
                return Optional.of(new Outcome(State.ROLLED_BACK, worse.get()));
            }
        }
        FaultPoint.reach("lifecycle.watched");
        return Optional.empty();
    }

    private void drain(Publication done) throws InterruptedException {
        if (done.retired().isEmpty()) {
            return;
        }
        running.step(DRAINING, step("draining", "seconds", plan.drainSeconds()));
        Map<String, Long> outlived = shop.runtime().drain(done, Duration.ofSeconds(plan.drainSeconds()));
        var all = new TreeMap<>(report.outlived);
        all.putAll(outlived);
        report.outlived = all;
        report.drained = all.isEmpty();
    }

    /** The old set serves again, as if nothing had happened. */
    private void takeBack(Publication done) throws InterruptedException {
        running.step(DRAINING, step("taking-back"));
        Publication back = shop.runtime().republish(done);
        publication = null;
        restoreSeats(done);
        seatsBefore = Map.of();
        shop.runtime().drain(back, Duration.ofSeconds(plan.drainSeconds()));
        close(done.published());
    }

    private void close(List<ModuleInstance> instances) {
        shop.runtime().close(instances);
        instances.forEach(instance -> closed.add(instance.id() + " " + instance.version()));
    }

    /** Modules that did not serve before: off, failed, or not there. */
    private void restoreSeats(Publication done) {
        Set<String> replaced = done.retired().stream().map(ModuleInstance::id).collect(Collectors.toSet());
        for (ModuleInstance instance : done.published()) {
            if (replaced.contains(instance.id())) {
                continue;
            }
            Seat before = seatsBefore.get(instance.id());
            if (before == null) {
                shop.runtime().forget(Set.of(instance.id()));
            } else {
                shop.runtime().seat(before, instance.id());
            }
        }
    }

    /** The point of no return. */
    private void settle() {
        running.step(SETTLING, step("settling"));
        Operation operation = running.operation();
        var stamp = new Rows.Stamp(operation.id(), operation.author(), operation.reason());
        Map<String, DesiredModule> before = shop.state().all();
        List<DesiredModule> rows = plan.targets().stream()
                .map(target -> row(target, before.get(target.module()), stamp))
                .toList();
        List<DesiredState.Line> history = plan.targets().stream()
                .map(target ->
                        DesiredState.line(target, operation.id(), "succeeded", operation.author(), operation.reason()))
                .toList();
        shop.state().write(rows, history);
        settled = true;
        FaultPoint.reach("lifecycle.desired");
    }

    private DesiredModule row(Target target, @Nullable DesiredModule row, Rows.Stamp stamp) {
        return switch (target.kind()) {
            case INSTALL -> {
                ModuleArtifact artifact = artifact(target);
                yield Rows.installed(
                        artifact,
                        shop.artifacts().origin(artifact.sha256()),
                        pending(artifact, SchemaChanges.Kind.CONTRACT) > 0,
                        report.prepareMillis,
                        stamp);
            }
            case UPGRADE ->
                Rows.upgraded(
                        present(target, row),
                        artifact(target),
                        shop.artifacts().origin(target.sha256()),
                        target.runs() ? report.prepareMillis : null,
                        stamp);
            case ROLLBACK ->
                Rows.rolledBack(
                        present(target, row), artifact(target), target.runs() ? report.prepareMillis : null, stamp);
            case ENABLE -> Rows.switched(present(target, row), true, report.prepareMillis, stamp);
            case DISABLE -> Rows.switched(present(target, row), false, null, stamp);
            case UNINSTALL -> Rows.uninstalled(present(target, row), target.purge(), stamp);
            case FINALIZE -> Rows.contracting(present(target, row), Contracting.BEGUN, stamp.operation());
            case LOCK -> throw new IllegalStateException("a lock is expanded before");
        };
    }

    private static DesiredModule present(Target target, @Nullable DesiredModule row) {
        if (row == null) {
            throw new IllegalStateException("module " + target.module() + " has no row any more");
        }
        return row;
    }

    private ModuleArtifact artifact(Target target) {
        return shop.artifacts()
                .find(target.sha256())
                .orElseThrow(() -> new IllegalStateException("artifact " + target.sha256() + " is gone"));
    }

    private int pending(ModuleArtifact artifact, SchemaChanges.Kind kind) {
        return (int) shop.schema().pending(artifact.id(), artifact.migrations()).stream()
                .filter(it -> it.kind() == kind)
                .count();
    }

    /** Takes modules out of service. */
    private void end() throws InterruptedException {
        Set<String> serving = new HashSet<>();
        for (Target target : plan.targets()) {
            if (target.ends()
                    && shop.worlds().current().serving(target.module()).isPresent()) {
                serving.add(target.module());
            }
        }
        if (!serving.isEmpty()) {
            Publication off = shop.runtime().disable(serving);
            try {
                drain(off);
            } finally {
                close(off.retired());
            }
        }
        for (Target target : plan.targets()) {
            switch (target.state()) {
                case OFF -> shop.runtime().seat(new Seat.Disabled(target.module(), target.version()), target.module());
                case GONE -> shop.runtime().forget(Set.of(target.module()));
                case RUNS, FINAL -> {}
            }
        }
    }

    private void closeOld() {
        Publication done = publication;
        if (done != null && !done.retired().isEmpty()) {
            running.step(CLOSING, step("closing", "count", done.retired().size()));
            close(done.retired());
        }
        publication = null;
        seatsBefore = Map.of();
        FaultPoint.reach("lifecycle.closed");
    }

    /**
     * Whether few people would feel a full collection, which stops every request (70 ms with 30 MB of live objects). Under
     * load the report leaves the question open, and {@code GET /api/modules/leaks} answers it when somebody asks.
     */
    private boolean quiet() {
        try (Traffic.Window window = shop.traffic().open()) {
            LockSupport.parkNanos(QUIET_SAMPLE.toNanos());
            return window.snapshot().served() <= QUIET_REQUESTS;
        }
    }

    /** Called from where no frame below holds an instance that was closed. */
    private void checkLoaders() {
        if (closed.isEmpty() || !quiet()) {
            return;
        }
        List<String> held = shop.runtime().heldLoaders(LOADER_LIMIT).stream()
                .filter(loader -> closed.contains(loader.module() + " " + loader.version()))
                .map(loader -> loader.module() + " " + loader.version() + ": " + loader.holder())
                .toList();
        report.oldLoaderCollected = held.isEmpty();
        report.heldBy = held;
    }

    /** Runs contracting migrations; the row says so before and after, so that an interruption is seen. */
    private void finish(String module, @Nullable String operation) {
        DesiredModule row = shop.state().find(module).orElseThrow();
        running.step(FINALIZING, step("finalizing", "module", module, "version", row.version()));
        shop.state().write(List.of(Rows.contracting(row, Contracting.BEGUN, operation)), List.of());
        FaultPoint.reach("lifecycle.finalize.before");
        ModuleInstance instance = shop.worlds()
                .current()
                .serving(module)
                .orElseThrow(() -> new IllegalStateException("module " + module + " does not serve"));
        int ran = shop.schema().contract(instance).size();
        report.foretold("finalize " + module, "all contracting migrations", ran + " ran");
        shop.state().write(List.of(Rows.contracting(row, Contracting.DONE, operation)), List.of());
        FaultPoint.reach("lifecycle.finalize.after");
    }

    private void purge() {
        for (Target target : plan.targets()) {
            if (target.purge()) {
                running.step(PURGING, step("purging", "module", target.module()));
                shop.state().find(target.module()).ifPresent(shop::purge);
            }
        }
    }

    /** Before the point of no return the old set comes back; after it, what is left to do is told. */
    private Outcome afterFault(RuntimeException fault) {
        String cause = fault.getMessage() == null ? fault.toString() : fault.getMessage();
        if (settled) {
            boolean finalizing = plan.targets().stream().anyMatch(it -> it.state() == Target.State.FINAL);
            return new Outcome(
                    finalizing ? State.FAILED : State.SUCCEEDED,
                    note(finalizing ? "finalize-failed" : "after-settling", "cause", cause));
        }
        Publication done = publication;
        if (done == null) {
            return new Outcome(State.FAILED, note("fault", "cause", cause));
        }
        try {
            takeBack(done);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            fault.addSuppressed(e);
            LOG.error("the old set could not be published again", e);
        }
        return new Outcome(State.ROLLED_BACK, note("fault", "cause", cause));
    }

    private void rememberFailure(State state) {
        if (settled) {
            return;
        }
        Operation operation = running.operation();
        shop.state()
                .remember(plan.targets().stream()
                        .map(target -> DesiredState.line(
                                target, operation.id(), state.word(), operation.author(), operation.reason()))
                        .toList());
    }

    private void foretell() {
        if (!settled) {
            return;
        }
        var rebuilt = new LinkedHashSet<String>();
        plan.targets().stream().filter(Target::runs).map(Target::module).forEach(rebuilt::add);
        rebuilt.addAll(plan.rebuild());
        if (!rebuilt.isEmpty()) {
            long serving = rebuilt.stream()
                    .filter(module -> shop.worlds().current().serving(module).isPresent())
                    .count();
            report.foretold("instances built", rebuilt.size(), serving);
        }
        var left = new HashMap<String, Integer>();
        plan.targets().stream()
                .filter(Target::runs)
                .forEach(target -> shop.artifacts()
                        .find(target.sha256())
                        .ifPresent(
                                artifact -> left.put(target.module(), pending(artifact, SchemaChanges.Kind.EXPAND))));
        plan.migrations().forEach((module, planned) -> {
            if (planned > 0) {
                report.foretold("migrations of " + module, planned, planned - left.getOrDefault(module, 0));
            }
        });
    }

    private static Sentence step(String key, Object... values) {
        return Sentence.of("lifecycle.step." + key, values);
    }

    private static Sentence note(String key, Object... values) {
        return Sentence.of("lifecycle.note." + key, values);
    }
}
