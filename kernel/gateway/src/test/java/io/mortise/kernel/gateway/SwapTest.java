package io.mortise.kernel.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.kernel.spi.Seat;
import io.mortise.kernel.spi.World;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SwapTest {

    private static final int CLIENTS = 16;

    private Rig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new Rig("idleLimit", Duration.ofSeconds(2), "heartbeat", Duration.ofSeconds(1)).admitted();
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    @Test
    void noRequestIsLostWhileInstancesAreSwappedUnderLoad() throws Exception {
        ModuleInstance one = rig.install("1.0.0");
        ModuleInstance two = rig.install("2.0.0");
        rig.publish(one);
        var stop = new AtomicBoolean();
        var answered = new AtomicLong();
        var failures = new ConcurrentLinkedQueue<String>();
        int swaps = 0;
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CLIENTS; i++) {
                clients.submit(() -> hammer(stop, answered, failures));
            }
            long end = System.nanoTime() + 3_000_000_000L;
            ModuleInstance next = two;
            while (System.nanoTime() < end) {
                ModuleInstance old = next == two ? one : two;
                // The worst order: the old one lets nobody in before its successor is in the world.
                old.gate().retire();
                Thread.onSpinWait();
                rig.publish(next);
                assertTrue(old.gate().awaitEmpty(Duration.ofSeconds(10)), "requests hang in " + old);
                swaps++;
                next = old;
            }
            stop.set(true);
        }

        assertEquals(List.of(), failures.stream().limit(5).toList());
        assertTrue(answered.get() > 1000, "only " + answered + " requests");
        assertTrue(swaps > 100, "only " + swaps + " swaps");
        assertEquals(answered.get(), rig.gateway.traffic().snapshot().served());
        assertEquals(0, rig.gateway.traffic().snapshot().failed());
        assertEquals(
                answered.get(),
                one.traffic().snapshot().served() + two.traffic().snapshot().served());
    }

    @Test
    void whatIsInFlightEndsOnTheOldInstance() throws Exception {
        ModuleInstance old = rig.install("1.0.0");
        rig.publish(old);
        CompletableFuture<HttpResponse<String>> slow =
                later(rig.request("GET", "/api/notes/notes/slow?millis=5000", null));
        CompletableFuture<HttpResponse<String>> async =
                later(rig.request("GET", "/api/notes/notes/async?millis=3000", null));
        CompletableFuture<HttpResponse<String>> stream =
                later(rig.request("GET", "/api/notes/notes/stream?lines=30&millis=100", null));
        CompletableFuture<HttpResponse<String>> upload =
                later(HttpRequest.newBuilder(rig.uri("/api/notes/notes/upload"))
                        .header("Content-Type", "application/octet-stream")
                        .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new Drip(30, 100)))
                        .build());
        Rig.until("all four are inside", () -> old.gate().inFlight() == 4);

        ModuleInstance next = rig.install("2.0.0");
        rig.publish(next);

        assertEquals("2.0.0", rig.get("/api/notes/notes/version").body());
        assertEquals(4, old.gate().inFlight());
        assertEquals("1.0.0", slow.get().body());
        assertEquals("1.0.0", async.get().body());
        assertEquals("1.0.0 30", upload.get().body());
        assertEquals(
                30,
                stream.get()
                        .body()
                        .lines()
                        .filter(line -> line.startsWith("1.0.0 "))
                        .count());
        Rig.until("the old gate is empty", () -> old.gate().inFlight() == 0);
        rig.remove(old);
        assertEquals("2.0.0", rig.get("/api/notes/notes/version").body());
    }

    @Test
    void aStreamArrivesAsItIsWrittenAndAClientThatLeavesFreesTheGate() throws Exception {
        ModuleInstance instance = rig.install("1.0.0");
        rig.publish(instance);
        try (var socket = new Socket("127.0.0.1", rig.gateway.port())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream()
                    .write("GET /api/notes/notes/stream?lines=1000000&millis=20 HTTP/1.1\r\nHost: x\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            long begun = System.nanoTime();
            var in = socket.getInputStream();
            var seen = new StringBuilder();
            while (!seen.toString().contains("1.0.0 3\n")) {
                seen.append((char) in.read());
            }
            assertTrue(System.nanoTime() - begun < 4_000_000_000L, "the stream was held back");
            assertEquals(1, instance.gate().inFlight());
        }

        Rig.until("the gate is free", () -> instance.gate().inFlight() == 0);
        Rig.until("it is counted", () -> instance.traffic().snapshot().served() == 1);
        assertEquals(0, instance.traffic().snapshot().failed());
    }

    @Test
    void anAnswerThatBreaksOffByABugIsCountedAsFailed() throws Exception {
        ModuleInstance instance = rig.install("1.0.0");
        rig.publish(instance);

        String seen = rig.raw("GET /api/notes/notes/broken-stream HTTP/1.1\r\nHost: x\r\n\r\n", Duration.ofSeconds(5));

        assertTrue(seen.contains("begun"), seen);
        assertFalse(seen.contains("\r\n0\r\n"), "the client must notice that the answer is not whole");
        Rig.until("it is counted", () -> instance.traffic().snapshot().failed() == 1);
        assertEquals(0, instance.gate().inFlight());
    }

    @Test
    void aModuleThatIsSwitchedOffWhileItIsAskedAnswersSoAndIsNotCountedAsFailed() throws Exception {
        ModuleInstance instance = rig.install("1.0.0");
        rig.publish(instance);
        instance.gate().retire();
        CompletableFuture<HttpResponse<String>> racing = later(rig.request("GET", "/api/notes/notes/version", null));
        Rig.until(
                "it is waiting",
                () -> rig.registry.get("mortise.http.in.flight").gauge().value() == 1);

        rig.seat("notes", new Seat.Disabled("notes", "1.0.0"));

        RoutesTest.assertProblem(racing.get(), 503, "module-disabled");
        Rig.until("it is counted", () -> rig.gateway.traffic().snapshot().served() == 1);
        assertEquals(0, rig.gateway.traffic().snapshot().failed());
    }

    @Test
    void nothingOfAnInstanceIsLeftAfterManyCycles() throws Exception {
        var loaders = new ArrayList<WeakReference<ClassLoader>>();
        for (int i = 0; i < 60; i++) {
            ModuleInstance instance = rig.install("1.0." + i);
            loaders.add(new WeakReference<>(instance.loader()));
            rig.publish(instance);
            assertEquals(
                    200, rig.asOperator("GET", "/api/notes/notes/one", null).statusCode());
            rig.asOperator(
                    "POST", "/api/notes/notes", "{\"text\":\"a\",\"extra\":1}", "Content-Type", "application/json");
            rig.asOperator(
                    "POST",
                    "/api/notes/notes",
                    "{\"text\":\"a\",\"stars\":1}",
                    "Content-Type",
                    "application/json",
                    "Idempotency-Key",
                    "k" + i);
            rig.get("/api/notes/notes/problem");
            rig.asOperator("GET", "/api/notes/openapi.json", null);
            rig.topics(instance).publish("changes", "Changed", Map.of("number", i));
            rig.gateway.check(instance);
            Rig.until("nothing is inside", () -> instance.gate().inFlight() == 0);
            rig.worlds.publish(World.empty());
            rig.gateway.retired(instance);
            rig.remove(instance);
        }

        Rig.until("all class loaders are collected", () -> {
            System.gc();
            return loaders.stream().allMatch(loader -> loader.get() == null);
        });
        assertFalse(rig.registry.scrape().contains("mortise_instance_in_flight{"), "meters of instances are left");
    }

    private void hammer(AtomicBoolean stop, AtomicLong answered, ConcurrentLinkedQueue<String> failures) {
        HttpRequest request = rig.request("GET", "/api/notes/notes/version", null);
        while (!stop.get()) {
            try {
                HttpResponse<String> answer = rig.client.send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() != 200 || !answer.body().endsWith(".0.0")) {
                    failures.add(answer.statusCode() + " " + answer.body());
                }
            } catch (Exception e) {
                failures.add(String.valueOf(e));
            }
            answered.incrementAndGet();
        }
    }

    private CompletableFuture<HttpResponse<String>> later(HttpRequest request) {
        return rig.client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    /** A body that comes byte by byte. */
    private static final class Drip extends InputStream {
        private final long millis;
        private int left;

        Drip(int bytes, long millis) {
            this.left = bytes;
            this.millis = millis;
        }

        @Override
        public int read() {
            if (left == 0) {
                return -1;
            }
            left--;
            java.util.concurrent.locks.LockSupport.parkNanos(millis * 1_000_000);
            return 'x';
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            int one = read();
            if (one < 0) {
                return -1;
            }
            bytes[offset] = (byte) one;
            return 1;
        }
    }
}
