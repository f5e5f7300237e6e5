package io.mortise.kernel.lifecycle;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns a lock file into the changes that make this server's modules exactly the ones it names. */
final class LockFile {

    private final Artifacts artifacts;
    private final DesiredState state;

    LockFile(Artifacts artifacts, DesiredState state) {
        this.artifacts = artifacts;
        this.state = state;
    }

    /** The changes, and what stands in the way. */
    record Read(List<Change> changes, List<Note> obstacles) {}

    Read read(RequestBody lock) {
        var wanted = new LinkedHashMap<String, RequestBody>();
        for (RequestBody module : lock.objects("modules")) {
            wanted.put(module.text("id"), module);
        }
        Map<String, DesiredModule> rows = state.all();
        var changes = new ArrayList<Change>();
        var obstacles = new ArrayList<Note>();
        wanted.forEach((id, module) -> {
            String sha256 = Optional.ofNullable(module.sha256("sha256"))
                    .orElseThrow(() -> Faults.invalid("/lock/modules", "required", Map.of()));
            Optional<DesiredModule> row = Optional.ofNullable(rows.get(id)).filter(DesiredModule::installed);
            boolean here = row.isPresent() && row.get().sha256().equals(sha256);
            boolean enabled = module.truth("enabled");
            if (!here) {
                if (artifacts.find(sha256).isEmpty()) {
                    obstacles.add(Note.of("blocker.artifact-missing", "module", id, "sha256", sha256)
                            .helping("help.send-jar", "module", id));
                } else if (row.isPresent() && row.get().enabled() != enabled) {
                    obstacles.add(Note.of("blocker.lock-two-steps", "module", id)
                            .helping(enabled ? "help.enable" : "help.disable", "module", id));
                } else if (row.isEmpty() && !enabled) {
                    obstacles.add(Note.of("blocker.lock-two-steps", "module", id)
                            .helping("help.install-stored", "module", id, "version", module.text("version")));
                } else {
                    changes.add(
                            new Change(row.isPresent() ? Change.Kind.UPGRADE : Change.Kind.INSTALL, id, sha256, false));
                }
            } else if (row.get().enabled() != enabled) {
                changes.add(new Change(enabled ? Change.Kind.ENABLE : Change.Kind.DISABLE, id, null, false));
            }
        });
        var keep = new HashSet<>(wanted.keySet());
        rows.values().stream()
                .filter(DesiredModule::installed)
                .filter(row -> !keep.contains(row.id()))
                .forEach(row -> changes.add(new Change(Change.Kind.UNINSTALL, row.id(), null, false)));
        if (changes.isEmpty() && obstacles.isEmpty()) {
            obstacles.add(Note.of("blocker.lock-nothing"));
        }
        return new Read(changes, obstacles);
    }
}
