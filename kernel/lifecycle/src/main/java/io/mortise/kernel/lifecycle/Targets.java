package io.mortise.kernel.lifecycle;

import io.mortise.kernel.lifecycle.Target.State;
import io.mortise.kernel.lifecycle.artifact.ModuleArtifact;
import io.mortise.kernel.spi.Seat;
import io.mortise.kernel.spi.World;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;

/** Turns what somebody wants with a module into where it goes from where it stands, or into a blocker. */
final class Targets {

    private final Artifacts artifacts;

    Targets(Artifacts artifacts) {
        this.artifacts = artifacts;
    }

    void add(Change change, Draft draft, World world) {
        switch (change.kind()) {
            case INSTALL, UPGRADE -> arrive(change, draft, world);
            case ENABLE -> enable(change.module(), draft, world);
            case DISABLE -> disable(change.module(), draft);
            case ROLLBACK -> rollback(change.module(), draft);
            case FINALIZE -> finish(change.module(), draft, world);
            case UNINSTALL -> uninstall(change, draft);
            case LOCK -> throw new IllegalArgumentException("a lock is expanded before");
        }
    }

    private void arrive(Change change, Draft draft, World world) {
        Optional<ModuleArtifact> found =
                change.sha256() == null ? artifacts.newest(change.module()) : artifacts.find(change.sha256());
        if (found.isEmpty()) {
            draft.blockers.add(draft.blocker(
                            "artifact-missing",
                            "module",
                            change.module(),
                            "sha256",
                            change.sha256() == null ? "?" : change.sha256())
                    .helping("help.send-jar", "module", change.module()));
            return;
        }
        ModuleArtifact artifact = found.get();
        DesiredModule row = draft.desired.get(artifact.id());
        if (row != null && !row.symbolicName().equals(artifact.symbolicName())) {
            otherBundle(row, artifact, draft);
        }
        if (row == null || !row.installed()) {
            draft.add(target(Change.Kind.INSTALL, artifact, State.RUNS, null));
            return;
        }
        boolean serves = world.seats().get(row.id()) instanceof Seat.Serving;
        if (row.sha256().equals(artifact.sha256()) && (serves || !row.enabled())) {
            draft.blockers.add(draft.blocker("already-there", "module", row.id(), "version", row.version())
                    .helping(row.enabled() ? "help.nothing-to-do" : "help.enable", "module", row.id()));
            return;
        }
        draft.add(target(Change.Kind.UPGRADE, artifact, row.enabled() ? State.RUNS : State.OFF, row));
        older(artifact, row, draft);
    }

    /** Two bundles under one id would take over each other's tables. */
    private static void otherBundle(DesiredModule row, ModuleArtifact artifact, Draft draft) {
        if (row.installed()) {
            draft.blockers.add(draft.blocker(
                            "duplicate-id",
                            "module",
                            row.id(),
                            "bundle",
                            row.symbolicName(),
                            "other",
                            artifact.symbolicName())
                    .helping("help.other-id", "module", row.id()));
        } else {
            draft.warning(
                    "other-bundle", "module", row.id(), "bundle", row.symbolicName(), "other", artifact.symbolicName());
        }
    }

    /** An older version on a schema that a newer one expanded works only for the version just before (DECISIONS.md 3). */
    private void older(ModuleArtifact artifact, DesiredModule row, Draft draft) {
        if (new Version(artifact.version()).compareTo(new Version(row.version())) >= 0) {
            return;
        }
        draft.warning("downgrade", "module", row.id(), "from", row.version(), "to", artifact.version());
        boolean wayBack = row.mayRollBack() && artifact.sha256().equals(row.previousSha256());
        Optional<ModuleArtifact> current = artifacts.find(row.sha256());
        if (wayBack || current.isEmpty()) {
            return;
        }
        long newer = current.get().migrations().keySet().stream()
                .filter(file -> !artifact.migrations().containsKey(file))
                .count();
        if (newer > 0) {
            draft.blockers.add(draft.blocker(
                            "downgrade-schema",
                            "module",
                            row.id(),
                            "from",
                            row.version(),
                            "to",
                            artifact.version(),
                            "migrations",
                            newer)
                    .helping(row.mayRollBack() ? "help.rollback" : "help.newer", "module", row.id()));
        }
    }

    private void enable(String module, Draft draft, World world) {
        DesiredModule row = require(module, draft);
        if (world.seats().get(module) instanceof Seat.Serving) {
            draft.blockers.add(
                    draft.blocker("already-enabled", "module", module).helping("help.nothing-to-do", "module", module));
            return;
        }
        draft.add(move(Change.Kind.ENABLE, row, State.RUNS, false));
    }

    private void disable(String module, Draft draft) {
        DesiredModule row = require(module, draft);
        if (!row.enabled()) {
            draft.blockers.add(draft.blocker("already-disabled", "module", module)
                    .helping("help.nothing-to-do", "module", module));
            return;
        }
        draft.add(move(Change.Kind.DISABLE, row, State.OFF, false));
    }

    private void rollback(String module, Draft draft) {
        DesiredModule row = require(module, draft);
        String previous = row.previousSha256();
        if (previous == null || !row.mayRollBack()) {
            draft.blockers.add(
                    draft.blocker("no-way-back", "module", module).helping("help.send-jar", "module", module));
            return;
        }
        Optional<ModuleArtifact> artifact = artifacts.find(previous);
        if (artifact.isEmpty()) {
            draft.blockers.add(draft.blocker("artifact-missing", "module", module, "sha256", previous)
                    .helping("help.send-jar", "module", module));
            return;
        }
        draft.add(target(Change.Kind.ROLLBACK, artifact.get(), row.enabled() ? State.RUNS : State.OFF, row));
    }

    private void finish(String module, Draft draft, World world) {
        DesiredModule row = require(module, draft);
        if (!row.hasFinalize()) {
            draft.blockers.add(draft.blocker("nothing-to-finalize", "module", module)
                    .helping("help.nothing-to-do", "module", module));
        } else if (world.serving(module).isEmpty()) {
            draft.blockers.add(
                    draft.blocker("finalize-needs-serving", "module", module).helping("help.enable", "module", module));
        } else {
            draft.add(move(Change.Kind.FINALIZE, row, State.FINAL, false));
        }
    }

    private void uninstall(Change change, Draft draft) {
        DesiredModule row = draft.desired.get(change.module());
        if (row != null && !row.installed() && change.purge()) {
            draft.add(move(Change.Kind.UNINSTALL, row, State.GONE, true));
            return;
        }
        draft.add(move(Change.Kind.UNINSTALL, require(change.module(), draft), State.GONE, change.purge()));
    }

    private static DesiredModule require(String module, Draft draft) {
        return draft.installed(module).orElseThrow(() -> Faults.moduleNotFound(module));
    }

    static Target move(Change.Kind kind, DesiredModule row, State state, boolean purge) {
        return new Target(kind, row.id(), state, row.version(), row.sha256(), row.version(), row.sha256(), purge);
    }

    private static Target target(Change.Kind kind, ModuleArtifact artifact, State state, @Nullable DesiredModule from) {
        return new Target(
                kind,
                artifact.id(),
                state,
                artifact.version(),
                artifact.sha256(),
                from == null ? null : from.version(),
                from == null ? null : from.sha256(),
                false);
    }
}
