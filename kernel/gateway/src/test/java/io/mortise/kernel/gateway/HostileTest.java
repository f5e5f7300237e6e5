package io.mortise.kernel.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileTest {

    private static final Duration LIMIT = Duration.ofSeconds(8);

    private Rig rig;

    @BeforeAll
    void open() throws Exception {
        rig = new Rig(
                        "maxHeaderBytes", 4096,
                        "maxBodyBytes", 2048L,
                        "maxUploadBytes", 8192L,
                        "headerLimit", Duration.ofMillis(600),
                        "idleLimit", Duration.ofMillis(1000),
                        "bodyGrace", Duration.ofMillis(500),
                        "heartbeat", Duration.ofMillis(500),
                        "requestLimit", Duration.ofMillis(1800))
                .admitted();
        rig.publish(rig.install("1.0.0"));
    }

    @AfterAll
    void close() throws Exception {
        rig.close();
    }

    @Test
    void aHeadThatIsTooLargeIsRefusedAsAProblem() throws Exception {
        String answer = rig.raw(
                "GET /api/notes/notes/version HTTP/1.1\r\nHost: x\r\nX-Large: " + "a".repeat(6000) + "\r\n\r\n", LIMIT);

        assertTrue(answer.startsWith("HTTP/1.1 431"), answer);
        assertTrue(answer.contains("\"type\":\"/problems/head-too-large\""), answer);
        assertTrue(answer.contains("application/problem+json"), answer);
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedByItsLengthAndWhileItStreams() throws Exception {
        var known = rig.asOperator("POST", "/api/notes/notes", "x".repeat(3000), "Content-Type", "application/json");
        RoutesTest.assertProblem(known, 413, "body-too-large");
        assertTrue(known.body().contains("\"limit\":2048"), known.body());

        var chunks = new StringBuilder(
                "POST /api/notes/notes/upload HTTP/1.1\r\nHost: x\r\nContent-Type: application/octet-stream\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < 20; i++) {
            chunks.append("400\r\n").append("x".repeat(1024)).append("\r\n");
        }
        String streamed = rig.raw(chunks.append("0\r\n\r\n").toString(), LIMIT);
        assertTrue(streamed.startsWith("HTTP/1.1 413"), streamed);
        assertTrue(streamed.contains("\"type\":\"/problems/body-too-large\""), streamed);
        assertEquals(
                "1.0.0 5000",
                rig.send(
                                "POST",
                                "/api/notes/notes/upload",
                                "x".repeat(5000),
                                "Content-Type",
                                "application/octet-stream")
                        .body());
    }

    @Test
    void aHeadThatTricklesIsCutOff() throws Exception {
        try (var socket = new Socket("127.0.0.1", rig.gateway.port())) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            long begun = System.nanoTime();
            var out = socket.getOutputStream();
            var trickle = Thread.ofVirtual().start(() -> {
                try {
                    out.write("GET / HTTP/1.1\r\nHost: x\r\nX-A: ".getBytes(StandardCharsets.US_ASCII));
                    while (true) {
                        out.write('a');
                        out.flush();
                        java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
                    }
                } catch (IOException e) {
                    // Cut off: what the test waits for.
                    return;
                }
            });
            String answer = Rig.drain(socket.getInputStream());
            long millis = (System.nanoTime() - begun) / 1_000_000;
            trickle.interrupt();

            assertTrue(answer.startsWith("HTTP/1.1 408"), answer);
            assertTrue(millis < 5000, "it took " + millis + " ms");
        }
    }

    @Test
    void aBodyThatStopsIsAnswered408() throws Exception {
        String answer = rig.raw(
                "POST /api/notes/notes/upload HTTP/1.1\r\nHost: x\r\nContent-Type: application/octet-stream\r\n"
                        + "Content-Length: 100\r\n\r\nabc",
                LIMIT);

        assertTrue(answer.startsWith("HTTP/1.1 408"), answer);
        assertTrue(answer.contains("\"type\":\"/problems/request-too-slow\""), answer);
    }

    @Test
    void aBodyThatDripsIsAnswered408AndOneThatFlowsIsTaken() throws Exception {
        String dripping = drip(1);
        String flowing = drip(200);

        assertTrue(dripping.startsWith("HTTP/1.1 408"), dripping);
        assertTrue(dripping.contains("\"type\":\"/problems/request-too-slow\""), dripping);
        assertTrue(flowing.startsWith("HTTP/1.1 200"), flowing);
        assertTrue(flowing.endsWith("1.0.0 6000"), flowing);
    }

    /** Sends 30 chunks of a body, one each 50 ms, so that the connection is never idle; stops at an answer. */
    private String drip(int bytes) throws Exception {
        try (var socket = new Socket("127.0.0.1", rig.gateway.port())) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            var out = socket.getOutputStream();
            out.write(("POST /api/notes/notes/upload HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                            + "Content-Type: application/octet-stream\r\nContent-Length: " + 30 * bytes + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            var in = socket.getInputStream();
            for (int chunk = 0; chunk < 30 && in.available() == 0; chunk++) {
                out.write("x".repeat(bytes).getBytes(StandardCharsets.US_ASCII));
                out.flush();
                java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
            }
            return Rig.drain(in);
        }
    }

    @Test
    void aSlowAnswerOutlivesTheIdleLimitButNotTheRequestLimit() throws Exception {
        assertEquals("1.0.0", rig.get("/api/notes/notes/slow?millis=1300").body());

        var late = rig.get("/api/notes/notes/slow?millis=2600");

        RoutesTest.assertProblem(late, 503, "time-limit");
        assertTrue(late.headers().firstValue("Retry-After").isPresent());
        var instance = rig.worlds.current().serving("notes").orElseThrow();
        Rig.until(
                "the method has returned and the gate is free",
                () -> instance.gate().inFlight() == 0);
    }

    @Test
    void requestsThatTwoParsersReadInTwoWaysAreRefused() throws Exception {
        String both = rig.raw(
                "POST /api/notes/notes/upload HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "0\r\n\r\nGET /api/notes/notes/version HTTP/1.1\r\nHost: x\r\n\r\n",
                LIMIT);
        assertTrue(both.startsWith("HTTP/1.1 400"), both);
        assertFalse(both.contains("200 OK"), both);

        String twoLengths = rig.raw(
                "POST /api/notes/notes/upload HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
                LIMIT);
        assertTrue(twoLengths.startsWith("HTTP/1.1 400"), twoLengths);

        String badChunk = rig.raw(
                "POST /api/notes/notes/upload HTTP/1.1\r\nHost: x\r\nContent-Type: application/octet-stream\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
                LIMIT);
        assertTrue(badChunk.startsWith("HTTP/1.1 400"), badChunk);
        assertTrue(badChunk.contains("application/problem+json"), badChunk);

        String folded = rig.raw("GET /api/notes/notes/version HTTP/1.1\r\nHost: x\r\nX-A: b\r\n c\r\n\r\n", LIMIT);
        assertTrue(folded.startsWith("HTTP/1.1 400"), folded);

        String spaced = rig.raw(
                "POST /api/notes/notes/upload HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                LIMIT);
        assertTrue(spaced.startsWith("HTTP/1.1 400"), spaced);

        String noHost = rig.raw("GET /api/notes/notes/version HTTP/1.1\r\n\r\n", LIMIT);
        assertTrue(noHost.startsWith("HTTP/1.1 400"), noHost);
        assertTrue(noHost.contains("\"type\":\"/problems/bad-request\""), noHost);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/notes/../modules",
                "/api/notes/./notes/version",
                "/api/notes/%2e%2e/modules",
                "/api/notes/notes%2fversion",
                "/api/notes/notes%5cversion",
                "/api/notes\\notes\\version",
                "/api/notes/notes/version%00",
                "/api/notes/notes/version%0d%0aX: y",
                "/api/notes/notes/%zz",
                "/api/notes/..;/modules",
                "/ui/notes/1.0.0-01234567/../../../../etc/passwd",
                "/ui/notes/1.0.0-01234567/%2e%2e/secret",
                "/ui/notes/1.0.0-01234567/..%2fsecret"
            })
    void pathsThatCouldMeanSomethingElseAreRefused(String path) throws Exception {
        String answer = rig.raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", LIMIT);

        assertTrue(Paths.suspicious(path), path);
        assertTrue(answer.startsWith("HTTP/1.1 400"), path + " -> " + answer);
        assertTrue(answer.contains("application/problem+json"), answer);
    }

    /** Jetty refuses most of the list above by itself; these reach the gateway, which must not rely on that. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/notes/../modules",
                "/api/notes/./notes/version",
                "/api/notes/notes/..",
                "/api/notes/notes/.",
                "/ui/notes/1.0.0-01234567/../../secret",
            })
    void dotSegmentsAreRefusedByTheGatewayItself(String path) throws Exception {
        String answer = rig.raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", LIMIT);

        assertTrue(answer.contains("\"type\":\"/problems/bad-path\""), path + " -> " + answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/api/notes/notes", "/api/notes/a.b/..c/d..", "/api/notes/%E6%A6%AB%20%C2%AF", "/a/..."})
    void pathsThatMeanOneThingAreNotRefused(String path) throws Exception {
        assertFalse(Paths.suspicious(path), path);
        String answer = rig.raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", LIMIT);
        assertTrue(answer.startsWith("HTTP/1.1 40"), path + " -> " + answer);
        assertFalse(answer.contains("bad-path"), path + " -> " + answer);
    }

    @Test
    void nothingOfTheMachineryIsTold() throws Exception {
        String answer = rig.raw("GARBAGE\r\n\r\n", LIMIT) + rig.raw("GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n", LIMIT);

        assertFalse(answer.toLowerCase(java.util.Locale.ROOT).contains("jetty"), answer);
        assertFalse(answer.contains("Exception"), answer);
    }
}
