package io.mortise.kernel.gateway;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** Jetty as the gateway uses it: ports, protocols, limits. Every request runs on a virtual thread of its own. */
final class Listening {

    private static final int STREAMS_PER_CONNECTION = 128;

    private final Server server;
    private final ServerConnector clear;
    private final @Nullable ServerConnector tls;
    private final @Nullable Certificates certificates;
    private volatile int port = -1;
    private volatile int tlsPort = -1;

    Listening(HttpSettings settings, Path configurationFolder) {
        var threads = new QueuedThreadPool(64, 4);
        threads.setName("gateway");
        threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("request-"));
        server = new Server(threads);
        HttpConfiguration plain = configuration(settings);
        clear = connector(
                settings,
                settings.port(),
                new HttpConnectionFactory(plain),
                streams(new HTTP2CServerConnectionFactory(plain)));
        if (settings.tls()) {
            certificates = new Certificates(settings, configurationFolder);
            HttpConfiguration secure = configuration(settings);
            // One certificate, whatever name the client used: the browser judges whether it fits.
            secure.addCustomizer(new SecureRequestCustomizer(false));
            var alpn = new ALPNServerConnectionFactory("h2", "http/1.1");
            alpn.setDefaultProtocol("http/1.1");
            tls = connector(
                    settings,
                    settings.tlsPort(),
                    new SslConnectionFactory(certificates.factory(), alpn.getProtocol()),
                    alpn,
                    streams(new HTTP2ServerConnectionFactory(secure)),
                    new HttpConnectionFactory(secure));
        } else {
            certificates = null;
            tls = null;
        }
    }

    Server server() {
        return server;
    }

    /** Opens the ports. */
    void start() throws Exception {
        server.start();
        port = clear.getLocalPort();
        tlsPort = tls == null ? -1 : tls.getLocalPort();
    }

    /** The port that was opened. */
    int port() {
        return port;
    }

    /** -1 without TLS. */
    int tlsPort() {
        return tlsPort;
    }

    @Nullable
    Certificates certificates() {
        return certificates;
    }

    List<EndPoint> endPoints() {
        var all = new ArrayList<>(clear.getConnectedEndPoints());
        if (tls != null) {
            all.addAll(tls.getConnectedEndPoints());
        }
        return all;
    }

    private ServerConnector connector(
            HttpSettings settings, int port, org.eclipse.jetty.server.ConnectionFactory... factories) {
        var connector = new ServerConnector(server, 1, 1, factories);
        connector.setHost(settings.host());
        connector.setPort(port);
        connector.setIdleTimeout(settings.idleLimit().toMillis());
        connector.setAcceptQueueSize(1024);
        connector.setReuseAddress(true);
        server.addConnector(connector);
        return connector;
    }

    private static <T extends org.eclipse.jetty.http2.server.AbstractHTTP2ServerConnectionFactory> T streams(
            T factory) {
        factory.setMaxConcurrentStreams(STREAMS_PER_CONNECTION);
        return factory;
    }

    private static HttpConfiguration configuration(HttpSettings settings) {
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(settings.maxHeaderBytes());
        http.setIdleTimeout(settings.idleLimit().toMillis());
        http.setHttpCompliance(HttpCompliance.RFC9110);
        http.setUriCompliance(UriCompliance.RFC3986);
        http.setRelativeRedirectAllowed(true);
        return http;
    }
}
