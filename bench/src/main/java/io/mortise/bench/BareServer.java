package io.mortise.bench;

import io.mortise.kernel.launcher.Kernel;
import io.mortise.kernel.launcher.KernelOptions;
import io.mortise.kernel.spi.ModuleInstance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.osgi.framework.ServiceReference;

/**
 * The reference of {@link GatewayOverhead}: the kernel with the customer module, and beside it a bare Jetty with a bare
 * Jersey that serves <em>the very same resource objects</em> on a port of its own, without sign-in, permission, gate, log
 * and limits. Takes the arguments of {@code mortise run}; writes the second port into {@code <data>/bare.port}.
 */
final class BareServer {

    private BareServer() {}

    public static void main(String... arguments) throws Exception {
        Path data = Path.of(arguments[List.of(arguments).indexOf("--data") + 1]);
        var options = new KernelOptions(
                Path.of(System.getProperty("mortise.home")),
                Map.of("http.port", "0", "server.data", data.toString()),
                Map.of(),
                false);
        try (Kernel kernel = Kernel.start(options)) {
            Runtime.getRuntime().addShutdownHook(new Thread(kernel::stop));
            try (var bare = new BareJersey(resources(serving(kernel, "customer")))) {
                Path port = Files.writeString(data.resolve("bare.port.new"), Integer.toString(bare.port()));
                Files.move(port, data.resolve("bare.port"));
                kernel.awaitStop();
            }
        }
    }

    private static ModuleInstance serving(Kernel kernel, String module) {
        while (kernel.worlds().current().serving(module).isEmpty()) {
            Bench.rest(Duration.ofMillis(50));
        }
        return kernel.worlds().current().serving(module).orElseThrow();
    }

    private static List<Object> resources(ModuleInstance instance) {
        var resources = new ArrayList<Object>();
        ServiceReference<?>[] registered = instance.bundle().getRegisteredServices();
        for (ServiceReference<?> reference : registered == null ? new ServiceReference<?>[0] : registered) {
            if (Boolean.TRUE.equals(reference.getProperty("mortise.rest.resource"))) {
                Object resource = instance.bundle().getBundleContext().getService(reference);
                if (resource != null) {
                    resources.add(resource);
                }
            }
        }
        if (resources.isEmpty()) {
            throw new IllegalStateException(instance + " has no REST resource");
        }
        return resources;
    }
}
