package io.mortise.kernel.launcher;

import io.mortise.kernel.gateway.HttpSettings;
import io.mortise.kernel.launcher.configuration.Configuration;
import io.mortise.kernel.launcher.logging.LoggingSettings;
import io.mortise.kernel.lifecycle.LifecycleSettings;
import io.mortise.kernel.messaging.MessagingSettings;
import io.mortise.kernel.persistence.DatabaseSettings;
import io.mortise.kernel.persistence.files.FileSettings;
import io.mortise.kernel.runtime.RuntimeSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a kernel starts with.
 *
 * @param home the installation: {@code etc/}, {@code system/}, {@code modules/}; each may be missing
 * @param settings keys as in the file, which win over file and environment
 * @param environment the variables; only {@code MORTISE_*} are looked at
 * @param safeMode start only the modules of the product
 */
public record KernelOptions(
        Path home, Map<String, String> settings, Map<String, String> environment, boolean safeMode) {

    /** Every section there is, in the order of the example file. */
    public static final List<Class<? extends Record>> SECTIONS = List.of(
            ServerSettings.class,
            HttpSettings.class,
            DatabaseSettings.class,
            FileSettings.class,
            MessagingSettings.class,
            LifecycleSettings.class,
            RuntimeSettings.class,
            LoggingSettings.class);

    public KernelOptions {
        home = home.toAbsolutePath().normalize();
        settings = Map.copyOf(settings);
        environment = Map.copyOf(environment);
    }

    /**
     * A kernel for tests: everything below one folder, a free port, no environment.
     *
     * @param folder home folder; the data folder is {@code data} below it
     */
    public static KernelOptions below(Path folder) {
        return new KernelOptions(folder, Map.of("http.port", "0"), Map.of(), false);
    }

    /** The same with one more setting. */
    public KernelOptions with(String key, String value) {
        var more = new LinkedHashMap<>(settings);
        more.put(key, value);
        return new KernelOptions(home, more, environment, safeMode);
    }

    /** The configuration folder, {@code <home>/etc}. */
    public Path configurationFolder() {
        return home.resolve("etc");
    }

    /** The configuration file. */
    public Path configurationFile() {
        return configurationFolder().resolve("mortise.properties");
    }

    /**
     * Reads and binds everything.
     *
     * @throws io.mortise.kernel.launcher.configuration.ConfigurationException with every fault
     */
    public Configuration configuration() {
        return Configuration.read(configurationFile(), environment, settings, SECTIONS);
    }

    /** Where the data is: the key {@code server.data}, below the home folder when it is not absolute. */
    public Path dataFolder(Configuration configuration) {
        return home.resolve(configuration.section(ServerSettings.class).data()).normalize();
    }
}
