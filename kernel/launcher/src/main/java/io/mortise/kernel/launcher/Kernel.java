package io.mortise.kernel.launcher;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.mortise.kernel.gateway.Gateway;
import io.mortise.kernel.gateway.HttpSettings;
import io.mortise.kernel.gateway.KernelGuard;
import io.mortise.kernel.launcher.configuration.Configuration;
import io.mortise.kernel.launcher.logging.Logging;
import io.mortise.kernel.launcher.logging.LoggingSettings;
import io.mortise.kernel.lifecycle.Lifecycle;
import io.mortise.kernel.lifecycle.LifecycleSettings;
import io.mortise.kernel.messaging.Messaging;
import io.mortise.kernel.messaging.MessagingSettings;
import io.mortise.kernel.persistence.DatabaseSettings;
import io.mortise.kernel.persistence.Persistence;
import io.mortise.kernel.persistence.files.FileSettings;
import io.mortise.kernel.persistence.files.FileStore;
import io.mortise.kernel.runtime.FelixRuntime;
import io.mortise.kernel.runtime.RuntimeSettings;
import io.mortise.kernel.spi.GatedServices;
import io.mortise.kernel.spi.Guard;
import io.mortise.kernel.spi.KernelResource;
import io.mortise.kernel.spi.Readiness;
import io.mortise.kernel.spi.Sentence;
import io.mortise.kernel.spi.Worlds;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server: wires the kernel's parts, in the order in which they need each other. The port opens first, so that
 * whoever stands in front sees 503 with {@code Retry-After} and not a refused connection; it answers for real when the
 * desired state is restored.
 *
 * <p>Several kernels may run in one process, each on a data folder of its own; tests do. Thread-safe.
 */
