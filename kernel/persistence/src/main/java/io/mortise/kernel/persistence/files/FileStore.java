package io.mortise.kernel.persistence.files;

import io.mortise.file.Files;
import io.mortise.kernel.spi.GatedServices;
import io.mortise.kernel.spi.InstancePart;
import io.mortise.kernel.spi.KernelDatabase;
import io.mortise.kernel.spi.ModuleService;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of this installation. Bytes that nothing refers to go after a time of grace: garbage is collected each hour, and on
 * several nodes by each of them, since the rows of the database are locked meanwhile. The folder must then be one that all nodes
 * share.
 */
public final class FileStore implements InstancePart, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FileStore.class);
    private static final int BATCH = 500;
    private static final Duration PAUSE = Duration.ofHours(1);

    private final FileSettings settings;
    private final FileFolder folder;
    private final FileTables tables;
    private final FileChecks checks;
    private final Clock clock;
    private final ScheduledExecutorService tidy;

    private FileStore(
            FileSettings settings,
            Path dataFolder,
            KernelDatabase database,
            Supplier<GatedServices> services,
            Clock clock) {
        this.settings = settings;
        this.folder = new FileFolder(dataFolder);
        this.tables = new FileTables(database.units());
        this.checks = new FileChecks(settings, services);
        this.clock = clock;
        this.tidy = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("file-garbage").factory());
        database.migrate("files", "io/mortise/kernel/persistence/files/db");
    }

    /**
     * Opens the store, and begins to collect garbage from time to time.
     *
     * @param services finds a scanner; asked when a file comes
     */
    public static FileStore open(
            FileSettings settings, Path dataFolder, KernelDatabase database, Supplier<GatedServices> services) {
        FileStore store = open(settings, dataFolder, database, services, Clock.systemUTC());
        store.tidy.scheduleWithFixedDelay(store::collect, 60, PAUSE.toSeconds(), TimeUnit.SECONDS);
        return store;
    }

    static FileStore open(
            FileSettings settings,
            Path dataFolder,
            KernelDatabase database,
            Supplier<GatedServices> services,
            Clock clock) {
        return new FileStore(settings, dataFolder, database, services, clock);
    }

    @Override
    public String name() {
        return "files";
    }

    @Override
    public List<ModuleService<?>> services() {
        return List.of(new ModuleService<>(Files.class, instance -> of(instance.id())));
    }

    /** The files of one module. */
    Files of(String module) {
        return new ModuleFiles(module, settings, folder, tables, checks, clock);
    }

    /** The data of a module was deleted: its files are no longer used. */
    public void forget(String module) {
        try {
            int released = tables.forget(module);
            if (released > 0) {
                LOG.info("module {} used {} files; those that nothing else uses go in time", module, released);
            }
        } catch (SQLException e) {
            LOG.warn("files of the purged module {} could not be released; they stay", module, e);
        }
    }

    /** Removes bytes that nothing refers to; what can't be removed now is tried again. */
    void collect() {
        Instant before = clock.instant().minus(settings.keepUnused());
        try {
            int removed = collectUnused(before) + collectUnknown(before) + folder.removeAbandoned(before);
            if (removed > 0) {
                LOG.info("{} files that nothing refers to were removed", removed);
            }
        } catch (Exception e) {
            LOG.warn("files that nothing refers to could not be removed; it is tried again", e);
        }
    }

    private int collectUnused(Instant before) throws Exception {
        int removed = 0;
        List<String> some;
        int gone;
        do {
            some = tables.unused(before, BATCH);
            gone = 0;
            for (String sha256 : some) {
                if (tables.drop(sha256, before, () -> folder.remove(sha256))) {
                    gone++;
                }
            }
            removed += gone;
        } while (some.size() == BATCH && gone > 0);
        return removed;
    }

    /** Bytes without a row: a server was killed between the two, or a backup of the database is older than the folder. */
    private int collectUnknown(Instant before) throws Exception {
        int removed = 0;
        for (int digits = 0; digits < 256; digits++) {
            for (String sha256 : folder.under(digits, before)) {
                if (tables.adopt(sha256, before.minusSeconds(1))
                        && tables.drop(sha256, before, () -> folder.remove(sha256))) {
                    removed++;
                }
            }
        }
        return removed;
    }

    @Override
    public void close() {
        tidy.shutdownNow();
        try {
            if (!tidy.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("the collection of garbage among the files did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
