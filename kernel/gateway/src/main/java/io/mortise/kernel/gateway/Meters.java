package io.mortise.kernel.gateway;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.mortise.kernel.spi.ModuleInstance;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Requests in figures, by module, method and class of status. Timers are looked up once and then kept in an array, so that
 * a request costs one array read and one record. Labels are module ids that exist, never what a client made up.
 */
final class Meters {

    private static final String REQUESTS = "mortise.http.requests";
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "other");

    private final MeterRegistry registry;
    private final Map<String, AtomicReferenceArray<@Nullable Timer>> timers = new ConcurrentHashMap<>();

    Meters(
            MeterRegistry registry,
            java.util.function.Supplier<Number> inFlight,
            java.util.function.Supplier<Number> streams) {
        this.registry = registry;
        Gauge.builder("mortise.http.in.flight", inFlight)
                .description("Requests being handled")
                .register(registry);
        Gauge.builder("mortise.http.streams", streams)
                .description("Clients that listen to server-sent events")
                .register(registry);
    }

    void record(String module, String method, int status, long nanos) {
        var row = timers.computeIfAbsent(module, _ -> new AtomicReferenceArray<>(METHODS.size() * 6));
        int found = METHODS.indexOf(method);
        int column = found < 0 ? METHODS.size() - 1 : found;
        int hundred = Math.clamp(status / 100, 0, 5);
        int index = column * 6 + hundred;
        Timer timer = row.get(index);
        if (timer == null) {
            timer = timer(module, METHODS.get(column), hundred + "xx");
            row.set(index, timer);
        }
        timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Shows an instance until {@link Shown#close}. */
    Shown show(ModuleInstance instance) {
        String edition =
                instance.sha256().substring(0, Math.min(8, instance.sha256().length()));
        Tags tags = Tags.of("module", instance.id(), "version", instance.version(), "edition", edition);
        return new Shown(
                registry,
                List.of(
                        Gauge.builder("mortise.instance.in.flight", instance.gate(), gate -> gate.inFlight())
                                .description("What is inside a module instance")
                                .tags(tags)
                                .register(registry),
                        FunctionCounter.builder(
                                        "mortise.instance.requests",
                                        instance.traffic(),
                                        traffic -> traffic.snapshot().served())
                                .description("Requests a module instance answered")
                                .tags(tags)
                                .register(registry),
                        FunctionCounter.builder(
                                        "mortise.instance.failures",
                                        instance.traffic(),
                                        traffic -> traffic.snapshot().failed())
                                .description("Requests a module instance failed to answer")
                                .tags(tags)
                                .register(registry)));
    }

    /** The meters of one instance; taken off with it, or the registry would hold what left. */
    record Shown(MeterRegistry registry, List<Meter> meters) {
        void close() {
            meters.forEach(registry::remove);
        }
    }

    private Timer timer(String module, String method, String status) {
        return Timer.builder(REQUESTS)
                .description("Time to the end of the answer")
                .tags("module", module, "method", method, "status", status)
                .serviceLevelObjectives(
                        Duration.ofMillis(5),
                        Duration.ofMillis(25),
                        Duration.ofMillis(100),
                        Duration.ofMillis(500),
                        Duration.ofMillis(2500),
                        Duration.ofSeconds(10))
                .register(registry);
    }
}
