package io.mortise.kernel.lifecycle;

import io.mortise.data.Ids;
import io.mortise.kernel.lifecycle.DesiredModule.Contracting;
import io.mortise.kernel.lifecycle.DesiredModule.Origin;
import io.mortise.kernel.lifecycle.artifact.ArtifactStore;
import io.mortise.kernel.lifecycle.artifact.JarSignatures;
import io.mortise.kernel.lifecycle.artifact.ModuleArtifact;
import io.mortise.kernel.lifecycle.artifact.RefusedException;
import io.mortise.kernel.lifecycle.artifact.Signature;
import io.mortise.kernel.spi.FaultPoint;
import io.mortise.kernel.spi.ModuleRuntime;
import io.mortise.kernel.spi.ModuleSource;
import io.mortise.kernel.spi.SchemaChanges;
import io.mortise.kernel.spi.SchemaChanges.Pending;
import io.mortise.kernel.spi.Seat;
import io.mortise.kernel.spi.Sentence;
import io.mortise.kernel.spi.World;
import io.mortise.kernel.spi.Worlds;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes plans: compares what is asked for with what runs, tries the resolution, and says in sentences what would happen
 * and what stands in the way. Changes nothing. Plans are made one at a time, and not while an operation runs.
 */
final class Planner {

    private final LifecycleSettings settings;
    private final Artifacts artifacts;
    private final DesiredState state;
    private final Plans plans;
    private final SchemaChanges schema;
    private final ModuleRuntime runtime;
    private final Worlds worlds;
    private final JarSignatures signatures;
    private final StartMarker marker;
    private final ReentrantLock turn;
    private final Targets targets;
    private final Needs needs;

    /**
     * @param turn held by whoever uses the runtime
     */
    Planner(
            LifecycleSettings settings,
            Artifacts artifacts,
            DesiredState state,
            Plans plans,
            SchemaChanges schema,
            ModuleRuntime runtime,
            Worlds worlds,
            JarSignatures signatures,
            StartMarker marker,
            ReentrantLock turn) {
        this.settings = settings;
        this.artifacts = artifacts;
        this.state = state;
        this.plans = plans;
        this.schema = schema;
        this.runtime = runtime;
        this.worlds = worlds;
        this.signatures = signatures;
        this.marker = marker;
        this.turn = turn;
        this.targets = new Targets(artifacts);
        this.needs = new Needs(artifacts, runtime);
    }

    /** Makes and keeps a plan. */
    Plan plan(PlanRequest request) {
        plans.removeExpired(Instant.now());
        boolean mine = acquire();
        try {
            Plan plan = draw(request, mine);
            plans.keep(plan);
            FaultPoint.reach("lifecycle.planned");
            return plan;
        } finally {
            if (mine) {
                turn.unlock();
            }
        }
    }

