package io.mortise.kernel.lifecycle;

import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.kernel.spi.ModuleRuntime;
import io.mortise.kernel.spi.Sentence;
import io.mortise.kernel.spi.Traffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares new instances with the ones they replace. More failures are judged as soon as there are enough answers;
 * latency only at the end and by the median, since new code is slow until it is compiled. The health gate is asked again
 * too: sick twice in a row is worse.
 */
final class Watch implements AutoCloseable {

    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration HEALTH = Duration.ofSeconds(5);

    /** Below this, a factor says nothing. */
    private static final long NOTICEABLE_MICROS = 20_000;

    private final LifecycleSettings settings;
    private final ModuleRuntime runtime;
    private final Map<String, Traffic.Window> before = new HashMap<>();
    private final Map<String, ModuleInstance> old = new HashMap<>();
    private final Map<String, Pair> pairs = new HashMap<>();

    private record Pair(Traffic.Snapshot before, Traffic.Window after) {}

    /** Begins to count what the instances that serve now answer. */
    Watch(LifecycleSettings settings, ModuleRuntime runtime, List<ModuleInstance> serving) {
        this.settings = settings;
        this.runtime = runtime;
        for (ModuleInstance instance : serving) {
            old.put(instance.id(), instance);
            before.put(instance.id(), instance.traffic().open());
        }
    }

    /** Begins to count what the new instances answer. */
    void published(ModuleRuntime.Publication publication) {
        for (ModuleInstance instance : publication.published()) {
            Traffic.Window recent = before.get(instance.id());
            ModuleInstance was = old.get(instance.id());
            if (recent == null || was == null) {
                continue;
            }
            Traffic.Snapshot now = recent.snapshot();
            boolean enough = now.served() >= settings.watchMinimumRequests();
            pairs.put(
                    instance.id(),
                    new Pair(
                            enough ? now : was.traffic().snapshot(),
                            instance.traffic().open()));
        }
    }

    /** Whether there is anything to compare. */
    boolean compares() {
        return !pairs.isEmpty();
    }

    /**
     * Watches until the time is over.
     *
     * @param deadline in terms of {@link System#nanoTime()}
     * @return why the new ones are worse, or empty
     */
    Optional<Sentence> until(long deadline, RunningOperation operation) throws InterruptedException {
        long nextHealth = System.nanoTime() + HEALTH.toNanos();
        Map<String, List<String>> sick = Map.of();
        while (true) {
            if (operation.cancelled()) {
                return Optional.of(Sentence.of("lifecycle.worse.cancelled"));
            }
            Optional<Sentence> failing = failing();
            if (failing.isPresent()) {
                return failing;
            }
            long now = System.nanoTime();
            boolean over = now - deadline >= 0;
            if (over || now - nextHealth >= 0) {
                Map<String, List<String>> found = sick();
                for (String module : found.keySet()) {
                    if (sick.containsKey(module) || over) {
                        return Optional.of(Sentence.of(
                                "lifecycle.worse.sick",
                                "module",
                                module,
                                "findings",
                                String.join("; ", found.getOrDefault(module, List.of()))));
                    }
                }
                sick = found;
                nextHealth = now + HEALTH.toNanos();
            }
            if (over) {
                return slower();
            }
            operation.pause(TICK);
        }
    }

    /** New beside old, by module. */
    Map<String, Report.Watched> figures() {
        var figures = new HashMap<String, Report.Watched>();
        pairs.forEach((module, pair) -> figures.put(
                module, new Report.Watched(pair.before(), pair.after().snapshot())));
        return figures;
    }

    private Map<String, List<String>> sick() {
        var found = new HashMap<>(runtime.check());
        found.keySet().retainAll(pairs.keySet());
        found.values().removeIf(List::isEmpty);
        return found;
    }

    private Optional<Sentence> failing() {
        return first((module, before, after) -> {
            double was = share(before);
            double is = share(after);
            return (is - was) * 100 > settings.watchErrorPoints()
                    ? Sentence.of(
                            "lifecycle.worse.failing",
                            "module",
                            module,
                            "failed",
                            after.failed(),
                            "served",
                            after.served(),
                            "before",
                            percent(was),
                            "after",
                            percent(is))
                    : null;
        });
    }

    private Optional<Sentence> slower() {
        return first((module, before, after) -> {
            boolean comparable = before.served() >= settings.watchMinimumRequests();
            long limit = Math.max(NOTICEABLE_MICROS, before.medianMicros() * settings.watchLatencyFactor());
            return comparable && after.medianMicros() > limit
                    ? Sentence.of(
                            "lifecycle.worse.slower",
                            "module",
                            module,
                            "before",
                            millis(before.medianMicros()),
                            "after",
                            millis(after.medianMicros()))
                    : null;
        });
    }

    private interface Judgement {
        @Nullable
        Sentence judge(String module, Traffic.Snapshot before, Traffic.Snapshot after);
    }

    private Optional<Sentence> first(Judgement judgement) {
        for (Map.Entry<String, Pair> entry : pairs.entrySet()) {
            Traffic.Snapshot after = entry.getValue().after().snapshot();
            if (after.served() >= settings.watchMinimumRequests()) {
                Sentence found =
                        judgement.judge(entry.getKey(), entry.getValue().before(), after);
                if (found != null) {
                    return Optional.of(found);
                }
            }
        }
        return Optional.empty();
    }

    private static double share(Traffic.Snapshot traffic) {
        return traffic.served() == 0 ? 0 : (double) traffic.failed() / traffic.served();
    }

    private static String percent(double share) {
        return String.format(java.util.Locale.ROOT, "%.1f %%", share * 100);
    }

    private static String millis(long micros) {
        return String.format(java.util.Locale.ROOT, "%.1f ms", micros / 1000.0);
    }

    @Override
    public void close() {
        new ArrayList<>(before.values()).forEach(Traffic.Window::close);
        pairs.values().forEach(pair -> pair.after().close());
    }
}
