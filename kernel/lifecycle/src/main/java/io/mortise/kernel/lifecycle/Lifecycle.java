package io.mortise.kernel.lifecycle;

import io.mortise.kernel.spi.KernelDatabase;
import io.mortise.kernel.spi.KernelResource;
import io.mortise.kernel.spi.ModuleAssets;
import io.mortise.kernel.spi.ModuleRuntime;
import io.mortise.kernel.spi.SchemaChanges;
import io.mortise.kernel.spi.Traffic;
import io.mortise.kernel.spi.Worlds;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The life of modules. */
public final class Lifecycle implements AutoCloseable {

    private Lifecycle() {}

    /** Opens the store and the tables; starts nothing. */
    public static Lifecycle open(
            LifecycleSettings settings,
            Path dataFolder,
            Path homeFolder,
            KernelDatabase database,
            SchemaChanges schema,
            ModuleRuntime runtime,
            Worlds worlds,
            Traffic traffic,
            boolean safeMode) {
        return new Lifecycle();
    }

    /** Adds who is told that a module was uninstalled and its data purged. */
    public void onPurge(Consumer<String> listener) {}

    /** Starts the desired state. */
    public void restore() {}

    /** The REST resources below {@code /api}. */
    public List<KernelResource> resources() {
        return List.of();
    }

    /** The assets of installed modules. */
    public ModuleAssets assets() {
        return (module, edition, path) -> Optional.empty();
    }

    /** Begins to watch the drop folder. */
    public void watchDropFolder() {}

    @Override
    public void close() {}
}
