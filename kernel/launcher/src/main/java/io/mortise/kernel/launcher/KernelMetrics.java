package io.mortise.kernel.launcher;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.mortise.kernel.messaging.Messaging;
import io.mortise.kernel.persistence.Persistence;
import java.util.function.Supplier;

/** What {@code /metrics} tells about the pool and about what waits to be delivered; the gateway tells about itself. */
record KernelMetrics(Persistence persistence, Messaging messaging) implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(
                registry,
                "database.active",
                "Connections that work",
                () -> persistence.poolUse().active());
        gauge(
                registry,
                "database.idle",
                "Connections that wait for work",
                () -> persistence.poolUse().idle());
        gauge(
                registry,
                "database.waiting",
                "Threads that wait for a connection",
                () -> persistence.poolUse().waiting());
        gauge(
                registry,
                "database.most",
                "Most connections there may be",
                () -> persistence.poolUse().most());
        gauge(registry, "messages.waiting", "Event deliveries that wait", messaging::waitingDeliveries);
        gauge(
                registry,
                "messages.oldest.seconds",
                "How long the oldest delivery waits",
                () -> messaging.oldestWaiting().toSeconds());
        gauge(registry, "jobs.waiting", "Runs of jobs that wait or happen", messaging::waitingRuns);
        gauge(registry, "messages.dead", "Dead letters", messaging::deadLetters);
    }

    private static void gauge(MeterRegistry registry, String name, String help, Supplier<Number> value) {
        Gauge.builder("mortise." + name, value).description(help).register(registry);
    }
}
