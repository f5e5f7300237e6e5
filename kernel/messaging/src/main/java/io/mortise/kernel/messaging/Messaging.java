package io.mortise.kernel.messaging;

import io.mortise.kernel.spi.InstancePart;
import io.mortise.kernel.spi.KernelDatabase;
import io.mortise.kernel.spi.KernelResource;
import io.mortise.kernel.spi.Worlds;
import java.util.List;

/** Carries events and jobs between modules and through time. */
public final class Messaging implements InstancePart, AutoCloseable {

    private Messaging(MessagingSettings settings, KernelDatabase database, Worlds worlds) {}

    /** Opens the tables. */
    public static Messaging open(MessagingSettings settings, KernelDatabase database, Worlds worlds) {
        return new Messaging(settings, database, worlds);
    }

    /** Begins to deliver and to run. */
    public void start() {}

    /** What is served below {@code /api/kernel/}. */
    public List<KernelResource> resources() {
        return List.of();
    }

    @Override
    public String name() {
        return "messaging";
    }

    @Override
    public void close() {}
}
