package io.mortise.kernel.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.kernel.lifecycle.Change.Kind;
import io.mortise.kernel.lifecycle.DesiredModule.Contracting;
import io.mortise.kernel.lifecycle.Operation.State;
import io.mortise.kernel.spi.Seat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The process is halted for real, as {@code kill -9} would, at every step of a change. */
class InterruptionTest {

    @TempDir
    private static Path template;

    @TempDir
    Path folder;

    /** A server with version 1.0.0 and one row. */
    @BeforeAll
    static void install() throws SQLException {
        try (var server = new TestServer(template).started()) {
            server.install(KilledServer.before());
            try (var connection = server.persistence.dataSource().getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("insert into alpha_thing values (7, 1)");
                if (!connection.getAutoCommit()) {
                    connection.commit();
                }
            }
        }
    }

    private int run(String fault, String what) throws IOException, InterruptedException {
        copy(template, folder);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dmortise.fault=" + fault,
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledServer.class.getName(),
                        folder.toString(),
                        what)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.txt").toFile())
                .start();
        return process.waitFor();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> {
                Path target = to.resolve(from.relativize(file).toString());
                try {
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(target);
                    } else {
                        Files.copy(file, target);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private static int rows(TestServer server) {
        try (var connection = server.persistence.dataSource().getConnection();
                var statement = connection.createStatement();
                var result = statement.executeQuery("select count(*) from alpha_thing where id = 7")) {
            result.next();
            return result.getInt(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "lifecycle.stored, 1.0.0, none",
        "lifecycle.prepared, 1.0.0, FAILED",
        "lifecycle.published, 1.0.0, FAILED",
        "lifecycle.watched, 1.0.0, FAILED",
        "lifecycle.desired, 1.1.0, SUCCEEDED",
        "lifecycle.closed, 1.1.0, SUCCEEDED"
    })
    void aRestartBringsExactlyTheOldOrTheNewVersionAndSaysWhich(String fault, String version, String state)
            throws Exception {
        assertEquals(137, run(fault, "upgrade"), () -> output());

        try (var server = new TestServer(folder).started()) {
            assertEquals(Optional.of("alpha " + version), server.call("alpha"));
            assertEquals(
                    version,
                    server.resource(ModulesResource.class).find("alpha").get("version"));
            assertEquals(1, rows(server));
            List<Operation> operations = server.lifecycle.operations().last(10);
            Operation last = operations.getFirst();
            if (state.equals("none")) {
                assertEquals(1, operations.size());
            } else {
                assertEquals(State.valueOf(state), last.state());
                assertTrue(TestServer.say(last.note()).contains("The server ended"), () -> TestServer.say(last.note()));
            }
            assertTrue(operations.stream().noneMatch(Operation::running));
            if (version.equals("1.0.0")) {
                server.make(server.arrival(KilledServer.jar("1.1.0")));
                assertEquals(Optional.of("alpha 1.1.0"), server.call("alpha"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"lifecycle.finalize.before, BEGUN, FAILED", "lifecycle.finalize.after, DONE, SUCCEEDED"})
    void anInterruptedFinalizeIsFinishedByTheNextTry(String fault, String contracting, String state) throws Exception {
        assertEquals(137, run(fault, "finalize"), () -> output());

        try (var server = new TestServer(folder).started()) {
            assertEquals(Optional.of("alpha 1.1.0"), server.call("alpha"));
            assertEquals(1, rows(server));
            DesiredModule row = server.lifecycle.shop().state().find("alpha").orElseThrow();
            assertEquals(Contracting.valueOf(contracting), row.contracting());
            assertEquals(
                    State.valueOf(state),
                    server.lifecycle.operations().last(1).getFirst().state());
            assertEquals(
                    List.of("no-way-back"),
                    TestServer.codes(server.plan(TestServer.change(Kind.ROLLBACK, "alpha"))
                            .blockers()));
            if (row.contracting() == Contracting.BEGUN) {
                server.make(TestServer.change(Kind.FINALIZE, "alpha"));
            }
            assertEquals(
                    Contracting.DONE,
                    server.lifecycle.shop().state().find("alpha").orElseThrow().contracting());
        }
    }

    @Test
    void aModuleThatEndsTheProcessWhenItIsInstalledIsWarnedOfNextTime() throws Exception {
        assertEquals(139, run("", "crash"), () -> output());

        try (var server = new TestServer(folder).started()) {
            assertEquals(Optional.of("alpha 1.0.0"), server.call("alpha"));
            assertEquals(null, server.seat("beta"));
            Change again = new Change(Kind.INSTALL, "beta", null, false);
            assertTrue(TestServer.codes(server.plan(again).warnings()).contains("crashed-before"));
        }
    }

    @Test
    void aModuleThatEndedTheProcessAtTheStartIsLeftOutOfTheNextOne() throws Exception {
        copy(template, folder);
        Path marker = folder.resolve("data/module-start.json");
        String sha256;
        try (var server = new TestServer(folder).started()) {
            server.install(TestServer.module("beta", "1.0.0"));
            sha256 = server.lifecycle.shop().state().find("beta").orElseThrow().sha256();
        }
        // What a process leaves that ended in the start of beta, in the middle of the whole set.
        Files.writeString(
                marker,
                "{\"starting\": {\"alpha\": \"x\", \"beta\": \"" + sha256 + "\"}, \"current\": \"beta\","
                        + " \"broken\": {}}");

        try (var server = new TestServer(folder).started()) {
            assertEquals(Optional.of("alpha 1.0.0"), server.call("alpha"));
            var failed = assertInstanceOf(Seat.Failed.class, server.seat("beta"));
            assertTrue(failed.reason().contains("The server ended while beta 1.0.0"), failed.reason());
            server.make(TestServer.change(Kind.ENABLE, "beta"));
            assertEquals(Optional.of("beta 1.0.0"), server.call("beta"));
        }
        try (var server = new TestServer(folder).started()) {
            assertEquals(Optional.of("beta 1.0.0"), server.call("beta"));
        }
    }

    private String output() {
        try {
            return Files.readString(folder.resolve("output.txt"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
