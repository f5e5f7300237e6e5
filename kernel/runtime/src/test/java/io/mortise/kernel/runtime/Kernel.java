package io.mortise.kernel.runtime;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mortise.kernel.spi.InstancePart;
import io.mortise.kernel.spi.ModuleDescriptor;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.kernel.spi.ModuleRuntime.PrepareException;
import io.mortise.kernel.spi.ModuleRuntime.Prepared;
import io.mortise.kernel.spi.ModuleRuntime.Publication;
import io.mortise.kernel.spi.ModuleSource;
import io.mortise.kernel.spi.Sentence;
import io.mortise.kernel.spi.Wording;
import io.mortise.kernel.spi.Worlds;
import io.mortise.sdk.modulejar.ModuleJar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/** A real runtime over real bundles, with a part that stands for the gateway: it keeps each module's route. */
final class Kernel implements AutoCloseable {

    static final Duration START = Duration.ofSeconds(20);
    static final Duration DRAIN = Duration.ofSeconds(10);

    final Worlds worlds = new Worlds();
    final Routes routes = new Routes();
    final FelixRuntime runtime;
    final List<Sentence> progress = new CopyOnWriteArrayList<>();

    private final Path folder;
    private final AtomicInteger jars = new AtomicInteger();

    Kernel(Path folder, InstancePart... more) {
        this(folder, RuntimeSettings.defaults(), more);
    }

    Kernel(Path folder, RuntimeSettings settings, InstancePart... more) {
        this.folder = folder;
        var parts = new ArrayList<InstancePart>();
        parts.add(routes);
        parts.addAll(Arrays.asList(more));
        runtime = FelixRuntime.boot(
                settings,
                folder.resolve("felix"),
                packages(),
                List.of(
                        jarOf("org.apache.felix.cm.impl.ConfigurationManager"),
                        jarOf("org.apache.felix.scr.impl.Activator")),
                worlds);
        runtime.join(parts);
    }

    /** Stands for the gateway: each module has one route, a {@code Function} component. */
    static final class Routes implements InstancePart {

        final List<String> calls = new CopyOnWriteArrayList<>();

        /** What a route is. */
        record Route(Function<String, String> function) {}

        @Override
        public String name() {
            return "routes";
        }

        @Override
        public void open(ModuleInstance instance) {
            calls.add("open " + instance.id() + " " + instance.version());
        }

        @Override
        @SuppressWarnings("unchecked")
        public void assemble(ModuleInstance instance) {
            var references = instance.bundle().getRegisteredServices();
            for (var reference : references == null ? new org.osgi.framework.ServiceReference<?>[0] : references) {
                Object service = instance.bundle().getBundleContext().getService(reference);
                if (service instanceof Function<?, ?> function) {
                    instance.attach(Route.class, new Route((Function<String, String>) function));
                }
            }
            calls.add("assemble " + instance.id() + " " + instance.version());
        }

        @Override
        public void published(ModuleInstance instance) {
            calls.add("published " + instance.id() + " " + instance.version());
        }

        @Override
        public void retired(ModuleInstance instance) {
            calls.add("retired " + instance.id() + " " + instance.version());
        }

        @Override
        public void close(ModuleInstance instance) {
            calls.add("close " + instance.id() + " " + instance.version());
            instance.detach(Route.class);
        }
    }

    ModuleSource source(ModuleJar module) {
        Path jar = module.build(folder.resolve("jar-" + jars.incrementAndGet()));
        try (var file = new JarFile(jar.toFile())) {
            var descriptor = new ObjectMapper()
                    .readValue(file.getInputStream(file.getEntry("module.json")), ModuleDescriptor.class);
            return new ModuleSource(descriptor, module.version(), ModuleJar.sha256(jar), jar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Prepared prepare(ModuleSource... set) throws PrepareException {
        return runtime.prepare(List.of(set), START, progress::add);
    }

    /** Prepare, publish, drain, close what was replaced. */
    Publication swap(ModuleSource... set) throws PrepareException, InterruptedException {
        Publication publication = runtime.publish(prepare(set));
        finish(publication);
        return publication;
    }

    void finish(Publication publication) throws InterruptedException {
        var left = runtime.drain(publication, DRAIN);
        assertTrue(left.isEmpty(), () -> "still in flight: " + left);
        runtime.close(publication.retired());
    }

    Publication install(ModuleJar... modules) throws PrepareException, InterruptedException {
        return swap(Arrays.stream(modules).map(this::source).toArray(ModuleSource[]::new));
    }

    /** What a request does: enters the serving instance, calls its route, leaves. */
    String call(String module, String what) {
        while (true) {
            ModuleInstance instance = serving(module);
            if (instance.gate().enter()) {
                try {
                    return route(instance).apply(what);
                } finally {
                    instance.gate().exit();
                }
            }
            Thread.onSpinWait();
        }
    }

    ModuleInstance serving(String module) {
        return worlds.current().serving(module).orElseThrow(() -> new AssertionError(module + " does not serve"));
    }

    Function<String, String> route(ModuleInstance instance) {
        return instance.attachment(Routes.Route.class).orElseThrow().function();
    }

    static String say(Sentence sentence) {
        return Wording.ofKernel("runtime").say(Locale.ENGLISH, sentence);
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("waited in vain until " + what);
            }
            LockSupport.parkNanos(500_000);
        }
    }

    @Override
    public void close() {
        runtime.close();
    }

    private static Path jarOf(String className) {
        try {
            return Path.of(Class.forName(className, false, Kernel.class.getClassLoader())
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (ClassNotFoundException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What bundles may see of the test's class path, in the versions that the jars say. */
    private static String packages() {
        var clauses = new ArrayList<String>();
        clauses.add("org.hibernate.proxy;version=\"7.4\"");
        try {
            var manifests = Kernel.class.getClassLoader().getResources(JarFile.MANIFEST_NAME);
            while (manifests.hasMoreElements()) {
                try (var in = manifests.nextElement().openStream()) {
                    var headers = new Headers(new Manifest(in).getMainAttributes());
                    for (Headers.Clause clause : headers.clauses("Export-Package")) {
                        if (clause.name().startsWith("io.mortise.")
                                || clause.name().startsWith("jakarta.ws.rs")) {
                            clauses.add(clause.name() + ";version=\""
                                    + clause.parameters().getOrDefault("version", "0") + "\"");
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertTrue(clauses.size() > 5, () -> "the class path must give the SDK: " + clauses);
        return String.join(",", clauses);
    }
}
