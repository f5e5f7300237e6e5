package io.mortise.kernel.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.sdk.modulejar.SampleModules;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class KernelTest {

    @TempDir
    Path home;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void aModuleOfTheProductServesWhenTheStartIsOver() throws Exception {
        SampleModules.hello("greeter", "1.2.3").build(Files.createDirectories(home.resolve("modules")));

        try (Kernel kernel = Kernel.start(KernelOptions.below(home))) {
            assertEquals(200, get(kernel, "/readyz").statusCode());
            assertEquals(
                    "{\"module\":\"greeter\",\"version\":\"1.2.3\"}",
                    get(kernel, "/api/greeter/hello").body());
        }
    }

    @Test
    void onlyTheOperatorTokenOpensAModuleWhileNobodyKnowsPeople() throws Exception {
        SampleModules.hello("greeter", "1.2.3").build(Files.createDirectories(home.resolve("modules")));

        try (Kernel kernel = Kernel.start(KernelOptions.below(home))) {
            var anonymous =
                    HttpRequest.newBuilder(uri(kernel, "/api/greeter/hello")).build();

            assertEquals(401, client.send(anonymous, BodyHandlers.ofString()).statusCode());
        }
    }

    @Test
    void aSecondKernelOnTheSameFolderIsRefusedAndTheFirstServesOn() throws Exception {
        try (Kernel first = Kernel.start(KernelOptions.below(home))) {
            var refused = assertThrows(StartException.class, () -> Kernel.start(KernelOptions.below(home)));

            assertTrue(refused.getMessage().contains(first.address().toString()), refused.getMessage());
            assertEquals(200, get(first, "/readyz").statusCode());
        }
    }

    @Test
    void aPortThatIsTakenIsASentenceAndTheFolderIsFreeAgain() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            KernelOptions options = KernelOptions.below(home).with("http.port", String.valueOf(taken.getLocalPort()));

            var refused = assertThrows(StartException.class, () -> Kernel.start(options));

            assertTrue(refused.getMessage().startsWith("Port " + taken.getLocalPort()), refused.getMessage());
            assertFalse(DataFolder.held(home.resolve("data")));
        }
    }

    @Test
    void aRequestInFlightIsAnsweredBeforeTheKernelIsGone() throws Exception {
        SampleModules.lasting("lasting", "1.0.0").build(Files.createDirectories(home.resolve("modules")));
        CompletableFuture<HttpResponse<String>> slow;

        try (Kernel kernel = Kernel.start(KernelOptions.below(home))) {
            assertEquals("1.0.0", get(kernel, "/api/lasting/slow?millis=1").body());
            slow = client.sendAsync(request(kernel, "/api/lasting/slow?millis=1500"), BodyHandlers.ofString());
            await(() -> get(kernel, "/metrics").body().contains("mortise_http_in_flight 2"));
        }

        assertEquals("1.0.0", slow.get(5, TimeUnit.SECONDS).body());
    }

    @Test
    void aStoppedKernelStartsAgainWithWhatWasInstalled() throws Exception {
        Path modules = Files.createDirectories(home.resolve("modules"));
        Path jar = SampleModules.hello("greeter", "1.0.0").build(modules);
        Kernel.start(KernelOptions.below(home)).stop();
        Files.delete(jar);

        try (Kernel again = Kernel.start(KernelOptions.below(home))) {
            assertEquals(200, get(again, "/api/greeter/hello").statusCode());
        }
    }

    @Test
    void twoKernelsOfOneProcessDoNotMeet(@TempDir Path other) throws Exception {
        SampleModules.hello("greeter", "1.0.0").build(Files.createDirectories(home.resolve("modules")));

        try (Kernel one = Kernel.start(KernelOptions.below(home));
                Kernel two = Kernel.start(KernelOptions.below(other))) {
            assertEquals(200, get(one, "/api/greeter/hello").statusCode());
            assertEquals(404, get(two, "/api/greeter/hello").statusCode());
        }
    }

    @Test
    void thePoolAndWhatWaitsAreGauges() throws Exception {
        try (Kernel kernel = Kernel.start(KernelOptions.below(home))) {
            String metrics = get(kernel, "/metrics").body();

            for (String gauge : new String[] {
                "mortise_database_active",
                "mortise_database_waiting",
                "mortise_messages_waiting",
                "mortise_messages_dead"
            }) {
                assertTrue(metrics.contains("\n" + gauge + " "), () -> gauge + " is missing in\n" + metrics);
            }
        }
    }

    private HttpResponse<String> get(Kernel kernel, String path) throws Exception {
        return client.send(request(kernel, path), BodyHandlers.ofString());
    }

    private static HttpRequest request(Kernel kernel, String path) {
        return HttpRequest.newBuilder(uri(kernel, path))
                .header("Authorization", "Bearer " + kernel.operatorToken())
                .build();
    }

    private static URI uri(Kernel kernel, String path) {
        return URI.create(kernel.address() + path);
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.holds()) {
            assertTrue(System.nanoTime() < deadline, "it did not come true in ten seconds");
            Thread.onSpinWait();
        }
    }
}
