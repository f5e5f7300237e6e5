package io.mortise.kernel.spi;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that serves at one moment: the route table and the providers of the gated services, immutable. It is
 * replaced as a whole in one volatile write ({@link Worlds}), so a set of modules changes all at once.
 */
public final class World {

    /**
     * A provider of a gated service.
     *
     * @param service the provider's own object
     * @param gate counts the calls in flight
     * @param owner the instance it belongs to
     */
    public record Provider(Object service, Gate gate, ModuleInstance owner) {}

    private final Map<String, Seat> seats;
    private final @Nullable Provider[] providers;

    public World(Map<String, Seat> seats, @Nullable Provider[] providers) {
        this.seats = Map.copyOf(seats);
        this.providers = Arrays.copyOf(providers, providers.length);
    }

    /** Nothing installed. */
    public static World empty() {
        return new World(Map.of(), new Provider[0]);
    }

    /** What stands behind each module's id. */
    public Map<String, Seat> seats() {
        return seats;
    }

    /** The instance that serves the module. */
    public Optional<ModuleInstance> serving(String module) {
        return seats.get(module) instanceof Seat.Serving(ModuleInstance instance)
                ? Optional.of(instance)
                : Optional.empty();
    }

    /** The provider in a slot, or null. */
    public @Nullable Provider provider(int slot) {
        return slot < providers.length ? providers[slot] : null;
    }

    /** A copy of all slots. */
    public @Nullable Provider[] providers() {
        return Arrays.copyOf(providers, providers.length);
    }
}
