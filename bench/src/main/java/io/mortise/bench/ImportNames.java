package io.mortise.bench;

import io.mortise.sdk.testkit.ServerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Imports a file of names as customers through the module's own import, and then inserts the very rows that came out of it
 * by bare JDBC into an empty table of the same shape, with the same indexes and the same durability. Flags:
 * {@code --file PATH --names 267397 --rounds 2 --batch 1000}.
 */
final class ImportNames {

    private ImportNames() {}

    public static void main(String... arguments) throws IOException, InterruptedException {
        try (var bench = Bench.of(arguments)) {
            Path file = names(bench);
            long names = count(file);
            List<Double> ours = new ArrayList<>();
            List<Double> bare = new ArrayList<>();
            var report = new Report("import");
            report.row("round", "rows", "import s", "rows/s", "bare s", "bare rows/s", "ratio", "peak MiB");
            ImportRun last = null;
            for (int round = 1; round <= bench.flag("rounds", 2); round++) {
                Path data = bench.folder("data" + round);
                last = imported(bench, data, file, names);
                double seconds = new BareInsert(data, bench.folder("bare" + round), bench.flag("batch", 1000))
                        .runApart(last.rows());
                ours.add(last.rows() / last.seconds());
                bare.add(last.rows() / seconds);
                bench.say("import %.0f rows/s, bare %.0f rows/s".formatted(ours.getLast(), bare.getLast()));
                report.row(
                        round,
                        last.rows(),
                        last.seconds(),
                        Math.round(ours.getLast()),
                        seconds,
                        Math.round(bare.getLast()),
                        ours.getLast() / bare.getLast(),
                        last.residentPeak());
            }
            if (last == null) {
                throw new IllegalArgumentException("--rounds must be at least 1");
            }
            double mean = ours.stream().mapToDouble(it -> it).average().orElseThrow();
            double reference = bare.stream().mapToDouble(it -> it).average().orElseThrow();
            report.figure("rowsPerSecond", mean)
                    .figure("rows", last.rows())
                    .figure("residentMiBAtQuarter", last.residentAtQuarter())
                    .figure("residentMiBAtEnd", last.residentAtEnd())
                    .figure("residentMiBPeak", last.residentPeak())
                    .reference("rowsPerSecond", reference)
                    .ratio("rowsPerSecond", mean / reference)
                    .print();
        }
    }

    private static ImportRun imported(Bench bench, Path data, Path file, long names) throws IOException {
        try (ServerProcess server = bench.server(data.getFileName().toString()).startReady()) {
            return ImportRun.of(
                    bench,
                    server,
                    file,
                    "name=names.txt.gz&source=names&header=no&mapping=%7B%221%22%3A%22name%22%7D",
                    names);
        }
    }

    /** The file of the flag, the shared list of names, or as many made-up names. */
    private static Path names(Bench bench) throws IOException {
        Path given = Path.of(bench.flag(
                "file",
                Bench.root()
                        .resolve("../shared/data/names/company-short-names.txt.gz")
                        .toString()));
        if (Files.exists(given)) {
            return given;
        }
        Files.createDirectories(bench.folder("names"));
        Path made = bench.folder("names").resolve("names.txt.gz");
        var random = new Random(42);
        try (Writer out =
                new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(made)), StandardCharsets.UTF_8)) {
            for (int i = 0; i < bench.flag("names", 267_397); i++) {
                for (int letter = 0; letter < 3; letter++) {
                    out.append((char) (0x4E00 + random.nextInt(5000)));
                }
                out.append(Integer.toString(i)).append('\n');
            }
        }
        bench.say("there is no list of names at " + given + ", so some were made up");
        return made;
    }

    private static long count(Path file) throws IOException {
        try (var lines = new BufferedReader(
                        new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))
                .lines()) {
            return lines.filter(line -> !line.isBlank()).count();
        }
    }
}