public final class Kernel implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Kernel.class);

    /** The parts in the order in which they are stopped: first no new work, then the work ends, then what it needs goes. */
    private enum Part {
        LIFECYCLE,
        GATEWAY,
        MESSAGING,
        RUNTIME,
        FILES,
        PERSISTENCE,
        DATA_FOLDER
    }

    /** How far it has come; what {@code /readyz} says about the kernel itself. */
    private enum Phase {
        STARTING,
        SERVING,
        STOPPING
    }

    private final KernelOptions options;
    private final Configuration configuration;
    private final DataFolder dataFolder;
    private final Map<Part, AutoCloseable> parts = new EnumMap<>(Part.class);
    private final Worlds worlds = new Worlds();
    private final Readiness readiness = new Readiness();

    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile Phase phase = Phase.STARTING;
    private volatile @Nullable GatedServices services;
    private volatile @Nullable URI address;

    private Kernel(KernelOptions options, Configuration configuration, DataFolder dataFolder) {
        this.options = options;
        this.configuration = configuration;
        this.dataFolder = dataFolder;
        parts.put(Part.DATA_FOLDER, dataFolder);
    }

    /**
     * Starts, and comes back when everything that is wanted serves, or could not be started and says so in {@code /readyz}.
     *
     * @throws io.mortise.kernel.launcher.configuration.ConfigurationException when the configuration is wrong
     * @throws StartException when the data folder is taken, the port is taken, or a part of the kernel can't start; what
     *     was opened is closed again
     */
    public static Kernel start(KernelOptions options) {
        Configuration configuration = options.configuration();
        Logging.apply(configuration.section(LoggingSettings.class));
        var kernel = new Kernel(options, configuration, DataFolder.open(options.dataFolder(configuration)));
        try {
            kernel.open();
            return kernel;
        } catch (Exception e) {
            kernel.stop();
            throw e instanceof StartException said ? said : kernel.explain(e);
        }
    }

    private void open() throws Exception {
        var metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        readiness.ask("kernel", this::missing);
        announce("");
        Guard guard = new KernelGuard(operatorToken(), this::services);

        var database = Beside.begin("start-database", () -> openDatabase(guard));
        var framework = Beside.begin("start-framework", this::bootFramework);
        Gateway gateway;
        try {
            gateway = openPort(metrics);
        } finally {
            // Whatever happened to the port: what is half open could not be closed.
            database.settle();
            framework.settle();
        }
        FelixRuntime modules = framework.await();
        Persistence persistence = database.await().persistence();
        Messaging messaging = database.await().messaging();
        gateway.surround(guard, persistence.idempotency(), persistence.units());
        FileStore files = database.await().files();
        modules.join(List.of(persistence, files, messaging, gateway));
        services = modules;
        Lifecycle lifecycle = opened(
                Part.LIFECYCLE,
                Lifecycle.open(
                        configuration.section(LifecycleSettings.class),
                        dataFolder.path(),
                        options.home(),
                        persistence,
                        persistence,
                        modules,
                        worlds,
                        gateway.traffic(),
                        options.safeMode()));
        readiness.ask("modules", new ModuleQuestion(worlds, modules));

        var resources = new ArrayList<KernelResource>(lifecycle.resources());
        resources.addAll(messaging.resources());
        var admission = Beside.begin("start-gateway", () -> {
            gateway.admit(lifecycle.assets(), resources);
            return gateway;
        });
        try {
            messaging.start();
            // Before the start of the modules: it may end a purge that was interrupted.
            lifecycle.onPurge(messaging::forget);
            persistence.deferEntities();
            lifecycle.onPurge(files::forget);
            lifecycle.restore();
        } finally {
            admission.settle();
        }
        admission.await();
        lifecycle.watchDropFolder();
        new KernelMetrics(persistence, messaging).bindTo(metrics);
        phase = Phase.SERVING;
        Beside.begin("map-entities", () -> {
            persistence.mapEntities();
            return true;
        });
        LOG.info("serving at {} from {}", address(), dataFolder.path());
    }

    private Gateway openPort(PrometheusMeterRegistry metrics) throws IOException {
        HttpSettings http = configuration.section(HttpSettings.class);
        Gateway gateway =
                opened(Part.GATEWAY, Gateway.open(http, options.configurationFolder(), worlds, readiness, metrics));
        URI here = address(http.host(), gateway.port());
        address = here;
        announce(here.toString());
        return gateway;
    }

    private FelixRuntime bootFramework() {
        return opened(
                Part.RUNTIME,
                FelixRuntime.boot(
                        configuration.section(RuntimeSettings.class),
                        dataFolder.path().resolve("cache"),
                        SystemPackages.load(options.home()),
                        SystemBundles.find(options.home()),
                        worlds));
    }

    /** What needs the database and nothing else. */
    private record Stored(Persistence persistence, FileStore files, Messaging messaging) {}

    private Stored openDatabase(Guard guard) {
        Persistence persistence = opened(
                Part.PERSISTENCE,
                Persistence.open(configuration.section(DatabaseSettings.class), dataFolder.path(), () -> guard));
        readiness.ask("database", new DatabaseQuestion(persistence.dataSource()));
        readiness.ask("entities", persistence::unmapped);
        FileStore files = opened(
                Part.FILES,
                FileStore.open(
                        configuration.section(FileSettings.class), dataFolder.path(), persistence, this::services));
        Messaging messaging = opened(
                Part.MESSAGING, Messaging.open(configuration.section(MessagingSettings.class), persistence, worlds));
        return new Stored(persistence, files, messaging);
    }

    /** What serves now; for tests and benches that look at an instance from inside. */
    public Worlds worlds() {
        return worlds;
    }

    /** The port it listens on. */
    public int port() {
        return address().getPort();
    }

    /** Where this machine reaches it, without a slash at the end. */
    public URI address() {
        return Objects.requireNonNull(address, "the port is not open yet");
    }

    /** What opens every door of the kernel, as a bearer token; a new one at each start. */
    public String operatorToken() {
        return dataFolder.token();
    }

    /** The data folder. */
    public Path dataFolder() {
        return dataFolder.path();
    }

    /** The version of the product. */
    public String version() {
        return ProductVersion.read();
    }

    /** How long a stop may take before whoever asked for it loses patience. */
    public Duration stopLimit() {
        return configuration.section(ServerSettings.class).stopLimit();
    }

    /** Waits until somebody stops it. */
    public void awaitStop() throws InterruptedException {
        stopped.await();
    }

    /**
     * Stops gracefully: not ready any more, requests in flight end, deliveries and jobs end, modules are closed. A part that
     * fails to stop is logged and does not keep the others. Called twice, the second call waits for the first.
     */
    public void stop() {
        if (stopping.compareAndSet(false, true)) {
            phase = Phase.STOPPING;
            LOG.info("stopping");
            parts.forEach((part, opened) -> close(part, opened));
            LOG.info("stopped");
            stopped.countDown();
        }
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }

    private <T extends AutoCloseable> T opened(Part part, T opened) {
        synchronized (parts) {
            parts.put(part, opened);
        }
        return opened;
    }

    private static void close(Part part, AutoCloseable opened) {
        try {
            opened.close();
        } catch (Exception e) {
            LOG.error("{} did not stop as it should", part, e);
        }
    }

    private GatedServices services() {
        return Objects.requireNonNull(services, "asked for a service before the framework was up");
    }

    private List<String> missing() {
        return switch (phase) {
            case STARTING -> List.of("the server is starting");
            case SERVING -> List.of();
            case STOPPING -> List.of("the server is stopping");
        };
    }

    private void announce(String where) {
        dataFolder.announce(new ServerFile(
                where,
                ProcessHandle.current().pid(),
                version(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()));
    }

    private static URI address(String host, int port) {
        String reachable = switch (host) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::", "[::]" -> "[::1]";
            default -> host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        };
        return URI.create("http://" + reachable + ":" + port);
    }

    private StartException explain(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                HttpSettings http = configuration.section(HttpSettings.class);
                return new StartException(
                        Sentence.of("launcher.start.port-taken", "port", http.port(), "host", http.host()), failure);
            }
        }
        LOG.error("the start failed", failure);
        return new StartException(
                Sentence.of(
                        "launcher.start.failed",
                        "reason",
                        failure.getMessage() == null ? failure.toString() : failure.getMessage()),
                failure);
    }
}
