package io.mortise.kernel.runtime;

import io.mortise.kernel.spi.World;
import io.mortise.kernel.spi.Worlds;
import org.jspecify.annotations.Nullable;

/**
 * The place behind one gated proxy: which provider answers is read from the world at each call, so that publishing a
 * world moves all callers at once. Public only because generated proxies, in loaders of their own, call it.
 */
public final class Slot {

    /** How often the same retired provider may be met before it counts as gone for good. */
    private static final int PATIENCE = 3;

    private final Worlds worlds;
    private final int index;
    private final Class<?> type;
    private final String module;
    private final String component;

    Slot(Worlds worlds, int index, Class<?> type, String module, String component) {
        this.worlds = worlds;
        this.index = index;
        this.type = type;
        this.module = module;
        this.component = component;
    }

    /**
     * Finds the provider and enters its gate; owes one {@link #exit}. A caller that loses the race with a retirement
     * reads the world again and enters the successor.
     *
     * @throws IllegalStateException when nobody provides the service any more
     */
    public World.Provider enter() {
        World.Provider refused = null;
        int met = 0;
        while (met < PATIENCE) {
            World.Provider provider = worlds.current().provider(index);
            if (provider == null) {
                break;
            }
            if (provider.gate().enter()) {
                return provider;
            }
            met = provider == refused ? met + 1 : 0;
            refused = provider;
            Thread.onSpinWait();
        }
        throw new IllegalStateException("the service " + type.getName() + " of module " + module
                + " is not available: the module is switched off or no longer provides it");
    }

    /** Leaves the gate of a provider that was entered. */
    public static void exit(World.Provider provider) {
        provider.gate().exit();
    }

    int index() {
        return index;
    }

    Class<?> type() {
        return type;
    }

    String module() {
        return module;
    }

    String component() {
        return component;
    }

    World.@Nullable Provider provider() {
        return worlds.current().provider(index);
    }

    @Override
    public String toString() {
        return "gated " + type.getName() + " of module " + module;
    }
}
