package io.mortise.sdk.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A server in a process of its own, on a free port of 127.0.0.1: for {@code kill -9}, for start-up times and for load from
 * outside. {@link #close} ends it by force if it must.
 */
public final class ServerProcess implements RunningServer, AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Path dataFolder;
    private final Path log;
    private final long startedNanos;
    private final int watchSeconds;

    private ServerProcess(Process process, Path dataFolder, Path log, long startedNanos, int watchSeconds) {
        this.process = process;
        this.dataFolder = dataFolder;
        this.log = log;
        this.startedNanos = startedNanos;
        this.watchSeconds = watchSeconds;
    }

    /** The built product of this checkout, {@code distribution/target/mortise}; empty when it was not built. */
    public static Optional<Path> product() {
        Path home = root().resolve("distribution/target/mortise");
        return Files.isExecutable(home.resolve("bin/mortise")) ? Optional.of(home) : Optional.empty();
    }

    /** A server of an installation. */
    public static Starter of(Path home, Path dataFolder) {
        return new Starter(List.of(home.resolve("bin/mortise").toString()), dataFolder, true);
    }

    /** A server out of the class path of the running program, so that nothing must have been packaged. */
    public static Starter ofClassPath(Path home, Path dataFolder) {
        return ofMain("io.mortise.kernel.launcher.Mortise", home, dataFolder).javaOption("-XX:TieredStopAtLevel=1");
    }

    /**
     * A program of the running class path that takes the arguments of {@code mortise run}, with the memory settings of the
     * product.
     */
    public static Starter ofMain(String mainClass, Path home, Path dataFolder) {
        return new Starter(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-XX:+UseSerialGC",
                        "--sun-misc-unsafe-memory-access=allow",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dmortise.home=" + home,
                        "-cp",
                        System.getProperty("java.class.path"),
                        mainClass),
                dataFolder,
                false);
    }

    /** What a server starts with. */
    public static final class Starter {

        private final List<String> command;
        private final Path dataFolder;
        private final boolean script;
        private final Map<String, String> environment = new LinkedHashMap<>();
        private final List<String> javaOptions = new ArrayList<>();
        private final List<String> arguments = new ArrayList<>();
        private int watchSeconds;

        private Starter(List<String> command, Path dataFolder, boolean script) {
            this.command = command;
            this.dataFolder = dataFolder;
            this.script = script;
        }

        /** A setting, {@code http.port}, given as environment variable. */
        public Starter setting(String key, String value) {
            environment.put(
                    "MORTISE_"
                            + key.toUpperCase(java.util.Locale.ROOT)
                                    .replace('.', '_')
                                    .replace('-', '_'),
                    value);
            return this;
        }

        /** An option of the JVM, {@code -Xmx1g}. */
        public Starter javaOption(String option) {
            javaOptions.add(option);
            return this;
        }

        /** Halts the process when it comes to this fault point, as {@code kill -9} would. */
        public Starter haltAt(String faultPoint) {
            return javaOption("-Dmortise.fault=" + faultPoint);
        }

        /** An argument of {@code run}, {@code --safe-mode}. */
        public Starter argument(String argument) {
            arguments.add(argument);
            return this;
        }

        /** How long plans of this server watch. */
        public Starter watchSeconds(int seconds) {
            watchSeconds = seconds;
            return this;
        }

        /** Starts it; {@link #awaitReady} comes next. */
        public ServerProcess start() {
            var all = new ArrayList<String>(command);
            if (!script) {
                all.addAll(1, javaOptions);
            }
            all.addAll(List.of("run", "--port", "0", "--data", dataFolder.toString()));
            all.addAll(arguments);
            try {
                Files.createDirectories(dataFolder);
                Path log = Files.createTempFile("mortise-server-", ".log");
                log.toFile().deleteOnExit();
                var builder = new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(log.toFile());
                builder.environment().keySet().removeIf(name -> name.startsWith("MORTISE_"));
                builder.environment().putAll(environment);
                if (script) {
                    builder.environment().put("JAVA_OPTS", String.join(" ", javaOptions));
                }
                long started = System.nanoTime();
                return new ServerProcess(builder.start(), dataFolder, log, started, watchSeconds);
            } catch (IOException e) {
                throw new UncheckedIOException("the server can't be started: " + all, e);
            }
        }

        /** Starts it and waits until it is ready. */
        public ServerProcess startReady() {
            ServerProcess server = start();
            try {
                return server.awaitReady();
            } catch (RuntimeException | Error e) {
                server.close();
                throw e;
            }
        }
    }

    /** Waits until {@code /readyz} says yes; fails with the log when the process ended, or after a minute. */
    public ServerProcess awaitReady() {
        try {
            Await.await("the server to be ready", Duration.ofMinutes(1), () -> !process.isAlive() || ready());
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; its log:\n" + output(), e);
        }
        if (!process.isAlive()) {
            throw new AssertionError("the server ended with " + process.exitValue() + "; its log:\n" + output());
        }
        return this;
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** {@link System#nanoTime()} when the process was started. */
    public long startedNanos() {
        return startedNanos;
    }

    @Override
    public Path dataFolder() {
        return dataFolder;
    }

    @Override
    public int watchSeconds() {
        return watchSeconds;
    }

    /** As operator, at the address that the server wrote into its data folder. */
    @Override
    public Http http() {
        try {
            JsonNode file = JSON.readTree(Files.readString(dataFolder.resolve("server.json")));
            if (file.path("pid").asLong() != process.pid()
                    || file.path("address").asText().isEmpty()) {
                throw new IllegalStateException("the server has not opened its port yet");
            }
            return Http.to(URI.create(file.path("address").asText())).as(token());
        } catch (IOException e) {
            throw new UncheckedIOException("the server has not said yet where it is", e);
        }
    }

    /** The operator's token of this start. */
    public String token() {
        try {
            return Files.readString(dataFolder.resolve("operator.token")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it printed so far. */
    public String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it runs. */
    public boolean alive() {
        return process.isAlive();
    }

    /** Resident memory in MiB, as the operating system counts it. */
    public long residentMebibytes() {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid()), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Processor time it has used so far, which a busy machine stretches less than the clock. */
    public Duration processorTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Ends it as {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly();
        awaitExit(Duration.ofSeconds(20));
    }

    /** Asks it to stop, as {@code SIGTERM} does, and answers its exit code. */
    public int stop() {
        process.destroy();
        return awaitExit(Duration.ofSeconds(60));
    }

    /** Waits until it has ended by itself, and answers its exit code. */
    public int awaitExit(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("the server did not end within " + limit + "; its log:\n" + output());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        return process.exitValue();
    }

    /** Ends it: in peace within ten seconds, or by force. */
    @Override
    public void close() {
        try {
            process.destroy();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
            Files.deleteIfExists(log);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The checkout's root: the system property {@code mortise.root}, or the working folder. */
    static Path root() {
        return Path.of(System.getProperty("mortise.root", ".")).toAbsolutePath().normalize();
    }
}
