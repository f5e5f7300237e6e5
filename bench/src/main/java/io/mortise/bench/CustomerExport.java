package io.mortise.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.sdk.testkit.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Exports all customers of a large company as a workbook in the background, fetches the file, and watches what is alive in the
 * server's heap meanwhile: measured by the JVM's own tool from outside, each time after a collection, and compared with the server
 * at rest after people have paged through lists, because the database keeps pages in a cache of 64 MB. Flags:
 * {@code --customers 1000000 --format xlsx}.
 */
final class CustomerExport {

    private static final int WARM_PAGES = 500;
    private static final String EXPORTS = "/api/customer/exports";

    private CustomerExport() {}

    public static void main(String... arguments) throws IOException, InterruptedException, java.sql.SQLException {
        try (var bench = Bench.of(arguments)) {
            int customers = bench.flag("customers", 1_000_000);
            Path folder = CompanyData.folder(bench, customers);
            Path home = ServerProcess.product().orElseThrow();
            try (ServerProcess server = ServerProcess.of(home, folder).startReady()) {
                server.http().get("/api/customer/customers?limit=100").expect(200);
                double cold = heap(server);
                warm(server);
                double idle = heap(server);
                bench.say(
                        "idle heap %.1f MiB, %.1f MiB before the database had filled its cache".formatted(idle, cold));
                long began = System.nanoTime();
                JsonNode now = server.http()
                        .post(EXPORTS, Map.of("format", bench.flag("format", "xlsx")))
                        .expect(202)
                        .json();
                String path = EXPORTS + "/" + now.path("id").asText();
                List<Double> during = new ArrayList<>();
                while (!now.path("state").asText().equals("done")) {
                    if (now.path("state").asText().equals("failed") || !server.alive()) {
                        throw new IllegalStateException(now + "\n" + server.output());
                    }
                    Bench.rest(Duration.ofSeconds(2));
                    during.add(heap(server));
                    now = server.http().get(path).expect(200).json();
                }
                double seconds = (System.nanoTime() - began) / 1e9;
                if (now.path("rows").asLong() != customers) {
                    throw new IllegalStateException(customers + " customers, but the export says " + now);
                }
                long bytes = 0;
                try (InputStream file = server.http().stream(path + "/file").body()) {
                    bytes = file.transferTo(java.io.OutputStream.nullOutputStream());
                }
                during.add(heap(server));
                if (bytes != now.path("bytes").asLong()) {
                    throw new IllegalStateException(bytes + " bytes came, the export says " + now);
                }
                double extra = Collections.max(during) - idle;
                new Report("customer-export")
                        .row("rows", "seconds", "rows/s", "file MiB", "idle heap MiB", "extra heap MiB", "resident MiB")
                        .row(
                                customers,
                                seconds,
                                Math.round(customers / seconds),
                                bytes / 1024.0 / 1024,
                                idle,
                                extra,
                                server.residentMebibytes())
                        .figure("extraHeapMiB", extra)
                        .figure("seconds", seconds)
                        .figure("rowsPerSecond", customers / seconds)
                        .figure("rows", customers)
                        .figure("fileMiB", bytes / 1024.0 / 1024)
                        .figure("residentMiB", server.residentMebibytes())
                        .figure("coldExtraHeapMiB", Collections.max(during) - cold)
                        .reference("idleHeapMiB", idle)
                        .reference("coldHeapMiB", cold)
                        .print();
            }
        }
    }

    /** People page through lists until the database's cache of pages, which has a size of its own, is as full as it gets. */
    private static void warm(ServerProcess server) {
        String after = "";
        for (int page = 0; page < WARM_PAGES; page++) {
            JsonNode answer = server.http()
                    .get("/api/customer/customers?limit=200" + after)
                    .expect(200)
                    .json();
            if (!answer.has("next")) {
                return;
            }
            after = "&after=" + answer.path("next").asText();
        }
    }

    /** What is alive, in MiB. */
    private static double heap(ServerProcess server) throws IOException, InterruptedException {
        jcmd(server.pid(), "GC.run");
        return jcmd(server.pid(), "GC.heap_info")
                        .lines()
                        .filter(line -> line.contains(" total ") && line.contains("used "))
                        .mapToLong(line -> Long.parseLong(line.replaceAll(".*used (\\d+)K.*", "$1")))
                        .sum()
                / 1024.0;
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("jcmd " + command + " failed: " + said);
        }
        return said;
    }
}
