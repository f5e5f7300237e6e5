package io.mortise.kernel.launcher.command;

import io.mortise.kernel.launcher.Kernel;
import io.mortise.kernel.launcher.KernelOptions;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code mortise run}: the server, until it is told to stop. */
@Command(name = "run")
final class RunVerb extends Verb {

    @Option(names = "--port", paramLabel = "PORT", descriptionKey = "run.port")
    @Nullable
    Integer port;

    @Option(names = "--safe-mode", descriptionKey = "run.safe")
    boolean safeMode;

    RunVerb(Session session) {
        super(session);
    }

    @Override
    public Integer call() throws InterruptedException {
        var settings = new LinkedHashMap<String, String>();
        if (port != null) {
            settings.put("http.port", port.toString());
        }
        KernelOptions options = session.options(settings, safeMode);
        Kernel kernel = Kernel.start(options);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(kernel), "stop"));
        session.screen()
                .say(
                        "start.ready",
                        "version",
                        kernel.version(),
                        "address",
                        kernel.address(),
                        "millis",
                        ManagementFactory.getRuntimeMXBean().getUptime());
        kernel.awaitStop();
        return 0;
    }

    /** Graceful, but not for ever: a module whose stop hangs must not keep the process (DECISIONS.md 5). */
    private static void stop(Kernel kernel) {
        Duration limit = kernel.stopLimit();
        Thread.ofPlatform().daemon().name("stop-limit").start(() -> {
            try {
                Thread.sleep(limit);
            } catch (InterruptedException e) {
                return;
            }
            System.err.println("stopping took longer than " + limit.toSeconds() + " s (server.stop-limit); cut off");
            Runtime.getRuntime().halt(1);
        });
        kernel.stop();
    }
}
