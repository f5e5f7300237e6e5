package io.mortise.kernel.runtime;

import io.mortise.kernel.spi.Gate;
import io.mortise.kernel.spi.InstancePart;
import io.mortise.module.Departure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes instances away, and the API bundles that nobody uses afterwards, so that nothing of them is left: consumers before
 * providers, parts in reverse order, then the bundles. What does not stop in time is left alone until it does.
 */
final class Removal {

    private static final Logger LOG = LoggerFactory.getLogger(Removal.class);

    private final RuntimeSettings settings;
    private final List<InstancePart> parts;
    private final FrameworkWiring wiring;
    private final Residents residents;
    private final Slots slots;
    private final Pins pins;
    private final LoaderWatch watch;
    private final Consumer<Resident> returned;
    private final Map<Long, ApiBundle> shelf = new ConcurrentHashMap<>();

    /** @param returned takes a quarantined instance whose stop came to an end after all */
    Removal(
            RuntimeSettings settings,
            List<InstancePart> parts,
            FrameworkWiring wiring,
            Residents residents,
            Slots slots,
            Pins pins,
            LoaderWatch watch,
            Consumer<Resident> returned) {
        this.settings = settings;
        this.parts = parts;
        this.wiring = wiring;
        this.residents = residents;
        this.slots = slots;
        this.pins = pins;
        this.watch = watch;
        this.returned = returned;
    }

    /** Notes an API bundle that is to be taken away when nobody uses it. */
    void shelve(ApiBundle api) {
        shelf.put(api.id(), api);
    }

    /**
     * Removes instances.
     *
     * @param providersFirst in the order in which they were started
     */
    void remove(List<Resident> providersFirst) {
        var stopped = new ArrayList<Resident>();
        for (Resident resident : providersFirst.reversed()) {
            resident.instance().gate().retire();
            callsEnd(resident);
            depart(resident);
            closeParts(resident);
            slots.withdraw(resident.instance());
            if (stop(resident)) {
                stopped.add(resident);
            }
        }
        for (Resident resident : stopped) {
            uninstall(resident.bundle());
            residents.remove(resident);
            resident.views().clear();
            watch.closed(
                    resident.id(),
                    resident.instance().version(),
                    resident.archive().packages(),
                    resident.instance().loader());
        }
        sweep();
    }

    private void callsEnd(Resident resident) {
        long deadline = System.nanoTime() + settings.callLimit().toNanos();
        for (Gate gate : slots.gates(resident.instance())) {
            gate.retire();
            try {
                if (!gate.awaitEmpty(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
                    LOG.warn("{} is closed with calls from other modules in flight", resident.instance());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Lets it write down what it keeps in memory, while its database still answers. */
    private void depart(Resident resident) {
        Bundle bundle = resident.bundle();
        BundleContext context = bundle.getBundleContext();
        ServiceReference<?>[] offered = bundle.getRegisteredServices();
        if (resident.quarantined() || context == null || offered == null) {
            return;
        }
        for (ServiceReference<?> reference : offered) {
            if (!List.of((String[]) reference.getProperty(Constants.OBJECTCLASS))
                    .contains(Departure.class.getName())) {
                continue;
            }
            try {
                Limited.call("departure of " + resident.instance(), settings.stopLimit(), () -> {
                    if (context.getService(reference) instanceof Departure departure) {
                        departure.beforeClose();
                    }
                    return true;
                });
            } catch (Limited.LateException e) {
                LOG.warn("{} does not end its departure; it is closed all the same", resident.instance(), e);
            } catch (ExecutionException e) {
                LOG.warn("{} threw at its departure", resident.instance(), e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void closeParts(Resident resident) {
        for (InstancePart part : parts.subList(0, resident.takeOpened()).reversed()) {
            try {
                part.close(resident.instance());
            } catch (RuntimeException | LinkageError e) {
                LOG.warn("{} could not close {}", part.name(), resident.instance(), e);
            }
        }
    }

    private boolean stop(Resident resident) {
        if (resident.quarantined()) {
            return false;
        }
        Bundle bundle = resident.bundle();
        try {
            Limited.call("stop " + resident.instance(), settings.stopLimit(), () -> {
                bundle.stop(Bundle.STOP_TRANSIENT);
                return true;
            });
        } catch (Limited.LateException e) {
            LOG.warn(
                    "{} does not stop; it is left alone until the next restart ({})",
                    resident.instance(),
                    e.place(resident.archive().packages()).orElse("it has just returned"));
            resident.quarantine();
            e.whenReturned(() -> returned.accept(resident));
            return false;
        } catch (ExecutionException e) {
            LOG.warn("{} threw while it was stopped", resident.instance(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    /** Takes away API bundles that no instance uses: those first that no other one to go is wired to. */
    private void sweep() {
        Set<ApiBundle> going = new HashSet<>(shelf.values());
        going.removeAll(used());
        while (!going.isEmpty()) {
            ApiBundle next = going.stream()
                    .filter(api -> going.stream()
                            .noneMatch(other -> other != api
                                    && Impact.wired(other.bundle(), List.of(api))
                                            .contains(api)))
                    .findFirst()
                    .orElse(going.iterator().next());
            going.remove(next);
            shelf.remove(next.id());
            BundleWiring bundleWiring = next.bundle().adapt(BundleWiring.class);
            ClassLoader loader = bundleWiring == null ? null : bundleWiring.getClassLoader();
            uninstall(next.bundle());
            if (loader != null) {
                watch.closed(
                        next.name(), next.archive().version(), next.archive().packages(), loader);
            }
        }
        Collection<Bundle> pending = wiring.getRemovalPendingBundles();
        boolean alone = wiring.getDependencyClosure(pending).stream()
                .allMatch(bundle -> bundle.getState() == Bundle.UNINSTALLED);
        if (!pending.isEmpty() && alone) {
            // API bundles that import each other can't leave one by one.
            wiring.refreshBundles(pending);
        }
    }

    private Set<ApiBundle> used() {
        var used = new HashSet<ApiBundle>();
        for (Resident resident : residents.all()) {
            used.addAll(resident.apis().values());
            used.addAll(Impact.wired(resident.bundle(), shelf.values()));
        }
        boolean more = true;
        while (more) {
            more = false;
            for (ApiBundle api : List.copyOf(used)) {
                more |= used.addAll(Impact.wired(api.bundle(), shelf.values()));
            }
        }
        return used;
    }

    private void uninstall(Bundle bundle) {
        try {
            if (bundle.getState() != Bundle.UNINSTALLED) {
                bundle.uninstall();
            }
        } catch (BundleException | IllegalStateException e) {
            LOG.warn("{} can't be uninstalled", bundle.getLocation(), e);
        }
        pins.forget(bundle);
    }
}
