package io.mortise.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.sdk.testkit.ServerProcess;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.stream.LongStream;

/** One import through the module, watched to its end: how long it took, and how much memory the server held. */
record ImportRun(double seconds, long rows, long residentAtQuarter, long residentAtEnd, long residentPeak) {

    /**
     * Imports a gzipped file into a running server, which is stopped then.
     *
     * @param settings of the import, as a query
     * @param rows how many customers it must make
     */
    static ImportRun of(Bench bench, ServerProcess server, Path file, String settings, long rows) throws IOException {
        Customers.install(server);
        long began = System.nanoTime();
        JsonNode started = server.http()
                .post("/api/customer/imports?" + settings, BodyPublishers.ofFile(file), "application/gzip")
                .expect(202)
                .json();
        String path = "/api/customer/imports/" + started.path("id").asText();
        var resident = new ArrayList<Long>();
        var done = new ArrayList<Long>();
        JsonNode now = started;
        while (!now.path("state").asText().equals("done")) {
            if (!server.alive()) {
                throw new IllegalStateException("the server ended:\n" + server.output());
            }
            if (now.path("done").asLong() == 0 && System.nanoTime() - began > 120_000_000_000L) {
                throw new IllegalStateException("no row was imported within two minutes:\n" + server.output());
            }
            Bench.rest(Duration.ofMillis(100));
            now = server.http().get(path).expect(200).json();
            resident.add(server.residentMebibytes());
            done.add(now.path("done").asLong());
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        if (now.path("created").asLong() != rows) {
            throw new IllegalStateException(rows + " rows, but the import says " + now);
        }
        bench.say("imported %d rows in %.1f s".formatted(rows, seconds));
        server.stop();
        int quarter = (int) done.stream().filter(it -> it < rows / 4).count();
        return new ImportRun(
                seconds,
                rows,
                resident.get(Math.min(quarter, resident.size() - 1)),
                resident.getLast(),
                resident.stream().flatMapToLong(LongStream::of).max().orElse(0));
    }
}
