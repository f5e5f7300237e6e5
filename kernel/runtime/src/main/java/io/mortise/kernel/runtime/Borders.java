package io.mortise.kernel.runtime;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.hooks.service.EventListenerHook;
import org.osgi.framework.hooks.service.FindHook;
import org.osgi.framework.hooks.service.ListenerHook.ListenerInfo;

/**
 * What a module sees of the service registry: its own services, the kernel's, and the gated proxies of other modules;
 * never another module's own object, because a reference to it would outlive its provider.
 *
 * <p>A module does not see the proxy in front of its own service: it calls itself directly, and a new instance never
 * depends on the one it replaces.
 */
final class Borders implements FindHook, EventListenerHook {

    private final Residents residents;

    Borders(Residents residents) {
        this.residents = residents;
    }

    @Override
    public void find(
            BundleContext context,
            @Nullable String name,
            @Nullable String filter,
            boolean allServices,
            Collection<ServiceReference<?>> references) {
        Optional<Resident> seeker = residents.of(context.getBundle());
        seeker.ifPresent(module -> references.removeIf(reference -> hidden(reference, module)));
    }

    @Override
    public void event(ServiceEvent event, Map<BundleContext, Collection<ListenerInfo>> listeners) {
        ServiceReference<?> reference = event.getServiceReference();
        listeners
                .keySet()
                .removeIf(context -> residents
                        .of(context.getBundle())
                        .filter(module -> hidden(reference, module))
                        .isPresent());
    }

    private boolean hidden(ServiceReference<?> reference, Resident seeker) {
        if (reference.getProperty(Slots.PROVIDER) instanceof String provider) {
            return provider.equals(seeker.id());
        }
        Bundle owner = reference.getBundle();
        return owner != null
                && !owner.equals(seeker.bundle())
                && residents.of(owner).isPresent();
    }
}
