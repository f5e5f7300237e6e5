package io.mortise.kernel.lifecycle;

import io.mortise.kernel.lifecycle.artifact.ArtifactStore;
import io.mortise.kernel.lifecycle.artifact.DescriptorFile;
import io.mortise.kernel.lifecycle.artifact.JarInspection;
import io.mortise.kernel.lifecycle.artifact.JarSignatures;
import io.mortise.kernel.spi.KernelDatabase;
import io.mortise.kernel.spi.KernelResource;
import io.mortise.kernel.spi.ModuleAssets;
import io.mortise.kernel.spi.ModuleRuntime;
import io.mortise.kernel.spi.SchemaChanges;
import io.mortise.kernel.spi.Traffic;
import io.mortise.kernel.spi.Wording;
import io.mortise.kernel.spi.Worlds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The policy of the modules' life over the mechanics of {@link ModuleRuntime}: which jars are let in, plans, operations
 * with watch and roll-back, the desired state that a restart brings back. Thread-safe.
 *
 * <p>Order at the start: {@link #open}, {@link #onPurge} for those who want to know, {@link #restore()}, then
 * {@link #watchDropFolder()}.
 */
public final class Lifecycle implements AutoCloseable {

    /** Name of the part: infix of its tables, base name of its texts. */
    public static final String PART = "lifecycle";

    private final Workshop shop;
    private final Planner planner;
    private final Operations operations;
    private final DropFolder dropFolder;
    private final Restore restore;
    private final Distribution distribution;
    private final StoredAssets assets;
    private final List<KernelResource> resources;

    private Lifecycle(
            Workshop shop,
            Planner planner,
            Operations operations,
            DropFolder dropFolder,
            Restore restore,
            Distribution distribution,
            List<KernelResource> resources) {
        this.shop = shop;
        this.planner = planner;
        this.operations = operations;
        this.dropFolder = dropFolder;
        this.restore = restore;
        this.distribution = distribution;
        this.assets = new StoredAssets(shop.artifacts());
        this.resources = List.copyOf(resources);
    }

    /**
     * Opens the store and the tables; starts nothing.
     *
     * @param dataFolder holds {@code artifacts/}, {@code deploy/} and the start marker
     * @param homeFolder the product: {@code modules/} and {@code etc/trust/}; need not hold either
     * @param traffic of the whole gateway
     * @param safeMode start only modules that come with the product
     */
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
        try {
            Files.createDirectories(dataFolder);
        } catch (IOException e) {
            throw new UncheckedIOException("data folder " + dataFolder + " can't be made: " + e.getMessage(), e);
        }
        database.migrate(PART, "io/mortise/kernel/lifecycle/db");
        var sql = new Sql(database.dataSource());
        var wording = Wording.ofKernel(PART, "runtime", "persistence");
        var signatures = new JarSignatures(homeFolder.resolve(settings.trustFolder()));
        var artifacts = new Artifacts(
                sql,
                new ArtifactStore(dataFolder.resolve("artifacts")),
                new JarInspection(settings.limits(), signatures, new DescriptorFile()),
                settings.limits().jarBytes(),
                settings.keptVersions());
        artifacts.removeOrphans();
        var state = new DesiredState(sql);
        var plans = new Plans(sql);
        var marker = new StartMarker(dataFolder.resolve("module-start.json"));
        var turn = new ReentrantLock();
        var shop = new Workshop(
                settings,
                artifacts,
                state,
                plans,
                new OperationLog(sql),
                schema,
                runtime,
                worlds,
                traffic,
                marker,
                turn,
                new CopyOnWriteArrayList<>(),
                new ConcurrentHashMap<>());
        var planner = new Planner(settings, artifacts, state, plans, schema, runtime, worlds, signatures, marker, turn);
        var operations = new Operations(shop, planner);
        var views = new Views(shop, operations, wording);
        return new Lifecycle(
                shop,
                planner,
                operations,
                new DropFolder(dataFolder.resolve("deploy"), settings, artifacts, planner, operations, wording),
                new Restore(shop, wording, safeMode),
                new Distribution(shop, homeFolder.resolve("modules"), wording),
                List.of(
                        new ModulesResource(shop, views),
                        new ModulePlansResource(artifacts, planner, plans, new LockFile(artifacts, state), views),
                        new ModuleOperationsResource(operations, views)));
    }

    /** Adds who hears the id of a module whose data is deleted: what was kept for it elsewhere can go too. */
    public void onPurge(Consumer<String> listener) {
        shop.onPurge().add(listener);
    }

    /**
     * Ends what an earlier process left unfinished, takes in the product's own modules, and starts the desired state. A
     * module that can't start is shown as failed and keeps nobody else from serving. Once, before anything else.
     */
    public void restore() {
        shop.turn().lock();
        try {
            operations.recover();
            distribution.adopt();
            restore.run();
            operations.open();
        } finally {
            shop.turn().unlock();
        }
    }

    Workshop shop() {
        return shop;
    }

    Planner planner() {
        return planner;
    }

    Operations operations() {
        return operations;
    }

    /** The REST resources below {@code /api}. */
    public List<KernelResource> resources() {
        return resources;
    }

    /** The {@code ui/} files of installed modules. */
    public ModuleAssets assets() {
        return assets;
    }

    /** Begins to watch {@code <data>/deploy}. */
    public void watchDropFolder() {
        try {
            dropFolder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("the deploy folder can't be made: " + e.getMessage(), e);
        }
    }

    /** Stops watching the drop folder and interrupts a running operation; instances are the runtime's to close. */
    @Override
    public void close() {
        dropFolder.close();
        operations.stop(Duration.ofSeconds(10));
    }
}
