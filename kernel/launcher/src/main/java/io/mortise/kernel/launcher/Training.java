package io.mortise.kernel.launcher;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What the server does while the JVM learns which classes a start needs: starts on a fresh data folder, answers a few
 * requests, stops. Run by {@code bin/train}; no use otherwise.
 */
public final class Training {

    /** Asked often enough that the JVM also learns which methods are worth compiling. */
    private static final int ROUNDS = 50;

    private static final List<String> PATHS =
            List.of("/livez", "/readyz", "/metrics", "/api/modules", "/api/customer/customers?limit=30");

    private Training() {}

    /** Trains: {@code Training <home folder> <data folder>}. */
    public static void main(String[] arguments) throws IOException {
        var options = new KernelOptions(
                Path.of(arguments[0]),
                Map.of("http.port", "0", "server.data", arguments[1], "logging.root", "warn"),
                Map.of(),
                false);
        try (Kernel kernel = Kernel.start(options)) {
            for (int i = 0; i < ROUNDS; i++) {
                for (String path : PATHS) {
                    ask(kernel, path);
                }
            }
        }
    }

    /** Over a bare socket: an HTTP client's classes have no place in the server's archive. */
    private static void ask(Kernel kernel, String path) throws IOException {
        try (var socket = new Socket(kernel.address().getHost(), kernel.port())) {
            String request =
                    "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
                            + kernel.operatorToken() + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        }
    }
}
