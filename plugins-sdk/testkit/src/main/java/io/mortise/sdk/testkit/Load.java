package io.mortise.sdk.testkit;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Load on a server: so many requests a second on so many keep-alive connections, each with a time at which it is due, kept
 * whether the server is quick or not (an open loop). Latency counts from the due time, so a stall is charged with every
 * request that had to wait for it. Ends by itself after its limit.
 *
 * <pre>{@code
 * try (var run = Load.on(server.address()).bearer(server.token()).get("/api/alpha/hello").rate(1000).start()) {
 *     run.phase("peace", Duration.ofSeconds(10));
 *     run.phase("upgrades");
 *     …
 *     Load.Result result = run.finish().result("upgrades");
 * }
 * }</pre>
 */
public final class Load {

    /** One request as its bytes, and what it is called in messages. */
    record Shot(String name, byte[] bytes) {}

    /**
     * What came back.
     *
     * @param status HTTP status
     * @param body the body, never null
     */
    public record Reply(int status, byte[] body) {
        /** The body as text. */
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /**
     * What was seen in one phase.
     *
     * @param phase its name
     * @param requests that were due in it and sent
     * @param failed broken connections, other statuses than wanted, wrong bodies
     * @param seconds it lasted
     * @param medianMicros half took no longer
     * @param p99Micros 99 of 100 took no longer
     * @param longestMicros the longest
     * @param failures the first failures in words
     */
    public record Result(
            String phase,
            long requests,
            long failed,
            double seconds,
            long medianMicros,
            long p99Micros,
            long longestMicros,
            List<String> failures) {

        /** Requests a second. */
        public double rate() {
            return seconds == 0 ? 0 : requests / seconds;
        }
    }

    private final URI address;
    private final List<Shot> shots = new ArrayList<>();
    private @Nullable String token;
    private @Nullable String cookie;
    private Predicate<Reply> wanted = reply -> reply.status() == 200;
    private int rate = 1000;
    private int connections = 10;
    private Duration limit = Duration.ofMinutes(4);

    private Load(URI address) {
        this.address = address;
    }

    /** Load on this server. */
    public static Load on(URI address) {
        return new Load(address);
    }

    /** With this token. Set it before the requests. */
    public Load bearer(String bearer) {
        token = bearer;
        return this;
    }

    /** With this cookie, {@code name=value}. Set it before the requests. */
    public Load cookie(String pair) {
        cookie = pair;
        return this;
    }

    /** A GET; several requests are sent in turn. */
    public Load get(String path) {
        shots.add(new Shot("GET " + path, head("GET", path, "")));
        return this;
    }

    /** A POST. */
    public Load post(String path, String contentType, byte[] body) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(
                head("POST", path, "Content-Type: " + contentType + "\r\nContent-Length: " + body.length + "\r\n"));
        bytes.writeBytes(body);
        shots.add(new Shot("POST " + path, bytes.toByteArray()));
        return this;
    }

    /** Requests a second, 1000 at first; 0 for as many as the connections carry, one after the other. */
    public Load rate(int perSecond) {
        rate = perSecond;
        return this;
    }

    /** Connections, 10 at first. */
    public Load connections(int count) {
        connections = count;
        return this;
    }

    /** What counts as good; status 200 at first. */
    public Load want(Predicate<Reply> good) {
        wanted = good;
        return this;
    }

    /** When it ends by itself, 4 minutes at first. */
    public Load limit(Duration whole) {
        limit = whole;
        return this;
    }

    /** Starts; the first phase is called {@code start}. */
    public LoadRun start() {
        if (shots.isEmpty()) {
            throw new IllegalStateException("load needs at least one request");
        }
        return new LoadRun(address, List.copyOf(shots), wanted, rate, connections, limit);
    }

    private byte[] head(String method, String path, String more) {
        return (method + " " + path + " HTTP/1.1\r\nHost: " + address.getAuthority() + "\r\n"
                        + (token == null ? "" : "Authorization: Bearer " + token + "\r\n")
                        + (cookie == null ? "" : "Cookie: " + cookie + "\r\n") + more + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
