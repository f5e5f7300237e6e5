package io.mortise.bench;

import io.mortise.sdk.testkit.RunningServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The customer module in a bench. */
final class Customers {

    private Customers() {}

    /** The built module. */
    static Path jar() {
        Path folder = Bench.root().resolve("bundles/customer/module/target");
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("io\\.mortise\\.customer-[0-9].*\\.jar"))
                    .filter(file -> !file.toString().endsWith("-sources.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no customer module in " + folder));
        } catch (IOException e) {
            throw new UncheckedIOException("the customer module is not built", e);
        }
    }

    /** Installs it, unless the product brought it already. */
    static void install(RunningServer server) {
        if (server.state("customer").equals("absent")) {
            server.install(jar());
        }
        if (!server.state("customer").equals("serving")) {
            throw new IllegalStateException("the customer module does not serve: " + server.module("customer"));
        }
    }

    /** Registers customers, and answers the path of the last one. */
    static String register(RunningServer server, int count) {
        String id = "";
        for (int i = 1; i <= count; i++) {
            id = server.http()
                    .with("Idempotency-Key", "bench-" + i)
                    .post("/api/customer/customers", Map.of("name", "Customer " + i))
                    .expect(201)
                    .json()
                    .path("id")
                    .asText();
        }
        return "/api/customer/customers/" + id;
    }
}
