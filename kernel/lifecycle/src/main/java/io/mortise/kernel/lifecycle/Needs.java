package io.mortise.kernel.lifecycle;

import io.mortise.kernel.lifecycle.artifact.ModuleArtifact;
import io.mortise.kernel.spi.ModuleDescriptor;
import io.mortise.kernel.spi.ModuleDescriptor.Need;
import io.mortise.kernel.spi.ModuleRuntime;
import io.mortise.kernel.spi.Seat;
import io.mortise.kernel.spi.World;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/** Which modules need which, now and after a plan. */
final class Needs {

    private final Artifacts artifacts;
    private final ModuleRuntime runtime;

    Needs(Artifacts artifacts, ModuleRuntime runtime) {
        this.artifacts = artifacts;
        this.runtime = runtime;
    }

    /**
     * A module that serves.
     *
     * @param changed whether this plan makes it so
     */
    private record Member(ModuleDescriptor descriptor, String version, boolean changed) {}

    /** Takes dependents of what goes, and needs of what comes, into the plan. */
    void follow(Draft draft, World world) {
        boolean more = true;
        while (more) {
            more = false;
            for (Target target : List.copyOf(draft.targets.values())) {
                if (target.ends()) {
                    more |= endDependents(target, draft, world);
                } else if (target.runs()) {
                    more |= enableNeeds(target, draft, world);
                }
            }
        }
    }

    private boolean endDependents(Target target, Draft draft, World world) {
        boolean added = false;
        for (String dependent : dependents(target.module(), world)) {
            Optional<DesiredModule> row = draft.installed(dependent);
            if (row.isPresent() && !draft.targets.containsKey(dependent)) {
                draft.add(Targets.move(Change.Kind.DISABLE, row.get(), Target.State.OFF, false));
                added = true;
            }
        }
        return added;
    }

    private boolean enableNeeds(Target target, Draft draft, World world) {
        boolean added = false;
        for (Need need : needs(target)) {
            Optional<DesiredModule> row = draft.installed(need.module());
            if (row.isPresent()
                    && !draft.targets.containsKey(need.module())
                    && world.serving(need.module()).isEmpty()) {
                draft.add(Targets.move(Change.Kind.ENABLE, row.get(), Target.State.RUNS, false));
                added = true;
            }
        }
        return added;
    }

    /** Adds a blocker for each need that would not be met, and for a circle. */
    void check(Draft draft, World world) {
        Map<String, Member> after = after(draft, world);
        after.forEach((module, member) -> member.descriptor().needs().forEach(need -> {
            Member provider = after.get(need.module());
            if (provider == null || !within(need, provider.version())) {
                boolean caused = member.changed() || draft.targets.containsKey(need.module());
                if (caused) {
                    draft.blockers.add(unmet(module, need, provider, draft));
                }
            }
        }));
        for (Target target : draft.targets.values()) {
            if (target.ends()) {
                for (String dependent : dependents(target.module(), world)) {
                    boolean told = after.containsKey(dependent)
                            && after.get(dependent).descriptor().needs().stream()
                                    .anyMatch(need -> need.module().equals(target.module()));
                    if (after.containsKey(dependent) && !told) {
                        draft.blockers.add(draft.blocker(
                                        "dependents", "module", target.module(), "dependent", dependent)
                                .helping("help.with-dependents", "module", target.module(), "dependent", dependent));
                    }
                }
            }
        }
        circle(after)
                .filter(path -> path.stream().anyMatch(draft.targets::containsKey))
                .ifPresent(path -> draft.blockers.add(draft.blocker("cycle", "path", String.join(" → ", path))
                        .helping("help.break-cycle", "module", path.getFirst())));
    }

    /** Modules in an order in which each comes after what it needs; a circle is cut anywhere. */
    static List<String> inOrder(Map<String, ModuleDescriptor> modules) {
        var order = new ArrayList<String>();
        var seen = new HashSet<String>();
        new TreeMap<>(modules).keySet().forEach(module -> visit(module, modules, seen, order));
        return order;
    }

