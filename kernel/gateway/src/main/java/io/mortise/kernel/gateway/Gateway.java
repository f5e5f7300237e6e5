package io.mortise.kernel.gateway;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.mortise.access.Access;
import io.mortise.access.ObjectCatalog;
import io.mortise.kernel.spi.Callers;
import io.mortise.kernel.spi.Guard;
import io.mortise.kernel.spi.Idempotency;
import io.mortise.kernel.spi.InstancePart;
import io.mortise.kernel.spi.KernelResource;
import io.mortise.kernel.spi.ModuleAssets;
import io.mortise.kernel.spi.ModuleDescriptor;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.kernel.spi.ModuleService;
import io.mortise.kernel.spi.OwnModule;
import io.mortise.kernel.spi.Readiness;
import io.mortise.kernel.spi.Traffic;
import io.mortise.kernel.spi.UnitsOfWork;
import io.mortise.kernel.spi.Wording;
import io.mortise.kernel.spi.Worlds;
import io.mortise.module.ThisModule;
import io.mortise.rest.Texts;
import io.mortise.rest.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway (DESIGN.md, section 4): opens the port before anything else, and lets requests in when the kernel is up. As
 * an {@link InstancePart} it gives each module instance its REST application, and takes it back without a trace.
 *
 * <p>Thread-safe. Requests run on virtual threads.
 */
