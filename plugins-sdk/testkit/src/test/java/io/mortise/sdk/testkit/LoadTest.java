package io.mortise.sdk.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadTest {

    private final AtomicInteger requests = new AtomicInteger();
    private final Set<Integer> peers = ConcurrentHashMap.newKeySet();
    private volatile int failEvery = Integer.MAX_VALUE;
    private volatile int slowMillis;
    private volatile boolean chunked;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            peers.add(exchange.getRemoteAddress().getPort());
            int number = requests.incrementAndGet();
            if (slowMillis > 0) {
                try {
                    Thread.sleep(slowMillis);
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            exchange.getRequestBody().readAllBytes();
            byte[] body = "hello".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(number % failEvery == 0 ? 500 : 200, chunked ? 0 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void theRateAndTheConnectionsAreKept() throws InterruptedException {
        LoadRun run = load().rate(500).connections(5).start();
        run.phase("peace", Duration.ofSeconds(1));
        Load.Result result = run.finish().result("peace");

        assertEquals(0, result.failed(), result.toString());
        assertTrue(result.requests() > 400 && result.requests() < 600, result.toString());
        assertEquals(5, peers.size());
        assertTrue(result.medianMicros() > 0 && result.medianMicros() <= result.p99Micros(), result.toString());
        assertTrue(result.p99Micros() <= result.longestMicros(), result.toString());
    }

    @Test
    void everyFailureIsCountedAndTold() {
        failEvery = 10;

        LoadRun run = load().rate(1000).start();
        Await.await("100 requests", () -> run.sent() > 100);
        Load.Result result = run.finish().result("start");

        assertEquals(requests.get() / 10, result.failed(), result.toString());
        assertTrue(result.failures().getFirst().contains("500 hello"), result.toString());
    }

    @Test
    void anAnswerThatIsNotWantedIsAFailure() {
        LoadRun run = load().want(reply -> reply.text().equals("bye")).start();
        Await.await("20 requests", () -> run.sent() > 20);
        Load.Result result = run.finish().result("start");

        assertEquals(result.requests(), result.failed());
    }

    @Test
    void aServerThatIsGoneFailsEveryRequestAndDoesNotHangTheLoad() {
        server.stop(0);

        LoadRun run = load().start();
        Await.await("failures", () -> run.failed() > 10);
        Load.Result result = run.finish().result("start");

        assertEquals(result.requests(), result.failed());
    }

    @Test
    void aStallIsChargedToEveryRequestThatHadToWait() {
        slowMillis = 300;

        LoadRun run = load().rate(100).connections(2).start();
        Await.await("10 requests to be answered", () -> requests.get() >= 10);
        Load.Result result = run.finish().result("start");

        // Two connections carry seven a second; in an open loop the tenth request waited for those before it.
        assertTrue(result.longestMicros() > 600_000, result.toString());
    }

    @Test
    void bodiesInChunksAndRequestsWithBodiesWork() {
        chunked = true;

        LoadRun run = Load.on(address())
                .post("/x", "text/plain", "question".getBytes(StandardCharsets.UTF_8))
                .want(reply -> reply.text().equals("hello"))
                .rate(0)
                .connections(2)
                .start();
        Await.await("1000 requests", () -> run.sent() > 1000);
        Load.Result result = run.finish().result("start");

        assertEquals(0, result.failed(), result.toString());
        assertEquals(2, peers.size());
    }

    @Test
    void itEndsByItselfAtItsLimit() {
        LoadRun run = load().rate(100).limit(Duration.ofMillis(300)).start();

        long sent = run.awaitEnd().result("start").requests();

        assertTrue(sent >= 25 && sent <= 31, "sent " + sent);
    }

    private Load load() {
        return Load.on(address()).get("/x");
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }
}