    /** A digest of everything a plan leans on: the desired state and what really stands behind each id. */
    String world() {
        var text = new StringBuilder();
        state.all()
                .forEach((id, module) -> text.append(id)
                        .append('|')
                        .append(module.sha256())
                        .append('|')
                        .append(module.enabled())
                        .append('|')
                        .append(module.installed())
                        .append('|')
                        .append(module.previousSha256())
                        .append('|')
                        .append(module.contracting())
                        .append('\n'));
        new TreeMap<>(worlds.current().seats())
                .forEach((id, seat) -> text.append(id)
                        .append('=')
                        .append(
                                switch (seat) {
                                    case Seat.Serving(var instance) -> instance.sha256();
                                    case Seat.Disabled _ -> "disabled";
                                    case Seat.Failed _ -> "failed";
                                })
                        .append('\n'));
        return ArtifactStore.digestOf(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private boolean acquire() {
        try {
            return turn.tryLock(200, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Plan draw(PlanRequest request, boolean runtimeIsFree) {
        World world = worlds.current();
        var draft = new Draft(state.all());
        draft.blockers.addAll(request.obstacles());
        request.changes().forEach(change -> targets.add(change, draft, world));
        if (request.withDependents()) {
            needs.follow(draft, world);
        }
        draft.targets.values().forEach(target -> describe(target, draft, request));
        needs.check(draft, world);
        List<String> rebuild = List.of();
        if (runtimeIsFree) {
            rebuild = resolve(draft, world);
        } else {
            draft.blockers.add(draft.blocker("operation-running").helping("help.plan-again"));
        }
        long watch = request.watchSeconds() == null ? settings.watch().toSeconds() : request.watchSeconds();
        long drain = request.drainSeconds() == null ? settings.drain().toSeconds() : request.drainSeconds();
        boolean replaces = !rebuild.isEmpty()
                || draft.targets.values().stream()
                        .anyMatch(target ->
                                target.runs() && world.serving(target.module()).isPresent());
        if (replaces) {
            draft.effect("watch", "watch", watch, "drain", drain);
        }
        Instant now = Instant.now();
        return new Plan(
                Ids.next().toString(),
                label(request, draft),
                List.copyOf(draft.targets.values()),
                rebuild,
                draft.finalizeFirst,
                draft.migrations,
                draft.effects,
                draft.warnings,
                draft.blockers,
                watch,
                drain,
                world(),
                request.author(),
                now,
                now.plus(settings.planLifetime()));
    }

    private static String label(PlanRequest request, Draft draft) {
        if (draft.targets.size() == 1) {
            return draft.targets.values().iterator().next().kind().word();
        }
        return request.changes().size() == 1
                ? request.changes().getFirst().kind().word()
                : "several";
    }

    private void describe(Target target, Draft draft, PlanRequest request) {
        switch (target.kind()) {
            case INSTALL -> describeArrival(target, draft, request, "install");
            case UPGRADE -> describeArrival(target, draft, request, "upgrade");
            case ROLLBACK -> describeArrival(target, draft, request, "rollback");
            case ENABLE -> {
                draft.effect("enable", "module", target.module(), "version", target.version());
                artifacts.find(target.sha256()).ifPresent(artifact -> migrations(target, artifact, draft));
            }
            case DISABLE -> draft.effect("disable", "module", target.module(), "version", target.version());
            case UNINSTALL -> describeLeaving(target, draft);
            case FINALIZE -> describeFinalize(target, draft);
            case LOCK -> throw new IllegalStateException("a lock is expanded before");
        }
        if (target.runs() && marker.broke(target.sha256())) {
            draft.warning("crashed-before", "module", target.module(), "version", target.version());
        }
    }

    private void describeArrival(Target target, Draft draft, PlanRequest request, String headline) {
        ModuleArtifact artifact = artifacts.find(target.sha256()).orElseThrow();
        Optional<ModuleArtifact> before =
                Optional.ofNullable(target.fromSha256()).flatMap(artifacts::find);
        draft.effect(
                headline,
                "module",
                target.module(),
                "version",
                target.version(),
                "from",
                target.fromVersion() == null ? "" : target.fromVersion(),
                "sha256",
                target.sha256().substring(0, 8));
        DesiredModule row = draft.desired.get(target.module());
        if (row != null && !row.installed()) {
            draft.effect("data-kept", "module", target.module());
        }
        if (!target.runs()) {
            draft.effect("stays-off", "module", target.module());
        }
        Differences.tell(draft, before.orElse(null), artifact);
        if (target.kind() == Change.Kind.UPGRADE) {
            finalizeFirst(target, draft);
        }
        migrations(target, artifact, draft);
        if (target.kind() != Change.Kind.ROLLBACK) {
            signature(artifact, draft, request);
        }
        if (row != null && row.prepareMillis() != null && target.runs()) {
            draft.effect("prepare-time", "module", target.module(), "millis", row.prepareMillis());
        }
    }

    private void describeLeaving(Target target, Draft draft) {
        draft.effect("uninstall", "module", target.module(), "version", target.version());
        Map<String, Long> rows = schema.rows(target.module());
        long all = rows.values().stream().mapToLong(Long::longValue).sum();
        if (target.purge()) {
            draft.effect("purge", "module", target.module(), "rows", all, "tables", rows.size());
            if (all > 0) {
                draft.warning("purge", "module", target.module(), "rows", all);
            }
        } else if (!rows.isEmpty()) {
            draft.effect("keep", "module", target.module(), "rows", all, "tables", rows.size());
        }
    }

    private void describeFinalize(Target target, Draft draft) {
        DesiredModule row = draft.desired.get(target.module());
        draft.effect("finalize", "module", target.module(), "version", target.version());
        if (row != null && row.previousVersion() != null) {
            draft.effect("finalize-no-way-back", "module", target.module(), "version", row.previousVersion());
        }
        contracts(target).forEach(pending -> {
            draft.effect("finalize-runs", "module", target.module(), "file", pending.file());
            fault(target.module(), pending, draft);
        });
    }

    private List<Pending> contracts(Target target) {
        return artifacts
                .find(target.sha256())
                .map(artifact -> schema.pending(target.module(), artifact.migrations()).stream()
                        .filter(pending -> pending.kind() == SchemaChanges.Kind.CONTRACT)
                        .toList())
                .orElse(List.of());
    }

    /** Two versions' worth of contracting can't wait side by side: the older one is finished first (DECISIONS.md 3). */
    private void finalizeFirst(Target target, Draft draft) {
        DesiredModule row = draft.desired.get(target.module());
        if (row == null
                || row.contracting() == Contracting.DONE
                || worlds.current().serving(row.id()).isEmpty()) {
            return;
        }
        Optional<ModuleArtifact> current = artifacts.find(row.sha256());
        List<Pending> pending = current.isEmpty()
                ? List.of()
                : schema.pending(row.id(), current.get().migrations()).stream()
                        .filter(it -> it.kind() == SchemaChanges.Kind.CONTRACT)
                        .toList();
        if (!pending.isEmpty()) {
            draft.finalizeFirst.add(row.id());
            draft.effect("finalize-first", "module", row.id(), "version", row.version());
            pending.forEach(it -> draft.effect("finalize-runs", "module", row.id(), "file", it.file()));
        }
    }

    private void migrations(Target target, ModuleArtifact artifact, Draft draft) {
        int expanding = 0;
        for (Pending pending : schema.pending(target.module(), artifact.migrations())) {
            fault(target.module(), pending, draft);
            if (pending.kind() == SchemaChanges.Kind.EXPAND) {
                expanding++;
                draft.effect("migration", "module", target.module(), "file", pending.file());
            } else if (target.kind() != Change.Kind.ROLLBACK) {
                draft.effect("finalize-later", "module", target.module(), "file", pending.file());
            }
        }
        draft.migrations.put(target.module(), target.runs() ? expanding : 0);
        if (expanding == 0 && !artifact.migrations().isEmpty()) {
            draft.effect("no-migration", "module", target.module());
        }
    }

    private static void fault(String module, Pending pending, Draft draft) {
        if (!pending.fault().isEmpty()) {
            draft.blockers.add(
                    draft.blocker("migration", "module", module, "file", pending.file(), "fault", pending.fault())
                            .helping("help.migration", "file", pending.file()));
        }
    }

    private void signature(ModuleArtifact artifact, Draft draft, PlanRequest request) {
        Signature signature = artifact.signature();
        String signers = String.join("; ", signature.signers());
        if (signature.trust() == Signature.Trust.TRUSTED) {
            draft.effect("signed", "module", artifact.id(), "signers", signers);
            return;
        }
        if (artifacts.origin(artifact.sha256()) == Origin.DISTRIBUTION) {
            draft.effect("distribution", "module", artifact.id());
            return;
        }
        String code = signature.trust() == Signature.Trust.UNSIGNED ? "unsigned" : "signer-unknown";
        boolean asks = switch (settings.unsigned()) {
            case REFUSE -> {
                draft.blockers.add(draft.blocker(code, "module", artifact.id(), "signers", signers)
                        .helping("help.sign", "module", artifact.id(), "folder", settings.trustFolder()));
                yield false;
            }
            case ASK -> !request.acceptUnsigned();
            case ALLOW -> false;
            case AUTOMATIC -> signatures.trustsAnybody() && !request.acceptUnsigned();
        };
        if (asks) {
            draft.blockers.add(draft.blocker(code, "module", artifact.id(), "signers", signers)
                    .helping("help.accept-unsigned", "module", artifact.id(), "folder", settings.trustFolder()));
        } else if (settings.unsigned() != LifecycleSettings.Unsigned.REFUSE) {
            draft.warning(code, "module", artifact.id(), "signers", signers);
        }
    }

    /** Tries the whole set; returns the serving modules that are built anew with the same artifact. */
    private List<String> resolve(Draft draft, World world) {
        var sources = new LinkedHashMap<String, ModuleSource>();
        for (Target target : draft.targets.values()) {
            if (target.runs()) {
                source(target.sha256(), draft).ifPresent(source -> sources.put(source.id(), source));
            }
        }
        if (sources.isEmpty()) {
            return List.of();
        }
        var rebuild = new ArrayList<String>();
        runtime.affectedBy(sources.values()).forEach((module, why) -> {
            if (draft.targets.containsKey(module)) {
                return;
            }
            world.serving(module)
                    .flatMap(instance -> source(instance.sha256(), draft))
                    .ifPresent(source -> {
                        sources.put(module, source);
                        rebuild.add(module);
                        draft.effects.add(new Note(
                                Sentence.of("lifecycle.effect.rebuild", "module", module, "version", source.version()),
                                null));
                        draft.effects.add(new Note(why, null));
                    });
        });
        ModuleRuntime.Resolution resolution = runtime.tryResolve(sources.values(), settings.resolveLimit());
        if (!resolution.ok()) {
            resolution
                    .problems()
                    .forEach(problem -> draft.blockers.add(new Note(
                            problem,
                            Sentence.of("lifecycle.help.resolution", "set", String.join(", ", sources.keySet())))));
        }
        return rebuild;
    }

    private Optional<ModuleSource> source(String sha256, Draft draft) {
        try {
            return Optional.of(artifacts.source(sha256));
        } catch (RefusedException e) {
            e.reasons()
                    .forEach(reason ->
                            draft.blockers.add(new Note(reason, Sentence.of("lifecycle.help.send-jar-again"))));
            return Optional.empty();
        }
    }
}
