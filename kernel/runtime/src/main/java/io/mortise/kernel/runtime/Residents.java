package io.mortise.kernel.runtime;

import io.mortise.kernel.spi.ModuleInstance;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;

/** All instances that have a bundle in the framework, serving or not, by bundle. Thread-safe. */
final class Residents {

    private final Map<Long, Resident> byBundle = new ConcurrentHashMap<>();

    void add(Resident resident) {
        byBundle.put(resident.bundle().getBundleId(), resident);
    }

    void remove(Resident resident) {
        byBundle.remove(resident.bundle().getBundleId());
    }

    Optional<Resident> of(Bundle bundle) {
        return Optional.ofNullable(byBundle.get(bundle.getBundleId()));
    }

    Optional<Resident> of(ModuleInstance instance) {
        return of(instance.bundle());
    }

    Collection<Resident> all() {
        return List.copyOf(byBundle.values());
    }
}
