package io.mortise.kernel.gateway;

import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.kernel.spi.Wording;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/**
 * What the gateway hangs on a module instance: its texts, its JSON, and once its components are active its REST
 * application. Threads that serve read it without a lock.
 */
final class RestPart {

    private static final String MARK = "mortise.rest.resource";

    private final Wording texts;
    private final Problems words;
    private final JsonBodies json = new JsonBodies(Json.mapper());
    private final Meters.Shown shown;
    private final List<ServiceReference<?>> taken = new ArrayList<>();
    private volatile @Nullable RestApp app;

    RestPart(ModuleInstance instance, Problems kernel, Meters meters) {
        texts = new Wording(name -> read(instance.bundle(), "i18n/" + name), List.of(instance.id()));
        words = kernel.with(texts);
        shown = meters.show(instance);
    }

    Wording texts() {
        return texts;
    }

    Problems words() {
        return words;
    }

    JsonBodies json() {
        return json;
    }

    /** Null while the module's components are not active, and when it offers nothing over HTTP. */
    @Nullable
    RestApp app() {
        return app;
    }

    /**
     * Builds the application from the services that the bundle registered.
     *
     * @throws IllegalStateException with what is wrong, naming class and method
     */
    void assemble(ModuleInstance instance, RestApp.Surroundings around) {
        List<Object> resources = take(instance.bundle());
        List<Class<?>> classes =
                resources.stream().<Class<?>>map(Object::getClass).toList();
        List<String> breaches = RouteRules.breaches(classes, instance.descriptor());
        if (!breaches.isEmpty()) {
            throw new IllegalStateException(String.join("; ", breaches));
        }
        String base = "/api/" + instance.id() + "/";
        resources.add(new OpenApiResource(() -> openApi(instance, classes)));
        app = new RestApp(base, resources, instance.loader(), words, around);
    }

    /** Takes everything back; the order is that of PLATFORM.md, section 4. */
    void close(ModuleInstance instance, Consumer<RuntimeException> wrong) {
        shown.close();
        RestApp closing = app;
        app = null;
        if (closing != null) {
            try {
                closing.close();
            } catch (RuntimeException e) {
                wrong.accept(e);
            }
        }
        var context = instance.bundle().getBundleContext();
        for (ServiceReference<?> reference : taken) {
            if (context != null) {
                try {
                    context.ungetService(reference);
                } catch (IllegalStateException e) {
                    // The bundle has stopped by itself, and with it went what it used.
                    break;
                }
            }
        }
        taken.clear();
    }

    private List<Object> take(Bundle bundle) {
        var resources = new ArrayList<Object>();
        ServiceReference<?>[] registered = bundle.getRegisteredServices();
        if (registered == null) {
            return resources;
        }
        for (ServiceReference<?> reference : registered) {
            if ("true".equals(String.valueOf(reference.getProperty(MARK)))) {
                Object service = bundle.getBundleContext().getService(reference);
                if (service == null) {
                    throw new IllegalStateException("the REST resource "
                            + String.join(", ", (String[]) reference.getProperty("objectClass"))
                            + " could not be made; the log tells what its component threw");
                }
                taken.add(reference);
                resources.add(service);
            }
        }
        return resources;
    }

    private static byte[] openApi(ModuleInstance instance, List<Class<?>> classes) {
        try (InputStream in = read(instance.bundle(), "openapi/" + instance.id() + ".yaml")) {
            return in == null
                    ? OpenApiContract.bytes(OpenApiContract.generate(
                            instance.descriptor().name().getOrDefault("en", instance.id()),
                            instance.version(),
                            "/api/" + instance.id(),
                            classes))
                    : OpenApiContract.bytes(OpenApiContract.parse(in));
        } catch (IOException e) {
            throw new UncheckedIOException("openapi/" + instance.id() + ".yaml can't be read", e);
        }
    }

    private static @Nullable InputStream read(Bundle bundle, String name) {
        URL url = bundle.getEntry(name);
        try {
            return url == null ? null : url.openStream();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " of " + bundle.getSymbolicName() + " can't be read", e);
        }
    }
}
