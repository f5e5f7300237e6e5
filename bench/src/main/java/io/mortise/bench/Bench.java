package io.mortise.bench;

import io.mortise.sdk.testkit.Load;
import io.mortise.sdk.testkit.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/** What every bench needs: flags, a folder that goes away, the built product, a word about progress. */
final class Bench implements AutoCloseable {

    private final Map<String, String> flags = new LinkedHashMap<>();
    private final Path folder;
    private final long began = System.nanoTime();

    private Bench(Path folder) {
        this.folder = folder;
    }

    /** Reads flags written {@code --name value}. */
    static Bench of(String... arguments) {
        try {
            var bench = new Bench(Files.createTempDirectory("mortise-bench-"));
            for (int i = 0; i < arguments.length; i += 2) {
                if (!arguments[i].startsWith("--") || i + 1 == arguments.length) {
                    throw new IllegalArgumentException("flags are written --name value, not " + arguments[i]);
                }
                bench.flags.put(arguments[i].substring(2), arguments[i + 1]);
            }
            // A bench that is cut off must not leave its folder behind.
            Runtime.getRuntime().addShutdownHook(new Thread(bench::close));
            return bench;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A flag that is a number. */
    int flag(String name, int standard) {
        return Integer.parseInt(flags.getOrDefault(name, Integer.toString(standard)));
    }

    /** A flag that is text. */
    String flag(String name, String standard) {
        return flags.getOrDefault(name, standard);
    }

    /** A folder below the bench's own. */
    Path folder(String name) {
        return folder.resolve(name);
    }

    /** The checkout. */
    static Path root() {
        return Path.of(System.getProperty("mortise.root", ".")).toAbsolutePath().normalize();
    }

    /** A server of the built product on an empty data folder. */
    ServerProcess.Starter server(String data) {
        Path home = ServerProcess.product()
                .orElseThrow(() -> new IllegalStateException("the product is not built; run ./mortise build"));
        return ServerProcess.of(home, folder(data));
    }

    /** Says how far it is. */
    void say(String words) {
        System.out.printf("%6.1f s  %s%n", (System.nanoTime() - began) / 1e9, words);
    }

    /** Says what a phase of load was like, with its first failures. */
    void say(Load.Result result) {
        say("%s: %d requests, %d failed, p50 %.2f ms, p99 %.2f ms, longest %.1f ms"
                .formatted(
                        result.phase(),
                        result.requests(),
                        result.failed(),
                        result.medianMicros() / 1e3,
                        result.p99Micros() / 1e3,
                        result.longestMicros() / 1e3));
        result.failures().stream().limit(5).forEach(failure -> say("  failed after " + failure));
    }

    static void rest(Duration length) {
        try {
            Thread.sleep(length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (!Files.exists(folder)) {
            return;
        }
        try {
            delete(folder);
        } catch (IOException | UncheckedIOException e) {
            System.err.println("the folder " + folder + " stays: " + e.getMessage());
        }
    }

    /** Deletes a folder with all that is in it. */
    static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
