package io.mortise.kernel.gateway;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.Callback;

/**
 * Looks from time to time at what takes too long and that Jetty does not notice, because something still moves: heads sent
 * byte by byte, and requests whose answer does not begin. The thread of a request is never interrupted: an interrupt
 * closes the file under H2. The late answer is dropped instead, and the module's gate stays entered until it returns.
 */
final class Watch {

    private final HttpSettings settings;
    private final Supplier<Iterable<EndPoint>> endPoints;
    private final Set<Exchange> inFlight = ConcurrentHashMap.newKeySet();
    private Map<EndPoint, Long> reading = Map.of();

    Watch(HttpSettings settings, Supplier<Iterable<EndPoint>> endPoints) {
        this.settings = settings;
        this.endPoints = endPoints;
    }

    void begins(Exchange exchange) {
        inFlight.add(exchange);
    }

    void ends(Exchange exchange) {
        inFlight.remove(exchange);
    }

    /** Called by one thread. */
    void look() {
        long now = System.nanoTime();
        long limit = settings.requestLimit().toNanos();
        for (Exchange exchange : inFlight) {
            if (!exchange.claimed() && exchange.idleNanos(now) > limit) {
                exchange.answerUnexcused(KernelProblems.TIME_LIMIT, 5);
            }
        }
        lookAtHeads(now);
    }

    private void lookAtHeads(long now) {
        var still = new HashMap<EndPoint, Long>();
        for (EndPoint endPoint : endPoints.get()) {
            if (readsHead(endPoint)) {
                Long since = reading.getOrDefault(endPoint, now);
                if (now - since > settings.headerLimit().toNanos()) {
                    refuse(endPoint);
                } else {
                    still.put(endPoint, since);
                }
            }
        }
        reading = still;
    }

    /** Whether a head has begun and not ended: on TLS the handshake counts too. */
    private static boolean readsHead(EndPoint endPoint) {
        Connection connection = endPoint.getConnection();
        if (connection instanceof SslConnection tls) {
            if (tls.getSslEndPoint().getConnection() instanceof HttpConnection http) {
                return readsHead(http.getParser());
            }
            return tls.getSSLEngine().getSession().getCipherSuite().startsWith("SSL_NULL");
        }
        return connection instanceof HttpConnection http && readsHead(http.getParser());
    }

    private static boolean readsHead(HttpParser parser) {
        HttpParser.State state = parser.getState();
        return state.ordinal() > HttpParser.State.START.ordinal()
                && state.ordinal() < HttpParser.State.CONTENT.ordinal();
    }

    private static void refuse(EndPoint endPoint) {
        var slow = new TimeoutException("the head of the request came too slowly");
        if (endPoint.getConnection() instanceof HttpConnection) {
            endPoint.write(
                    Callback.from(() -> endPoint.close(), _ -> endPoint.close(slow)),
                    ByteBuffer.wrap("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII)));
        } else {
            endPoint.close(slow);
        }
    }
}
