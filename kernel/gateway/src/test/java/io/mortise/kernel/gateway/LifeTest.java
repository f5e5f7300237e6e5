package io.mortise.kernel.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.mortise.kernel.spi.ModuleInstance;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LifeTest {

    @Test
    void thePortAnswersBeforeTheKernelIsUp() throws Exception {
        try (var rig = new Rig()) {
            rig.readiness.ask("database", () -> List.of("it is being opened"));

            HttpResponse<String> early = rig.get("/api/modules");
            HttpResponse<String> ready = rig.get("/readyz");

            RoutesTest.assertProblem(early, 503, "starting");
            assertEquals("2", early.headers().firstValue("Retry-After").orElseThrow());
            assertEquals(200, rig.get("/livez").statusCode());
            assertEquals(503, ready.statusCode());
            assertEquals(
                    "{\"status\":\"not-ready\",\"missing\":{\"database\":[\"it is being opened\"],\"gateway\":[\"the kernel is starting\"]}}",
                    ready.body());
            assertEquals(0, rig.gateway.traffic().snapshot().failed());

            rig.admitted();
            RoutesTest.assertProblem(rig.get("/api/notes/notes/version"), 503, "starting");
            rig.readiness.ask("database", List::of);
            assertEquals(200, rig.get("/readyz").statusCode());
            RoutesTest.assertProblem(rig.get("/api/notes/notes/version"), 404, "module-unknown");
        }
    }

    @Test
    void aStopLetsWhatIsInFlightEndAndNothingNewIn() throws Exception {
        var rig = new Rig("stopLimit", Duration.ofSeconds(10)).admitted();
        ModuleInstance instance = rig.install("1.0.0");
        rig.publish(instance);
        rig.get("/livez");
        CompletableFuture<HttpResponse<String>> slow = rig.client.sendAsync(
                rig.request("GET", "/api/notes/notes/slow?millis=1500", null), HttpResponse.BodyHandlers.ofString());
        Rig.until("it is inside", () -> instance.gate().inFlight() == 1);

        Thread stop = Thread.ofVirtual().start(rig.gateway::close);
        Rig.until("the stop has begun", () -> {
            try {
                return rig.get("/api/notes/notes/version").statusCode() == 503;
            } catch (Exception e) {
                throw new AssertionError("refused before what is in flight has ended", e);
            }
        });

        assertEquals("1.0.0", slow.get().body());
        stop.join();
        assertThrows(IOException.class, () -> rig.get("/livez"));
        assertEquals(0, rig.gateway.traffic().snapshot().failed());
        rig.close();
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (var rig = new Rig()) {
            int taken = rig.gateway.port();

            var refused = assertThrows(IOException.class, () -> new Rig("port", taken).close());

            assertTrue(refused.getMessage().contains("port " + taken), refused.getMessage());
        }
    }

    @Test
    void wrongSettingsAreRefusedByName() {
        assertRefused("http.port", "port", 70_000);
        assertRefused("http.max-header-bytes", "maxHeaderBytes", 10);
        assertRefused("http.max-upload-bytes", "maxUploadBytes", 5L);
        assertRefused("http.idle-limit", "idleLimit", Duration.ZERO);
        assertRefused("http.heartbeat", "heartbeat", Duration.ofSeconds(20));
        assertRefused("http.trusted-proxies", "trustedProxies", List.of("example.com"));
        assertRefused("http.host", "host", " ");
    }

    @Test
    void moreThanTheServerTakesIsRefusedForAMoment() throws Exception {
        try (var rig = new Rig("maxInFlight", 1).admitted()) {
            ModuleInstance instance = rig.install("1.0.0");
            rig.publish(instance);
            var slow = rig.client.sendAsync(
                    rig.request("GET", "/api/notes/notes/slow?millis=800", null), HttpResponse.BodyHandlers.ofString());
            Rig.until("it is inside", () -> instance.gate().inFlight() == 1);

            RoutesTest.assertProblem(rig.get("/api/notes/notes/version"), 503, "overloaded");
            assertEquals(200, rig.get("/livez").statusCode());
            assertEquals("1.0.0", slow.get().body());
        }
    }

    @Test
    void theAccessLogTellsWhatWasAskedWithoutSecretsAndPeople() throws Exception {
        var logger = (Logger) LoggerFactory.getLogger("mortise.access");
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        logger.addAppender(lines);
        logger.setLevel(Level.INFO);
        try (var rig = new Rig().admitted()) {
            rig.publish(rig.install("1.0.0"));
            rig.asOperator("GET", "/api/notes/notes/search?limit=3&secret=hunter2", null);
            Rig.until("it is logged", () -> !lines.list.isEmpty());
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(Level.OFF);
        }

        Map<String, Object> pairs = lines.list.getFirst().getKeyValuePairs().stream()
                .collect(Collectors.toMap(pair -> pair.key, pair -> pair.value));
        assertEquals("/api/notes/notes/search", pairs.get("path"));
        assertEquals(200, pairs.get("status"));
        assertEquals("notes", pairs.get("module"));
        assertEquals("1.0.0", pairs.get("version"));
        assertEquals(
                Set.of("method", "path", "status", "micros", "module", "version", "caller", "protocol", "trace"),
                pairs.keySet());
    }

    @Test
    void assetsAreServedForEverAndTricksAreRefused() throws Exception {
        try (var rig = new Rig().admitted()) {
            byte[] large = "y".repeat(200_000).getBytes(StandardCharsets.US_ASCII);
            rig.assets.put("notes/1.0.0-01234567/index.js", "export default 1".getBytes(StandardCharsets.US_ASCII));
            rig.assets.put("notes/1.0.0-01234567/a/large.css", large);

            HttpResponse<String> index = rig.get("/ui/notes/1.0.0-01234567/index.js");
            assertEquals(200, index.statusCode());
            assertEquals("export default 1", index.body());
            assertEquals(
                    "text/javascript; charset=utf-8",
                    index.headers().firstValue("Content-Type").orElseThrow());
            assertEquals(
                    "public, max-age=31536000, immutable",
                    index.headers().firstValue("Cache-Control").orElseThrow());
            assertEquals(
                    "nosniff",
                    index.headers().firstValue("X-Content-Type-Options").orElseThrow());
            assertEquals(
                    List.of("default-src 'self'; frame-ancestors 'self'"),
                    index.headers().allValues("Content-Security-Policy"));
            assertEquals(
                    200_000,
                    rig.get("/ui/notes/1.0.0-01234567/a/large.css").body().length());

            String etag = index.headers().firstValue("ETag").orElseThrow();
            HttpResponse<String> known = rig.get("/ui/notes/1.0.0-01234567/index.js", "If-None-Match", etag);
            assertEquals(304, known.statusCode());
            HttpResponse<String> head = rig.send("HEAD", "/ui/notes/1.0.0-01234567/index.js", null);
            assertEquals("", head.body());
            assertEquals(16, head.headers().firstValueAsLong("Content-Length").orElseThrow());

            RoutesTest.assertProblem(rig.get("/ui/notes/1.0.0-01234567/other.js"), 404, "not-found");
            RoutesTest.assertProblem(rig.get("/ui/notes/1.0.0-01234567/"), 404, "not-found");
            RoutesTest.assertProblem(rig.get("/ui/notes"), 404, "not-found");
            RoutesTest.assertProblem(rig.get("/ui/notes/1.0.0-01234567/a//large.css"), 400, "bad-request");
            RoutesTest.assertProblem(
                    rig.send("POST", "/ui/notes/1.0.0-01234567/index.js", "x"), 405, "method-not-allowed");
        }
    }

    private static void assertRefused(String key, String name, Object value) {
        var refused = assertThrows(IllegalArgumentException.class, () -> TestSettings.with(name, value));
        assertTrue(refused.getMessage().contains(key), refused.getMessage());
    }
}
