package io.mortise.kernel.lifecycle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A plan that is being made: what it says so far, and where it takes which module. */
final class Draft {

    final Map<String, DesiredModule> desired;
    final Map<String, Target> targets = new LinkedHashMap<>();
    final Map<String, Integer> migrations = new HashMap<>();
    final List<String> finalizeFirst = new ArrayList<>();
    final List<Note> effects = new ArrayList<>();
    final List<Note> warnings = new ArrayList<>();
    final List<Note> blockers = new ArrayList<>();

    Draft(Map<String, DesiredModule> desired) {
        this.desired = desired;
    }

    void effect(String code, Object... values) {
        effects.add(Note.of("effect." + code, values));
    }

    void warning(String code, Object... values) {
        warnings.add(Note.of("warning." + code, values));
    }

    Note blocker(String code, Object... values) {
        return Note.of("blocker." + code, values);
    }

    void add(Target target) {
        if (targets.containsKey(target.module())) {
            blockers.add(blocker("twice", "module", target.module()).helping("help.once", "module", target.module()));
            return;
        }
        targets.put(target.module(), target);
    }

    /** The row, when the module is installed. */
    Optional<DesiredModule> installed(String module) {
        return Optional.ofNullable(desired.get(module)).filter(DesiredModule::installed);
    }

    boolean ends(String module) {
        Target target = targets.get(module);
        return target != null && target.ends();
    }
}
