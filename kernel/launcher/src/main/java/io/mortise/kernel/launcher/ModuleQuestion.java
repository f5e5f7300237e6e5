package io.mortise.kernel.launcher;

import io.mortise.kernel.spi.ModuleRuntime;
import io.mortise.kernel.spi.Seat;
import io.mortise.kernel.spi.World;
import io.mortise.kernel.spi.Worlds;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Whether every module that is wanted serves and is well, for {@code /readyz}. Health checks may take seconds and anybody
 * may ask, so an answer holds for a moment, or until the world changes.
 */
final class ModuleQuestion implements Supplier<List<String>> {

    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final Worlds worlds;
    private final ModuleRuntime runtime;
    private final ReentrantLock asking = new ReentrantLock();
    private Answer last = new Answer(new WeakReference<>(null), 0, List.of());

    ModuleQuestion(Worlds worlds, ModuleRuntime runtime) {
        this.worlds = worlds;
        this.runtime = runtime;
    }

    /** Knows the world weakly: an old one would keep the instances that were closed since, with their class loaders. */
    private record Answer(WeakReference<World> world, long nanos, List<String> missing) {
        boolean holds(World now) {
            return world.refersTo(now) && System.nanoTime() - nanos < MOMENT.toNanos();
        }
    }

    @Override
    public List<String> get() {
        asking.lock();
        try {
            World world = worlds.current();
            if (!last.holds(world)) {
                last = new Answer(new WeakReference<>(world), System.nanoTime(), look(world));
            }
            return last.missing();
        } finally {
            asking.unlock();
        }
    }

    private List<String> look(World world) {
        var missing = new ArrayList<String>();
        world.seats().values().forEach(seat -> {
            if (seat instanceof Seat.Failed(String id, String version, String reason)) {
                missing.add(id + " " + version + " could not start: " + reason);
            }
        });
        runtime.check().forEach((module, wrong) -> wrong.forEach(reason -> missing.add(module + ": " + reason)));
        return List.copyOf(missing);
    }
}
