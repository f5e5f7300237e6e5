package io.mortise.kernel.persistence;

import io.mortise.kernel.spi.ModuleInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The stores of all open module instances. Of two instances of a module, as during an upgrade, the later one answers. */
final class OpenStores {

    private record Open(ModuleInstance instance, ModuleStore store) {}

    private volatile List<Open> all = List.of();

    synchronized void add(ModuleInstance instance, ModuleStore store) {
        var more = new ArrayList<>(all);
        more.addFirst(new Open(instance, store));
        all = List.copyOf(more);
    }

    synchronized void remove(ModuleInstance instance) {
        all = all.stream().filter(open -> open.instance() != instance).toList();
    }

    /** Does something with each. */
    void each(BiConsumer<ModuleInstance, ModuleStore> action) {
        all.forEach(open -> action.accept(open.instance(), open.store()));
    }

    /** The store with the table of an object. */
    Optional<ModuleStore> of(String object) {
        return all.stream()
                .filter(open -> open.instance().descriptor().tables().containsKey(object))
                .map(Open::store)
                .findFirst();
    }
}
