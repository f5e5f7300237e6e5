package io.mortise.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.sdk.modulejar.SampleModules;
import io.mortise.sdk.testkit.ServerProcess;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * R48: the process is killed at every step of an upgrade. After the restart the server serves either the old or the new
 * version, says which, nothing committed is lost, and the next upgrade works.
 */
class KillDuringUpgradeIT {

    private static final int NOTES = 20;

    @TempDir
    private static Path home;

    private static Path old;
    private static Path next;
    private static Path prepared;

    /** One data folder with the old version and some notes; every case starts from a copy of it. */
    @BeforeAll
    static void anOldVersionWithData() throws IOException {
        Path jars = Files.createDirectories(home.resolve("jars"));
        old = SampleModules.withEntity("notes", "1.0.0").build(jars);
        next = SampleModules.withEntity("notes", "2.0.0")
                .resource("db/expand/V003__colour.sql", "alter table notes_note add column colour varchar(20)")
                .build(jars);
        prepared = home.resolve("prepared");
        try (var server = ServerProcess.ofClassPath(home, prepared).startReady()) {
            server.install(old);
            for (int i = 0; i < NOTES; i++) {
                server.http().postText("/api/notes/notes", "note " + i).expect(200);
            }
            assertEquals(143, server.stop(), "a stop on SIGTERM ends with the exit code of SIGTERM");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lifecycle.stored",
                "lifecycle.planned",
                "runtime.installed",
                "runtime.resolved",
                "runtime.opened",
                "runtime.started",
                "runtime.assembled",
                "lifecycle.prepared",
                "lifecycle.desired",
                "runtime.publish.before",
                "runtime.publish.after",
                "lifecycle.published",
                "lifecycle.drained",
                "lifecycle.watched",
                "runtime.close.before",
                "runtime.close.after",
                "lifecycle.closed"
            })
    void afterTheRestartOneOfBothVersionsServesAllData(String step) throws IOException {
        Path data = copy(prepared, home.resolve("at-" + step));
        // The start passes the runtime's points too, for the old version: only what happens to the new one halts.
        // Closing
        // is about the old one, and a start closes nothing.
        boolean ofTheNew = step.startsWith("runtime.") && !step.startsWith("runtime.close.");
        String armed = ofTheNew ? step + "#notes-2.0.0" : step;
        try (var victim = ServerProcess.ofClassPath(home, data).haltAt(armed).startReady()) {
            try {
                victim.begin(victim.plan(next));
            } catch (RuntimeException | AssertionError cutOff) {
                // The process may be gone before it answers; the exit code below tells.
            }
            assertEquals(137, victim.awaitExit(Duration.ofSeconds(60)), "the fault point " + step + " was not reached");
        }

        try (var server = ServerProcess.ofClassPath(home, data).startReady()) {
            String version = server.version("notes");
            assertTrue(Set.of("1.0.0", "2.0.0").contains(version), "version " + version);
            assertEquals("serving", server.state("notes"));
            assertEquals(
                    Integer.toString(NOTES),
                    server.http().get("/api/notes/notes/count").expect(200).text());
            for (JsonNode operation : server.http()
                    .get("/api/module-operations")
                    .expect(200)
                    .json()
                    .path("items")) {
                assertNotEquals("running", operation.path("state").asText(), operation.toPrettyString());
            }

            server.http().postText("/api/notes/notes", "after").expect(200);
            if (version.equals("1.0.0")) {
                server.upgrade(next);
            }

            assertEquals("2.0.0", server.version("notes"));
            assertEquals(
                    Integer.toString(NOTES + 1),
                    server.http().get("/api/notes/notes/count").expect(200).text());
            assertEquals(143, server.stop(), "a stop on SIGTERM ends with the exit code of SIGTERM");
        }
    }

    private static Path copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file)));
                return FileVisitResult.CONTINUE;
            }
        });
        return to;
    }
}
