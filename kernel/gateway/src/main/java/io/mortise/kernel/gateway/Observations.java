package io.mortise.kernel.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.mortise.kernel.spi.Readiness;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** {@code /livez}, {@code /readyz} and {@code /metrics}: what a machine that looks after this one asks. */
final class Observations {

    static final byte[] ALIVE = "{\"status\":\"up\"}".getBytes(StandardCharsets.UTF_8);

    private static final byte[] READY = "{\"status\":\"ready\"}".getBytes(StandardCharsets.UTF_8);
    private static final JsonFactory JSON = new JsonFactory();

    private final Readiness readiness;
    private final PrometheusMeterRegistry registry;
    private final JvmMeters jvm;
    private volatile boolean everReady;

    Observations(Readiness readiness, PrometheusMeterRegistry registry, JvmMeters jvm) {
        this.readiness = readiness;
        this.registry = registry;
        this.jvm = jvm;
    }

    /** Whether the server has been ready once: before that, a module that nobody knows may be about to start. */
    boolean everReady() {
        if (!everReady && readiness.missing().isEmpty()) {
            everReady = true;
        }
        return everReady;
    }

    void ready(Exchange exchange, boolean admitted, boolean stopping) {
        var missing = new TreeMap<>(readiness.missing());
        if (!admitted) {
            missing.put("gateway", List.of("the kernel is starting"));
        }
        if (stopping) {
            missing.put("gateway", List.of("the server is stopping"));
        }
        if (missing.isEmpty()) {
            everReady = true;
            exchange.answer(200, "application/json", READY);
        } else {
            exchange.excuse();
            exchange.response().getHeaders().put(HttpHeader.RETRY_AFTER, "2");
            exchange.answer(503, "application/json", missing(missing));
        }
    }

    void metrics(Exchange exchange) {
        jvm.bind();
        String accept = exchange.request().getHeaders().get(HttpHeader.ACCEPT);
        String type = accept != null && accept.contains("application/openmetrics-text")
                ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                : "text/plain; version=0.0.4; charset=utf-8";
        exchange.answer(200, type, registry.scrape(type).getBytes(StandardCharsets.UTF_8));
    }

    static boolean fromLoopback(Request request) {
        return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress peer
                && peer.getAddress() != null
                && peer.getAddress().isLoopbackAddress();
    }

    private static byte[] missing(Map<String, List<String>> missing) {
        var out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("status", "not-ready");
            json.writeObjectFieldStart("missing");
            for (Map.Entry<String, List<String>> part : missing.entrySet()) {
                json.writeArrayFieldStart(part.getKey());
                for (String sentence : part.getValue()) {
                    json.writeString(sentence);
                }
                json.writeEndArray();
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("what is missing could not be written", e);
        }
        return out.toByteArray();
    }
}
