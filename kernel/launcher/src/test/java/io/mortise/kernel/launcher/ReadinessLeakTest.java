package io.mortise.kernel.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mortise.kernel.spi.ModuleInstance;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The answer that {@code /readyz} keeps for a moment must not keep the instances of an old world. */
class ReadinessLeakTest {

    @TempDir
    Path home;

    @Test
    void aReadinessThatWasAskedBeforeASwapHoldsNothingOfIt() throws Exception {
        try (var kernel = Kernel.start(KernelOptions.below(home).with("http.port", "0"))) {
            assertEquals("ready", ask(kernel).path("status").asText("ready"));
            var before = new WeakReference<>(kernel.worlds().current());

            kernel.worlds().publish(io.mortise.kernel.spi.World.empty());
            long deadline = System.nanoTime() + 5_000_000_000L;
            while (!before.refersTo(null) && System.nanoTime() < deadline) {
                System.gc();
                Thread.onSpinWait();
            }

            assertTrue(
                    before.refersTo(null),
                    "the world before is still held; instances hang on it: " + ModuleInstance.class);
        }
    }

    private static JsonNode ask(Kernel kernel) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(kernel.address() + "/readyz"))
                    .build();
            return new ObjectMapper()
                    .readTree(client.send(request, BodyHandlers.ofString()).body());
        }
    }
}
