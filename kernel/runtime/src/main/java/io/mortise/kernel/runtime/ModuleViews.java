package io.mortise.kernel.runtime;

import io.mortise.kernel.spi.InstancePart;
import io.mortise.kernel.spi.ModuleService;
import io.mortise.kernel.spi.OwnModule;
import io.mortise.module.ThisModule;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

/**
 * Registers the services that the kernel's parts give to modules. Each module instance gets a view of its own. Giving one
 * back does nothing: the framework does so when the bundle's last component goes, which is not the end of the instance
 * (PLATFORM.md, section 12).
 */
final class ModuleViews {

    private final Residents residents;

    ModuleViews(Residents residents) {
        this.residents = residents;
    }

    void register(BundleContext context, List<InstancePart> parts) {
        register(context, new ModuleService<>(ThisModule.class, OwnModule::new));
        parts.forEach(part -> part.services().forEach(service -> register(context, service)));
    }

    private <T> void register(BundleContext context, ModuleService<T> service) {
        context.registerService(service.type(), new PerInstance<>(service), null);
    }

    private final class PerInstance<T> implements ServiceFactory<T> {

        private final ModuleService<T> service;

        PerInstance(ModuleService<T> service) {
            this.service = service;
        }

        @Override
        @SuppressWarnings("NullAway") // null is how a factory says that this bundle gets none
        public @Nullable T getService(Bundle bundle, ServiceRegistration<T> registration) {
            return residents
                    .of(bundle)
                    .map(resident -> service.type()
                            .cast(resident.views()
                                    .computeIfAbsent(
                                            service.type(), _ -> service.view().apply(resident.instance()))))
                    .orElse(null);
        }

        @Override
        public void ungetService(Bundle bundle, ServiceRegistration<T> registration, T view) {
            // The view holds nothing; the instance does.
        }
    }
}