public final class Gateway implements InstancePart, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    private final HttpSettings settings;
    private final Worlds worlds;
    private final Traffic traffic = new Traffic();
    private final TopicHub hub = new TopicHub();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Problems words = Problems.ofKernel(Wording.ofWholeKernel());
    private final Quiet quiet = Quiet.jersey();
    private final ScheduledThreadPoolExecutor timer;
    private final Listening listening;
    private final Meters meters;
    private final JvmMeters jvm;
    private final DeclaredObjects catalog;
    private final FrontDoor door;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile RestApp.@Nullable Surroundings around;

    private Gateway(
            HttpSettings settings,
            Path configurationFolder,
            Worlds worlds,
            Readiness readiness,
            PrometheusMeterRegistry registry) {
        this.settings = settings;
        this.worlds = worlds;
        catalog = new DeclaredObjects(worlds);
        listening = new Listening(settings, configurationFolder);
        meters = new Meters(registry, inFlight::get, hub::listeners);
        jvm = new JvmMeters(registry);
        timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("gateway-timer").factory());
        timer.setRemoveOnCancelPolicy(true);
        var watch = new Watch(settings, listening::endPoints);
        door = new FrontDoor(
                settings,
                worlds,
                traffic,
                words,
                watch,
                meters,
                new Observations(readiness, registry, jvm),
                inFlight,
                listening::tlsPort);
        long look = Math.clamp(
                Math.min(
                                settings.headerLimit().toMillis(),
                                settings.requestLimit().toMillis())
                        / 4,
                10,
                500);
        every(look, watch::look);
        Certificates certificates = listening.certificates();
        if (certificates != null) {
            every(settings.tlsReload().toMillis(), certificates::refresh);
        }
    }

    /**
     * Opens the port at once: {@code /livez} answers, everything else 503 with {@code Retry-After} until
     * {@link #admit}.
     *
     * @param configurationFolder where relative TLS paths begin
     * @throws IOException naming the address, when it can't be listened on
     * @throws IllegalArgumentException naming the setting, when the TLS files can't be used
     */
    public static Gateway open(
            HttpSettings settings,
            Path configurationFolder,
            Worlds worlds,
            Readiness readiness,
            PrometheusMeterRegistry registry)
            throws IOException {
        var gateway = new Gateway(settings, configurationFolder, worlds, readiness, registry);
        try {
            gateway.listen();
            return gateway;
        } catch (Exception e) {
            gateway.close();
            throw new IOException(
                    "the gateway can't listen on " + settings.host() + " port " + settings.port()
                            + (settings.tls() ? " and " + settings.tlsPort() : "") + ": " + e.getMessage()
                            + "; choose another with http.port or stop what uses it",
                    e);
        }
    }

    /** Says what every application stands in; before the first module is assembled, and before {@link #admit}. */
    public void surround(Guard guard, Idempotency idempotency, UnitsOfWork units) {
        around = new RestApp.Surroundings(settings, guard, idempotency, units, timer);
    }

    /**
     * Lets requests in: the kernel's own routes and whatever the world holds. May run beside the assembling of modules.
     *
     * @throws IllegalStateException naming class and method, when a kernel resource names no permission; or before
     *     {@link #surround}
     */
    public void admit(ModuleAssets assets, List<KernelResource> resources) {
        RestApp.Surroundings surroundings = surroundings();
        List<Class<?>> classes =
                resources.stream().<Class<?>>map(Object::getClass).toList();
        List<String> breaches = RouteRules.breaches(classes, null);
        if (!breaches.isEmpty()) {
            throw new IllegalStateException(String.join("; ", breaches));
        }
        var all = new ArrayList<Object>(resources);
        all.add(new OpenApiResource.OfKernel(
                () -> OpenApiContract.bytes(OpenApiContract.generate("Mortise kernel", "1", "/api", classes))));
        var app = new RestApp("/api/", all, Gateway.class.getClassLoader(), words, surroundings);
        Guard guard = surroundings.guard();
        door.admit(new FrontDoor.Kernel(guard, app, new Assets(assets), new TopicRoutes(settings, worlds, guard, hub)));
    }

    /** The port that was opened, also when the setting was 0. */
    public int port() {
        return listening.port();
    }

    /** The HTTPS port that was opened; -1 without TLS. */
    public int tlsPort() {
        return listening.tlsPort();
    }

    /** Everything that was answered. */
    public Traffic traffic() {
        return traffic;
    }

    @Override
    public String name() {
        return "gateway";
    }

    @Override
    public void open(ModuleInstance instance) {
        instance.attach(RestPart.class, new RestPart(instance, words, meters));
    }

    @Override
    public void assemble(ModuleInstance instance) {
        part(instance).assemble(instance, surroundings());
    }

    /** Sends the probes of {@code module.json}, as the module itself. */
    @Override
    public List<String> check(ModuleInstance instance) throws Exception {
        var wrong = new ArrayList<String>();
        RestApp app = part(instance).app();
        for (ModuleDescriptor.Probe probe : instance.descriptor().probes()) {
            String path = probe.path().startsWith("/") ? probe.path().substring(1) : probe.path();
            int status = app == null ? 404 : app.probe(path, Callers.module(instance.id(), Heads.trace(null)));
            if (status != probe.status()) {
                wrong.add("GET /api/" + instance.id() + "/" + path + " answered " + status + ", module.json expects "
                        + probe.status());
            }
        }
        return wrong;
    }

    @Override
    public void published(ModuleInstance instance) {
        hub.worldChanged();
    }

    @Override
    public void retired(ModuleInstance instance) {
        hub.worldChanged();
    }

    @Override
    public void close(ModuleInstance instance) {
        instance.detach(RestPart.class)
                .ifPresent(part -> part.close(
                        instance, failure -> LOG.warn("the REST application of {} closed badly", instance, failure)));
    }

    @Override
    public List<ModuleService<?>> services() {
        return List.of(
                new ModuleService<>(Texts.class, instance -> part(instance).texts()::say),
                new ModuleService<>(
                        Topics.class, instance -> new PublishedTopics(instance, part(instance), hub, this::units)),
                new ModuleService<>(ThisModule.class, OwnModule::new),
                new ModuleService<>(Access.class, _ -> new AskedAccess(this::guard)),
                new ModuleService<>(ObjectCatalog.class, _ -> catalog));
    }

    /** Lets nobody in any more, waits for what is in flight, closes the port. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        door.stopAdmitting();
        hub.stop();
        long deadline = System.nanoTime() + settings.stopLimit().toNanos();
        while ((inFlight.get() > 0 || hub.listeners() > 0) && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(2_000_000);
        }
        if (inFlight.get() > 0) {
            LOG.warn("{} requests were still in flight when the gateway stopped", inFlight.get());
        }
        try {
            listening.server().stop();
        } catch (Exception e) {
            LOG.warn("the gateway stopped badly", e);
        }
        timer.shutdownNow();
        jvm.close();
        FrontDoor.Kernel kernel = door.kernel();
        if (kernel != null) {
            kernel.app().close();
        }
        LOG.debug("the gateway let go of {} loggers", quiet.size());
    }

    private void listen() throws Exception {
        var server = listening.server();
        server.setHandler(door);
        server.setErrorHandler(new ErrorAnswers(words));
        listening.start();
        LOG.info(
                "listening on {} port {}{}",
                settings.host(),
                port(),
                settings.tls() ? ", with TLS on port " + tlsPort() : "");
    }

    private void every(long millis, Runnable look) {
        timer.scheduleWithFixedDelay(
                () -> {
                    try {
                        look.run();
                    } catch (RuntimeException e) {
                        LOG.error("looking after the gateway failed; the next look follows", e);
                    }
                },
                millis,
                millis,
                TimeUnit.MILLISECONDS);
    }

    private Guard guard() {
        return surroundings().guard();
    }

    private RestApp.Surroundings surroundings() {
        RestApp.Surroundings surroundings = around;
        if (surroundings == null) {
            throw new IllegalStateException("the gateway was not told yet what its applications stand in");
        }
        return surroundings;
    }

    private @Nullable UnitsOfWork units() {
        RestApp.Surroundings surroundings = around;
        return surroundings == null ? null : surroundings.units();
    }

    private static RestPart part(ModuleInstance instance) {
        return instance.attachment(RestPart.class)
                .orElseThrow(() -> new IllegalStateException(instance + " is not open in the gateway"));
    }
}
