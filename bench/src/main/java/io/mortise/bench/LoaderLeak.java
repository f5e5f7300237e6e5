package io.mortise.bench;

import io.mortise.sdk.modulejar.SampleModules;
import io.mortise.sdk.testkit.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Class loaders left after many upgrades of a module with REST, an entity and events, each edition used before the next.
 * Counted by the JVM's own tool from outside ({@code jcmd GC.class_histogram}, which counts what is alive), not by the
 * server. Flags: {@code --upgrades 200}.
 */
final class LoaderLeak {

    private static final String BUNDLE_LOADER = "BundleClassLoader";

    private LoaderLeak() {}

    /** What is alive in the server: bundle class loaders, all classes, resident memory. */
    private record Alive(long loaders, long classes, long residentMebibytes) {}

    public static void main(String... arguments) throws IOException, InterruptedException {
        try (var bench = Bench.of(arguments)) {
            int upgrades = bench.flag("upgrades", 200);
            List<Path> jars = new ArrayList<>();
            for (int i = 0; i <= upgrades; i++) {
                jars.add(SampleModules.withEntity("alpha", "1.0." + i).build(bench.folder("jars")));
            }
            bench.say("built " + jars.size() + " editions");
            try (ServerProcess server = bench.server("data").startReady()) {
                server.install(jars.getFirst());
                use(server);
                Alive before = alive(server);
                long began = System.nanoTime();
                for (int i = 1; i <= upgrades; i++) {
                    server.upgrade(jars.get(i));
                    use(server);
                    if (i % 25 == 0) {
                        bench.say(i + " upgrades, " + server.residentMebibytes() + " MiB resident");
                    }
                }
                double each = (System.nanoTime() - began) / 1e6 / upgrades;
                Alive after = settled(server, before);
                long notes = notes(server);
                if (notes != upgrades + 1) {
                    throw new IllegalStateException(
                            notes + " notes are there, each edition wrote one of " + (upgrades + 1));
                }
                report(upgrades, each, before, after, notes);
                server.stop();
            }
        }
    }

    private static void use(ServerProcess server) {
        server.http().postText("/api/alpha/notes", "a note").expect(200);
        server.http().get("/api/alpha/notes/count").expect(200);
    }

    private static long notes(ServerProcess server) {
        return Long.parseLong(
                server.http().get("/api/alpha/notes/count").expect(200).text());
    }

    /** What is alive when nothing more goes, or after six looks: deliveries in flight end within seconds. */
    private static Alive settled(ServerProcess server, Alive before) throws IOException, InterruptedException {
        Alive now = alive(server);
        for (int i = 0; i < 5 && now.loaders() > before.loaders(); i++) {
            Bench.rest(java.time.Duration.ofSeconds(2));
            now = alive(server);
        }
        return now;
    }

    private static Alive alive(ServerProcess server) throws IOException, InterruptedException {
        long loaders = 0;
        for (String line : jcmd(server.pid(), "GC.class_histogram")) {
            if (line.contains(BUNDLE_LOADER)) {
                loaders += Long.parseLong(line.strip().split("\\s+")[1]);
            }
        }
        if (loaders == 0) {
            throw new IllegalStateException("no bundle class loader is seen at all; has Felix another name for it?");
        }
        long classes = jcmd(server.pid(), "VM.metaspace").stream()
                .filter(line -> line.contains("classes"))
                .map(line -> line.replaceAll("\\D+", " ").strip().split(" ")[0])
                .filter(digits -> !digits.isEmpty())
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(0);
        return new Alive(loaders, classes, server.residentMebibytes());
    }

    private static List<String> jcmd(long pid, String command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        if (process.waitFor() != 0) {
            throw new IOException("jcmd " + command + " failed: " + lines);
        }
        return lines;
    }

    private static void report(int upgrades, double millisEach, Alive before, Alive after, long notes) {
        new Report("loader-leak")
                .row("", "bundle loaders", "classes", "resident MiB")
                .row("after the first install", before.loaders(), before.classes(), before.residentMebibytes())
                .row("after " + upgrades + " upgrades", after.loaders(), after.classes(), after.residentMebibytes())
                .figure("loadersLeft", after.loaders() - before.loaders())
                .figure("upgrades", upgrades)
                .figure("millisPerUpgrade", millisEach)
                .figure("classes", after.classes())
                .figure("residentMiB", after.residentMebibytes())
                .figure("notesKept", notes)
                .reference("loaders", before.loaders())
                .reference("classes", before.classes())
                .reference("residentMiB", before.residentMebibytes())
                .ratio("residentMiB", (double) after.residentMebibytes() / before.residentMebibytes())
                .print();
    }
}
