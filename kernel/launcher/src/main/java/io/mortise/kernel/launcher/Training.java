package io.mortise.kernel.launcher;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the server does while the JVM learns which classes a start needs: {@code mortise run} as people type it, on a fresh
 * data folder, which is asked a few questions and stops. Run by {@code bin/train}; no use otherwise.
 */
public final class Training {

    /** Asked often enough that the JVM also learns which methods are worth compiling. */
    private static final int ROUNDS = 50;

    private static final List<String> PATHS = List.of(
            "/livez",
            "/readyz",
            "/metrics",
            "/api/modules",
            "/api/identity/people?limit=30",
            "/api/customer/customers?limit=30");

    private Training() {}

    /** Trains: {@code Training <data folder>}. */
    public static void main(String[] arguments) {
        Path data = Path.of(arguments[0]);
        Thread.ofPlatform().daemon().name("training").start(() -> System.exit(train(data)));
        // Through the front door: the command line is a part of every start, and half a second when its classes are
        // new.
        Mortise.main(new String[] {"run", "--port", "0", "--data", data.toString()});
    }

    private static int train(Path data) {
        try {
            URI address = address(data);
            while (!ask(address, data, "/readyz").startsWith("HTTP/1.1 200")) {
                Thread.sleep(20);
            }
            for (int i = 0; i < ROUNDS; i++) {
                for (String path : PATHS) {
                    ask(address, data, path);
                }
            }
            return 0;
        } catch (IOException | InterruptedException e) {
            System.err.println("training failed: " + e);
            return 1;
        }
    }

    /** Where it listens, as soon as it does. */
    private static URI address(Path data) throws IOException, InterruptedException {
        Path file = data.resolve("server.json");
        while (true) {
            if (Files.exists(file)) {
                String address = new ObjectMapper()
                        .readTree(file.toFile())
                        .path("address")
                        .asText();
                if (!address.isEmpty()) {
                    return URI.create(address);
                }
            }
            Thread.sleep(20);
        }
    }

    /** Over a bare socket: an HTTP client's classes have no place in the server's archive. */
    private static String ask(URI address, Path data, String path) throws IOException {
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            String request =
                    "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
                            + Files.readString(data.resolve("operator.token")).strip() + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
