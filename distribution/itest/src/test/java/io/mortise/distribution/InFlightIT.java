package io.mortise.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.sdk.modulejar.SampleModules;
import io.mortise.sdk.testkit.Await;
import io.mortise.sdk.testkit.ModuleOperation;
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.MortiseTest;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R40, R48: what is in flight during a swap ends in peace on the version it began on. */
@MortiseTest(fresh = true)
class InFlightIT {

    private static final int UPLOAD_BYTES = 400 * 1024;

    @TempDir
    private Path jars;

    @Test
    void slowRequestsStreamsAndUploadsOutliveASwap(MortiseServer server) {
        server.install(SampleModules.lasting("lasting", "1.0.0").build(jars));

        var slow = CompletableFuture.supplyAsync(() ->
                server.http().get("/api/lasting/slow?millis=5000").expect(200).text());
        var stream = CompletableFuture.supplyAsync(() ->
                server.http().get("/api/lasting/stream?millis=5000").expect(200).text());
        var dripping = new Dripping();
        var upload = CompletableFuture.supplyAsync(() -> server.http()
                .post("/api/lasting/upload", BodyPublishers.ofInputStream(() -> dripping), "application/octet-stream")
                .expect(200)
                .text());
        Await.await("the upload to be under way", () -> dripping.sent.get() > 0);

        ModuleOperation upgrade =
                server.upgrade(SampleModules.lasting("lasting", "2.0.0").build(jars));

        assertEquals("1.0.0", slow.join());
        assertTrue(stream.join().endsWith("99\n1.0.0\n"), stream.join());
        assertEquals(UPLOAD_BYTES + " 1.0.0", upload.join());
        assertEquals(0, upgrade.requestsFailed(), upgrade.json().toPrettyString());
        assertEquals(
                0,
                server.http()
                        .get("/api/modules/leaks")
                        .expect(200)
                        .json()
                        .path("items")
                        .size());
        assertEquals(
                "2.0.0",
                server.http().get("/api/lasting/slow?millis=0").expect(200).text());
    }

    @Test
    void aCallBetweenModulesEndsOnTheProviderItBeganOn(MortiseServer server) {
        server.install(
                SampleModules.apiProvider("greet", "1.0.0", "1.0.0").build(jars),
                SampleModules.dependent("asks", "1.0.0", "greet", "1.0.0", Duration.ZERO)
                        .build(jars));

        var call = CompletableFuture.supplyAsync(() -> server.http()
                .get("/api/asks/greeting?who=slow+4500")
                .expect(200)
                .text());
        Await.await("the call to be in flight", () -> !call.isDone() && inFlight(server));
        ModuleOperation upgrade = server.upgrade(
                SampleModules.apiProvider("greet", "1.1.0", "1.0.0").build(jars));

        assertEquals("1.0.0 greets slow 4500 by 1.0.0", call.join());
        assertEquals(0, upgrade.requestsFailed());
        assertEquals(
                "1.1.0 greets Ann by 1.0.0",
                server.http().get("/api/asks/greeting?who=Ann").expect(200).text());
    }

    @Test
    void aCompatibleChangeOfAnApiSwapsProviderAndDependentsAtOnce(MortiseServer server) {
        server.install(
                SampleModules.apiProvider("greet", "1.0.0", "1.0.0").build(jars),
                SampleModules.dependent("asks", "1.0.0", "greet", "1.0.0", Duration.ZERO)
                        .build(jars));

        var call = CompletableFuture.supplyAsync(() -> server.http()
                .get("/api/asks/greeting?who=slow+3000")
                .expect(200)
                .text());
        Await.await("the call to be in flight", () -> !call.isDone() && inFlight(server));
        ModuleOperation upgrade = server.upgrade(
                SampleModules.apiProvider("greet", "1.1.0", "1.1.0").build(jars));

        assertEquals("1.0.0 greets slow 3000 by 1.0.0", call.join());
        assertEquals(0, upgrade.requestsFailed());
        assertEquals(
                "1.1.0 greets Ann by 1.1.0",
                server.http().get("/api/asks/greeting?who=Ann").expect(200).text());
    }

    /** The gateway counts what is in flight in its metrics. */
    private static boolean inFlight(MortiseServer server) {
        return server.http()
                .get("/metrics")
                .expect(200)
                .text()
                .lines()
                .anyMatch(line -> line.startsWith("mortise_instance_in_flight")
                        && line.contains("asks")
                        && !line.endsWith(" 0.0"));
    }

    /** 400 KiB that take about five seconds to read. */
    private static final class Dripping extends InputStream {

        private final AtomicInteger sent = new AtomicInteger();

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int left = UPLOAD_BYTES - sent.get();
            if (left <= 0) {
                return -1;
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            int now = Math.min(Math.min(4096, length), left);
            byte[] text = "x".repeat(now).getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(text, 0, into, offset, now);
            sent.addAndGet(now);
            return now;
        }
    }
}
