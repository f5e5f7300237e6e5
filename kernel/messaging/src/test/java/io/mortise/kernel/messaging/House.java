package io.mortise.kernel.messaging;

import static org.junit.jupiter.api.Assertions.fail;

import io.mortise.kernel.persistence.DatabaseSettings;
import io.mortise.kernel.persistence.Persistence;
import io.mortise.kernel.spi.ModuleDescriptor;
import io.mortise.kernel.spi.ModuleDescriptor.EventNames;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.kernel.spi.Seat;
import io.mortise.kernel.spi.World;
import io.mortise.kernel.spi.Worlds;
import io.mortise.message.EventListener;
import io.mortise.message.EventName;
import io.mortise.message.Events;
import io.mortise.message.Job;
import io.mortise.message.Jobs;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.BundleWiring;

/** One node: a real framework, a real database, and this part. Plays the runtime: opens, publishes, retires, closes. */
final class House {

    /** Quick enough for tests; the rest is as delivered. */
    static final MessagingSettings QUICK = new MessagingSettings(
            6,
            4,
            Duration.ofMillis(100),
            3,
            Duration.ofMillis(30),
            Duration.ofMillis(200),
            Duration.ofSeconds(4),
            Duration.ofDays(7),
            Duration.ofSeconds(5));

    private static final Duration DEADLINE = Duration.ofSeconds(15);

    final Persistence database;
    final Worlds worlds = new Worlds();
    private final Framework framework;
    private final Path folder;
    private final Clock clock;
    private Messaging messaging;
    private final Map<String, Seat> seats = new HashMap<>();
    private int installed;

    private House(DatabaseSettings settings, Path folder, Clock clock) throws Exception {
        this.folder = folder;
        this.clock = clock;
        this.database = Persistence.open(settings, folder.resolve("data"), () -> {
            throw new IllegalStateException("no guard is needed here");
        });
        this.messaging = Messaging.open(QUICK, database, worlds, clock, ZoneOffset.UTC);
        this.framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        folder.resolve("felix").toString(),
                        Constants.FRAMEWORK_BSNVERSION,
                        Constants.FRAMEWORK_BSNVERSION_MULTIPLE,
                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                        "io.mortise.message"));
        framework.start();
    }

    static House open(DatabaseSettings settings, Path folder) throws Exception {
        return open(settings, folder, Clock.systemUTC());
    }

    static House open(DatabaseSettings settings, Path folder, Clock clock) throws Exception {
        var house = new House(settings, folder, clock);
        house.messaging.start();
        return house;
    }

    Messaging messaging() {
        return messaging;
    }

    /** Stops this part and opens it anew, as a restart of the process would. */
    void restartMessaging() {
        messaging.close();
        messaging = Messaging.open(QUICK, database, worlds, clock, ZoneOffset.UTC);
        seats.values().forEach(seat -> {
            if (seat instanceof Seat.Serving(ModuleInstance instance)) {
                messaging.published(instance);
            }
        });
        messaging.start();
    }

    /** An instance whose module.json declares just what its components are. */
    ModuleInstance prepare(String module, Object... components) throws Exception {
        return prepare(
                module,
                Arrays.stream(components)
                        .filter(EventListener.class::isInstance)
                        .map(one -> ((EventListener<?>) one)
                                .event()
                                .getAnnotation(EventName.class)
                                .value())
                        .distinct()
                        .toList(),
                Arrays.stream(components)
                        .filter(Job.class::isInstance)
                        .map(one -> ((Job) one).name())
                        .toList(),
                components);
    }

    ModuleInstance prepare(String module, List<String> listens, List<String> jobs, Object... components)
            throws Exception {
        ModuleInstance instance = install(module, listens, jobs, Map.of());
        for (Object component : components) {
            if (component instanceof EventListener<?> listener) {
                instance.bundle().getBundleContext().registerService(EventListener.class, listener, null);
            }
            if (component instanceof Job job) {
                instance.bundle().getBundleContext().registerService(Job.class, job, null);
            }
        }
        messaging.assemble(instance);
        return instance;
    }

    /** An opened instance of a bundle with these files; its components are not registered yet. */
    ModuleInstance install(String module, List<String> listens, List<String> jobs, Map<String, byte[]> files)
            throws Exception {
        Bundle bundle = framework
                .getBundleContext()
                .installBundle("test:" + module + "/" + ++installed, new ByteArrayInputStream(jar(module, files)));
        bundle.start();
        var descriptor = new ModuleDescriptor(
                module,
                Map.of(),
                Map.of(),
                List.of(),
                List.of(),
                null,
                new EventNames(List.of(module + ".Happened"), listens),
                jobs,
                List.of(),
                List.of(),
                List.of());
        var instance = new ModuleInstance(
                descriptor,
                "1.0." + installed,
                "00",
                bundle,
                bundle.adapt(BundleWiring.class).getClassLoader());
        messaging.open(instance);
        return instance;
    }

    /** Publishes an instance; the one it replaces retires and is returned, or null. */
    ModuleInstance publish(ModuleInstance instance) {
        ModuleInstance old = worlds.current().serving(instance.id()).orElse(null);
        seat(instance.id(), new Seat.Serving(instance));
        instance.gate().reopen();
        messaging.published(instance);
        if (old != null) {
            retire(old);
        }
        return old;
    }

    ModuleInstance run(String module, Object... components) throws Exception {
        ModuleInstance instance = prepare(module, components);
        publish(instance);
        return instance;
    }

    void switchOff(ModuleInstance instance) {
        seat(instance.id(), new Seat.Disabled(instance.id(), instance.version()));
        retire(instance);
    }

    private void seat(String id, Seat seat) {
        seats.put(id, seat);
        worlds.publish(new World(seats, new World.Provider[0]));
    }

    private void retire(ModuleInstance instance) {
        instance.gate().retire();
        messaging.retired(instance);
    }

    /** Drains and removes an instance that does not serve. */
    void remove(ModuleInstance instance) throws Exception {
        if (!instance.gate().awaitEmpty(DEADLINE)) {
            fail(instance + " is not drained: " + instance.gate().inFlight() + " in flight");
        }
        messaging.close(instance);
        instance.bundle().uninstall();
    }

    <T> T service(Class<T> type, ModuleInstance instance) {
        return messaging.services().stream()
                .filter(service -> service.type() == type)
                .map(service -> type.cast(service.view().apply(instance)))
                .findFirst()
                .orElseThrow();
    }

    Events events(ModuleInstance instance) {
        return service(Events.class, instance);
    }

    Jobs jobs(ModuleInstance instance) {
        return service(Jobs.class, instance);
    }

    void write(Runnable work) {
        database.units().write(() -> {
            work.run();
            return true;
        });
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                fail("not within " + DEADLINE + ": " + what);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
        }
    }

    private static byte[] jar(String module, Map<String, byte[]> files) throws IOException {
        var manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        main.putValue(Constants.BUNDLE_SYMBOLICNAME, "test." + module);
        main.putValue(Constants.IMPORT_PACKAGE, "io.mortise.message");
        var bytes = new ByteArrayOutputStream();
        try (var out = new JarOutputStream(bytes, manifest)) {
            for (var file : files.entrySet()) {
                out.putNextEntry(new JarEntry(file.getKey()));
                out.write(file.getValue());
                out.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    void close() throws Exception {
        messaging.close();
        framework.stop();
        framework.waitForStop(5000);
        database.close();
    }

    @Override
    public String toString() {
        return "house in " + folder;
    }
}
