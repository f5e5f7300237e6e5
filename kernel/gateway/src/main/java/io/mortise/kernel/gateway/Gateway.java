package io.mortise.kernel.gateway;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.mortise.kernel.spi.Guard;
import io.mortise.kernel.spi.Idempotency;
import io.mortise.kernel.spi.InstancePart;
import io.mortise.kernel.spi.KernelResource;
import io.mortise.kernel.spi.ModuleAssets;
import io.mortise.kernel.spi.Readiness;
import io.mortise.kernel.spi.Traffic;
import io.mortise.kernel.spi.UnitsOfWork;
import io.mortise.kernel.spi.Worlds;
import java.nio.file.Path;
import java.util.List;

/** The gateway (DESIGN.md, section 4). */
public final class Gateway implements InstancePart, AutoCloseable {

    private final Traffic traffic = new Traffic();

    private Gateway() {}

    /** Opens the port at once; everything but {@code /livez} answers 503 with {@code Retry-After} until ready. */
    public static Gateway open(
            HttpSettings settings,
            Path configurationFolder,
            Worlds worlds,
            Readiness readiness,
            PrometheusMeterRegistry registry)
            throws Exception {
        return new Gateway();
    }

    /** Starts to serve the kernel's own routes and whatever the world holds. */
    public void admit(
            Guard guard,
            Idempotency idempotency,
            UnitsOfWork units,
            ModuleAssets assets,
            List<KernelResource> resources) {}

    /** The port that was opened, also when the setting was 0. */
    public int port() {
        return 0;
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
    public void close() {}
}