    private static void visit(
            String module, Map<String, ModuleDescriptor> modules, Set<String> seen, List<String> order) {
        ModuleDescriptor descriptor = modules.get(module);
        if (descriptor == null || !seen.add(module)) {
            return;
        }
        descriptor.needs().forEach(need -> visit(need.module(), modules, seen, order));
        order.add(module);
    }

    private Note unmet(String module, Need need, @org.jspecify.annotations.Nullable Member provider, Draft draft) {
        String range = need.version() == null ? "*" : need.version();
        if (draft.ends(need.module())) {
            return draft.blocker("dependents", "module", need.module(), "dependent", module)
                    .helping("help.with-dependents", "module", need.module(), "dependent", module);
        }
        if (provider != null) {
            return draft.blocker(
                            "need-version",
                            "module",
                            module,
                            "need",
                            need.module(),
                            "range",
                            range,
                            "version",
                            provider.version())
                    .helping("help.other-version", "module", need.module(), "range", range, "dependent", module);
        }
        Note note = draft.blocker("need-missing", "module", module, "need", need.module(), "range", range);
        if (draft.installed(need.module()).isPresent()) {
            return note.helping("help.enable", "module", need.module());
        }
        Optional<ModuleArtifact> stored = artifacts.newest(need.module());
        return stored.isPresent() && within(need, stored.get().version())
                ? note.helping(
                        "help.install-stored",
                        "module",
                        need.module(),
                        "version",
                        stored.get().version())
                : note.helping("help.install", "module", need.module(), "range", range);
    }

    private Map<String, Member> after(Draft draft, World world) {
        var after = new LinkedHashMap<String, Member>();
        world.seats().forEach((module, seat) -> {
            if (seat instanceof Seat.Serving(var instance) && !draft.ends(module)) {
                after.put(module, new Member(instance.descriptor(), instance.version(), false));
            }
        });
        draft.targets.values().stream()
                .filter(Target::runs)
                .forEach(target -> artifacts
                        .find(target.sha256())
                        .ifPresent(artifact -> after.put(
                                target.module(), new Member(artifact.descriptor(), artifact.version(), true))));
        return after;
    }

    private List<Need> needs(Target target) {
        return artifacts
                .find(target.sha256())
                .map(artifact -> artifact.descriptor().needs())
                .orElse(List.of());
    }

    /** Serving modules that lean on this one: by what they say and by what they are wired to. */
    private Set<String> dependents(String module, World world) {
        var all = new TreeSet<>(runtime.dependents(module));
        world.seats().forEach((id, seat) -> {
            if (seat instanceof Seat.Serving(var instance)
                    && instance.descriptor().needs().stream()
                            .anyMatch(need -> need.module().equals(module))) {
                all.add(id);
            }
        });
        all.remove(module);
        return all;
    }

    static boolean within(Need need, String version) {
        return need.version() == null || new VersionRange(need.version()).includes(new Version(version));
    }

    private static Optional<List<String>> circle(Map<String, Member> modules) {
        var done = new HashSet<String>();
        for (String module : modules.keySet()) {
            var path = new ArrayDeque<String>();
            Optional<List<String>> found = circle(module, modules, path, done);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<List<String>> circle(
            String module, Map<String, Member> modules, Deque<String> path, Set<String> done) {
        if (path.contains(module)) {
            var names = new ArrayList<>(path);
            var round = new ArrayList<>(names.subList(names.indexOf(module), names.size()));
            round.add(module);
            return Optional.of(round);
        }
        Member member = modules.get(module);
        if (member == null || !done.add(module)) {
            return Optional.empty();
        }
        path.addLast(module);
        for (Need need : member.descriptor().needs()) {
            Optional<List<String>> found = circle(need.module(), modules, path, done);
            if (found.isPresent()) {
                return found;
            }
        }
        path.removeLast();
        return Optional.empty();
    }
}
