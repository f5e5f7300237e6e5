package io.mortise.kernel.messaging;

import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.kernel.spi.Worlds;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** The way into a serving instance through its gate. */
final class Entrance {

    /** Longer than any write of the world takes; past it the module counts as off. */
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final Worlds worlds;

    Entrance(Worlds worlds) {
        this.worlds = worlds;
    }

    /**
     * Enters the instance that serves the module; who loses the race with a retirement enters the successor.
     *
     * @return empty when the module is off; else the instance, whose gate the caller must leave
     */
    Optional<ModuleInstance> enter(String module) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            Optional<ModuleInstance> instance = worlds.current().serving(module);
            if (instance.isEmpty() || instance.get().gate().enter()) {
                return instance;
            }
            if (System.nanoTime() - deadline >= 0) {
                return Optional.empty();
            }
            LockSupport.parkNanos(100_000);
        }
    }

    /** The instance that serves the module now; its gate is not entered. */
    Optional<ModuleInstance> current(String module) {
        return worlds.current().serving(module);
    }

    /** Whether this very instance serves. */
    boolean serves(ModuleInstance instance) {
        return worlds.current().serving(instance.id()).orElse(null) == instance;
    }

    /** The modules that serve now. */
    Set<String> serving() {
        var world = worlds.current();
        var serving = new HashSet<String>();
        for (String module : world.seats().keySet()) {
            if (world.serving(module).isPresent()) {
                serving.add(module);
            }
        }
        return serving;
    }
}
