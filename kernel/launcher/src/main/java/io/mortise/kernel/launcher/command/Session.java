package io.mortise.kernel.launcher.command;

import io.mortise.kernel.launcher.KernelOptions;
import io.mortise.kernel.launcher.configuration.Configuration;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root of the command line: what all verbs share. One per process. */
@Command(name = "mortise", synopsisSubcommandLabel = "VERB", sortOptions = false)
public final class Session implements Runnable {

    private final Path home;
    private final Map<String, String> environment;
    private final Screen screen;

    @Option(names = "--data", paramLabel = "DIR", scope = ScopeType.INHERIT, descriptionKey = "mortise.data")
    @Nullable
    Path data;

    @Option(names = "--json", scope = ScopeType.INHERIT, descriptionKey = "mortise.json")
    boolean json;

    @Spec
    @Nullable
    CommandSpec spec;

    public Session(Path home, Map<String, String> environment, Screen screen) {
        this.home = home;
        this.environment = Map.copyOf(environment);
        this.screen = screen;
    }

    /** Without a verb: what there is. */
    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(screen.out());
        }
    }

    Screen screen() {
        return screen;
    }

    Path home() {
        return home;
    }

    /** What a server of this command line would start with. */
    KernelOptions options(Map<String, String> more, boolean safeMode) {
        var settings = new LinkedHashMap<String, String>(more);
        if (data != null) {
            settings.put("server.data", data.toAbsolutePath().toString());
        }
        return new KernelOptions(home, settings, environment, safeMode);
    }

    /** The configuration as the server reads it. */
    Configuration configuration() {
        return options(Map.of(), false).configuration();
    }

    /** The data folder, absolute. */
    Path dataFolder() {
        KernelOptions options = options(Map.of(), false);
        return options.dataFolder(options.configuration());
    }

    /** The running server of the data folder. */
    Server server() {
        return Server.of(dataFolder(), screen.locale());
    }
}
