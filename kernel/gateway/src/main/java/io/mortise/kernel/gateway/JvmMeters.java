package io.mortise.kernel.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.util.List;

/** Meters of the JVM. Bound when somebody first asks for metrics: they wake the platform's management, which costs a start 0.1 s. */
final class JvmMeters implements AutoCloseable {

    private final MeterRegistry registry;
    private final JvmGcMetrics garbage = new JvmGcMetrics();
    private boolean bound;

    JvmMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    synchronized void bind() {
        if (bound) {
            return;
        }
        bound = true;
        List.of(
                        new JvmMemoryMetrics(),
                        garbage,
                        new JvmThreadMetrics(),
                        new ClassLoaderMetrics(),
                        new ProcessorMetrics(),
                        new UptimeMetrics())
                .forEach(binder -> binder.bindTo(registry));
    }

    @Override
    public synchronized void close() {
        bound = true;
        garbage.close();
    }
}
