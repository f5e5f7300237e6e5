package io.mortise.kernel.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.sdk.modulejar.SampleModules;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What only a process of its own can show: signals, exit codes, the environment, being killed. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ServerProcessTest {

    /** What the JVM ends with after SIGTERM. */
    private static final int TERMINATED = 128 + 15;

    @TempDir
    Path home;

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void endAll() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void sigtermLetsTheRequestInFlightFinishAndLeavesNothingBehind() throws Exception {
        SampleModules.lasting("lasting", "1.0.0").build(Files.createDirectories(home.resolve("modules")));
        Process server = launch(Map.of(), "run");
        ServerFile file = ready(server);
        CompletableFuture<HttpResponse<String>> slow =
                client.sendAsync(request(file, "/api/lasting/slow?millis=1500"), BodyHandlers.ofString());
        await(server, () -> get(file, "/metrics").contains("mortise_http_in_flight 2"));

        server.destroy();

        assertEquals("1.0.0", slow.get(10, TimeUnit.SECONDS).body());
        assertTrue(server.waitFor(20, TimeUnit.SECONDS));
        assertEquals(TERMINATED, server.exitValue());
        assertFalse(Files.exists(data().resolve("server.json")));
        assertFalse(Files.exists(data().resolve("operator.token")));
    }

    @Test
    void aKilledServerStartsAgainAndServesWhatItServed() throws Exception {
        Path modules = Files.createDirectories(home.resolve("modules"));
        SampleModules.lasting("lasting", "1.0.0").build(modules);
        Process first = launch(Map.of(), "run");
        long pid = ready(first).pid();
        first.destroyForcibly().waitFor();
        assertTrue(Files.exists(data().resolve("server.json")), "nobody tidied up after the kill");

        Process second = launch(Map.of(), "run");
        ServerFile file = ready(second);

        assertNotEquals(pid, file.pid());
        assertEquals("1.0.0", get(file, "/api/lasting/slow?millis=1"));
    }

    @Test
    void aSecondServerOnTheFolderEndsWithASentenceThatNamesTheFirst() throws Exception {
        Process first = launch(Map.of(), "run");
        ServerFile file = ready(first);

        Process second = launch(Map.of(), "run");

        assertTrue(second.waitFor(30, TimeUnit.SECONDS));
        assertEquals(1, second.exitValue());
        assertTrue(output(second).contains("process " + file.pid()), output(second));
        assertTrue(first.isAlive());
    }

    @Test
    void anUnknownVariableEndsTheStartWithASentence() throws Exception {
        Process server = launch(Map.of("MORTISE_HTTP_PROT", "8080"), "run");

        assertTrue(server.waitFor(30, TimeUnit.SECONDS));
        assertEquals(1, server.exitValue());
        assertTrue(output(server).contains("Did you mean MORTISE_HTTP_PORT?"), output(server));
        assertFalse(Files.exists(data()), "a refused start leaves no folder");
    }

    @Test
    void aStopThatHangsIsCutOffAtItsLimit() throws Exception {
        SampleModules.lasting("lasting", "1.0.0").build(Files.createDirectories(home.resolve("modules")));
        Process server = launch(Map.of("MORTISE_SERVER_STOP_LIMIT", "1s"), "run");
        ServerFile file = ready(server);
        var slow = client.sendAsync(request(file, "/api/lasting/slow?millis=60000"), BodyHandlers.ofString());
        await(server, () -> get(file, "/metrics").contains("mortise_http_in_flight 2"));

        server.destroy();

        assertTrue(server.waitFor(10, TimeUnit.SECONDS));
        assertEquals(1, server.exitValue());
        assertTrue(output(server).contains("server.stop-limit"), output(server));
        slow.cancel(true);
    }

    @Test
    void aLogThatNobodyWatchesIsOneJsonObjectALine() throws Exception {
        Process server = launch(Map.of(), "run");
        ready(server);
        server.destroy();
        server.waitFor(20, TimeUnit.SECONDS);

        List<String> lines =
                output(server).lines().filter(line -> line.startsWith("{")).toList();

        assertTrue(lines.stream().anyMatch(line -> line.contains("\"message\":\"serving at ")), () -> lines.toString());
        var json = new com.fasterxml.jackson.databind.ObjectMapper();
        for (String line : lines) {
            assertTrue(json.readTree(line).hasNonNull("time"), line);
        }
    }

    private Process launch(Map<String, String> environment, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-Dmortise.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                Mortise.class.getName()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--port", "0"));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(home.resolve("output-" + processes.size()).toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("MORTISE_"));
        builder.environment().put("LC_ALL", "C");
        builder.environment().putAll(environment);
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    /** Waits until the server of this process says that it is ready. */
    private ServerFile ready(Process process) throws Exception {
        await(process, () -> {
            Optional<ServerFile> file = ServerFile.read(data())
                    .filter(found ->
                            found.pid() == process.pid() && !found.address().isEmpty());
            return file.isPresent() && answers(file.get());
        });
        return ServerFile.read(data()).orElseThrow();
    }

    private boolean answers(ServerFile file) throws Exception {
        try {
            return client.send(request(file, "/readyz"), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private String get(ServerFile file, String path) throws Exception {
        return client.send(request(file, path), BodyHandlers.ofString()).body();
    }

    private HttpRequest request(ServerFile file, String path) throws IOException {
        return HttpRequest.newBuilder(URI.create(file.address() + path))
                .header(
                        "Authorization",
                        "Bearer "
                                + Files.readString(data().resolve("operator.token"))
                                        .strip())
                .timeout(Duration.ofMinutes(2))
                .build();
    }

    private Path data() {
        return home.resolve("data");
    }

    private String output(Process process) throws IOException {
        return Files.readString(home.resolve("output-" + processes.indexOf(process)));
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private void await(Process process, Condition condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.holds()) {
            assertTrue(process.isAlive(), () -> "the process ended: " + said(process));
            assertTrue(System.nanoTime() < deadline, () -> "not in a minute: " + said(process));
            LockSupport.parkNanos(20_000_000);
        }
    }

    private String said(Process process) {
        try {
            return output(process);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
