package io.mortise.kernel.runtime;

import io.mortise.kernel.spi.Section;
import io.mortise.kernel.spi.Setting;
import java.time.Duration;

/** Limits of the module runtime. */
@Section("runtime")
public record RuntimeSettings(
        @Setting(
                value = "30s",
                help = "How long resolving the imports of a set of modules may take before the set is refused.")
        Duration resolveLimit,

        @Setting(
                value = "10s",
                help = "How long a module's bundle may take to stop before it is left behind until the next restart.")
        Duration stopLimit,

        @Setting(value = "5s", help = "How long one health check may take before it counts as sick.")
        Duration healthLimit,

        @Setting(
                value = "5s",
                help = "How long a closing module waits for calls from other modules that are still in flight.")
        Duration callLimit) {

    public RuntimeSettings {
        positive("resolve-limit", resolveLimit);
        positive("stop-limit", stopLimit);
        positive("health-limit", healthLimit);
        if (callLimit.isNegative()) {
            throw new IllegalArgumentException("runtime.call-limit must not be negative, it is " + callLimit);
        }
    }

    /** The values that the product ships with; for tests and tools that read no configuration. */
    public static RuntimeSettings defaults() {
        return new RuntimeSettings(
                Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofSeconds(5));
    }

    private static void positive(String key, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("runtime." + key + " must be more than zero, it is " + value);
        }
    }
}
