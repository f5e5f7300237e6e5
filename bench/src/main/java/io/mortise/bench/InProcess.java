package io.mortise.bench;

import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.sdk.testkit.MortiseServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.osgi.framework.ServiceReference;

/** A kernel in the bench's own process: for questions that are too small to be asked over a socket. */
final class InProcess {

    private InProcess() {}

    /** The jar of a module, as the build made it. */
    static Path built(String module) {
        Path target = Bench.root().resolve("bundles/" + module + "/module/target");
        try (var files = Files.newDirectoryStream(target, "io.mortise." + module + "-*.jar")) {
            for (Path jar : files) {
                return jar;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("no jar of " + module + " in " + target + "; run ./mortise build");
    }

    /** What a serving module provides under an interface of the kernel, without the kernel's gate before it. */
    static <T> T service(MortiseServer server, String module, Class<T> type) {
        ModuleInstance instance =
                server.kernel().worlds().current().serving(module).orElseThrow();
        ServiceReference<?>[] registered = instance.bundle().getRegisteredServices();
        for (ServiceReference<?> reference : registered == null ? new ServiceReference<?>[0] : registered) {
            if (Arrays.asList((String[]) reference.getProperty("objectClass")).contains(type.getName())) {
                return type.cast(instance.bundle().getBundleContext().getService(reference));
            }
        }
        throw new IllegalStateException(module + " provides no " + type.getName());
    }
}
