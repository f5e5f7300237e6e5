package io.mortise.sdk.testkit;

import io.mortise.kernel.launcher.Kernel;
import io.mortise.kernel.launcher.KernelOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The real kernel in this process, on a free port of 127.0.0.1 and a folder of its own. Made by {@link MortiseTest}, or by
 * hand where a test needs several. Close it; the folder goes with it.
 */
public final class MortiseServer implements RunningServer, AutoCloseable {

    private final Path home;
    private final Map<String, String> settings;
    private int watchSeconds;
    private int drainSeconds = 10;
    private @Nullable Kernel kernel;

    private MortiseServer(Path home, Map<String, String> settings) {
        this.home = home;
        this.settings = settings;
    }

    /** Starts one with the default settings. */
    public static MortiseServer start(TestDatabase database) {
        return start(database, Map.of());
    }

    /**
     * Starts one.
     *
     * @param settings keys as in {@code etc/mortise.properties}
     */
    public static MortiseServer start(TestDatabase database, Map<String, String> settings) {
        var all = new LinkedHashMap<String, String>();
        if (database == TestDatabase.POSTGRESQL) {
            all.put("database.url", Postgres.freshDatabase());
            all.put("database.user", "postgres");
        }
        all.putAll(settings);
        try {
            var server = new MortiseServer(Files.createTempDirectory("mortise-test-"), all);
            try {
                server.boot(false);
                return server;
            } catch (RuntimeException | Error e) {
                server.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no folder for a test server", e);
        }
    }

    /** The kernel that runs now. */
    public Kernel kernel() {
        if (kernel == null) {
            throw new IllegalStateException("the server is stopped");
        }
        return kernel;
    }

    @Override
    public Http http() {
        return Http.to(kernel().address()).as(kernel().operatorToken());
    }

    @Override
    public Path dataFolder() {
        return kernel().dataFolder();
    }

    /** The home folder: {@code etc/} is below it. */
    public Path home() {
        return home;
    }

    @Override
    public int watchSeconds() {
        return watchSeconds;
    }

    @Override
    public int drainSeconds() {
        return drainSeconds;
    }

    /** Lets plans from now on watch and drain so long. */
    public MortiseServer times(int watch, int drain) {
        watchSeconds = watch;
        drainSeconds = drain;
        return this;
    }

    /** Stops gracefully; {@link #boot} or {@link #restart} go on with the same data. */
    public void stop() {
        if (kernel != null) {
            kernel.close();
            kernel = null;
        }
    }

    /** Starts again after {@link #stop}. */
    public void boot(boolean safeMode) {
        KernelOptions options = KernelOptions.below(home);
        for (var setting : settings.entrySet()) {
            options = options.with(setting.getKey(), setting.getValue());
        }
        kernel = Kernel.start(new KernelOptions(options.home(), options.settings(), Map.of(), safeMode));
    }

    /** Stops gracefully and starts again on the same data; the port and the token are new ones. */
    public MortiseServer restart() {
        stop();
        boot(false);
        return this;
    }

    /** Stops it and removes its folder. */
    @Override
    public void close() {
        try {
            stop();
        } finally {
            remove(home);
        }
    }

    private static void remove(Path folder) {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the folder of a test server can't be removed: " + folder, e);
        }
    }
}
