package io.mortise.kernel.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.kernel.lifecycle.Change.Kind;
import io.mortise.kernel.spi.Seat;
import io.mortise.rest.ProblemException;
import io.mortise.sdk.modulejar.ModuleJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a restart brings back. */
class RestartTest {

    @TempDir
    Path folder;

    private void ship(ModuleJar jar) throws IOException {
        Path modules = Files.createDirectories(folder.resolve("home/modules"));
        Files.write(modules.resolve(jar.id() + ".jar"), jar.bytes());
    }

    @Test
    void aRestartGivesBackExactlyTheDesiredState() {
        try (var server = new TestServer(folder).started()) {
            server.install(
                    TestServer.module("alpha", "1.0.0"),
                    TestServer.module("beta", "1.0.0"),
                    TestServer.module("gamma", "1.0.0"));
            server.make(server.arrival(TestServer.module("alpha", "1.1.0")));
            server.make(TestServer.change(Kind.DISABLE, "beta"));
            server.make(TestServer.change(Kind.UNINSTALL, "gamma"));
        }
        try (var server = new TestServer(folder).started()) {
            assertEquals(Optional.of("alpha 1.1.0"), server.call("alpha"));
            assertInstanceOf(Seat.Disabled.class, server.seat("beta"));
            assertEquals(null, server.seat("gamma"));
            server.make(TestServer.change(Kind.ROLLBACK, "alpha"));
            assertEquals(Optional.of("alpha 1.0.0"), server.call("alpha"));
        }
    }

    @Test
    void aPlanSurvivesARestartAndCanBeApplied() {
        Plan plan;
        try (var server = new TestServer(folder).started()) {
            plan = server.plan(server.arrival(TestServer.module("alpha", "1.0.0")));
        }
        try (var server = new TestServer(folder).started()) {
            assertEquals(Operation.State.SUCCEEDED, server.apply(plan).state());
            assertEquals(Optional.of("alpha 1.0.0"), server.call("alpha"));
        }
    }

    @Test
    void nothingIsAppliedBeforeTheDesiredStateIsBack() {
        try (var server = new TestServer(folder)) {
            Plan plan = server.plan(server.arrival(TestServer.module("alpha", "1.0.0")));

            var problem = assertThrows(ProblemException.class, () -> server.begin(plan))
                    .problem();

            assertEquals("starting", problem.type());
            server.started();
            assertEquals(Operation.State.SUCCEEDED, server.apply(plan).state());
        }
    }

    @Test
    void aModuleThatCannotStartFailsAloneAndTheOthersServe() throws IOException {
        ship(TestServer.module("alpha", "1.0.0"));
        ship(TestServer.broken("beta", "1.0.0"));
        ship(TestServer.module("gamma", "1.0.0").describe(json -> json.needs("beta", null)));
        ship(TestServer.module("delta", "1.0.0"));

        try (var server = new TestServer(folder).started()) {
            assertEquals(Optional.of("alpha 1.0.0"), server.call("alpha"));
            assertEquals(Optional.of("delta 1.0.0"), server.call("delta"));
            var beta = assertInstanceOf(Seat.Failed.class, server.seat("beta"));
            assertTrue(beta.reason().contains("no key"), beta.reason());
            var gamma = assertInstanceOf(Seat.Failed.class, server.seat("gamma"));
            assertTrue(gamma.reason().contains("needs beta"), gamma.reason());
            assertEquals(
                    "failed",
                    server.resource(ModulesResource.class).find("beta").get("state"));

            server.make(server.arrival(TestServer.module("beta", "1.0.1")));
            server.make(TestServer.change(Kind.ENABLE, "gamma"));
            assertEquals(Optional.of("gamma 1.0.0"), server.call("gamma"));
        }
    }

    @Test
    void aDamagedArtifactFailsItsModuleAndNoOther() throws IOException {
        String sha256;
        try (var server = new TestServer(folder).started()) {
            server.install(TestServer.module("alpha", "1.0.0"), TestServer.module("beta", "1.0.0"));
            sha256 = server.lifecycle.shop().state().find("beta").orElseThrow().sha256();
        }
        Files.write(folder.resolve("data/artifacts/" + sha256 + ".jar"), new byte[] {1, 2, 3});

        try (var server = new TestServer(folder).started()) {
            assertEquals(Optional.of("alpha 1.0.0"), server.call("alpha"));
            var beta = assertInstanceOf(Seat.Failed.class, server.seat("beta"));
            assertTrue(beta.reason().contains("SHA-256"), beta.reason());
        }
    }

    @Test
    void theProductsModulesComeAtTheFirstStartAndNewerOnesLater() throws IOException {
        ship(TestServer.module("alpha", "1.0.0"));
        ship(TestServer.module("beta", "1.0.0"));
        ship(TestServer.module("gamma", "1.0.0"));
        try (var server = new TestServer(folder).started()) {
            assertEquals(Optional.of("alpha 1.0.0"), server.call("alpha"));
            server.make(TestServer.change(Kind.DISABLE, "beta"));
            server.make(TestServer.change(Kind.UNINSTALL, "gamma"));
        }
        ship(TestServer.module("alpha", "1.1.0"));
        ship(TestServer.module("beta", "1.1.0"));
        ship(TestServer.module("gamma", "1.1.0"));
        try (var server = new TestServer(folder).started()) {
            assertEquals(Optional.of("alpha 1.1.0"), server.call("alpha"));
            assertEquals(
                    "1.1.0", server.resource(ModulesResource.class).find("beta").get("version"));
            assertInstanceOf(Seat.Disabled.class, server.seat("beta"));
            assertEquals(null, server.seat("gamma"));
            server.make(server.arrival(TestServer.module("alpha", "1.2.0")));
        }
        try (var server = new TestServer(folder).started()) {
            assertEquals(Optional.of("alpha 1.2.0"), server.call("alpha"));
        }
    }

    @Test
    void safeModeLeavesOutWhatDoesNotComeWithTheProduct() throws IOException {
        ship(TestServer.module("alpha", "1.0.0"));
        try (var server = new TestServer(folder).started()) {
            server.install(TestServer.module("beta", "1.0.0"));
        }
        try (var server = new TestServer(folder, TestServer.SETTINGS, true).started()) {
            assertEquals(Optional.of("alpha 1.0.0"), server.call("alpha"));
            var beta = assertInstanceOf(Seat.Failed.class, server.seat("beta"));
            assertTrue(beta.reason().contains("safe mode"), beta.reason());
        }
        try (var server = new TestServer(folder).started()) {
            assertEquals(Optional.of("beta 1.0.0"), server.call("beta"));
        }
    }

    @Test
    void aJarInTheDropFolderIsPlannedAppliedAndReported() throws IOException {
        try (var server = new TestServer(folder).started()) {
            server.lifecycle.watchDropFolder();
            Path deploy = folder.resolve("data/deploy");

            Files.write(
                    deploy.resolve("alpha.jar"),
                    TestServer.module("alpha", "1.0.0").bytes());
            TestServer.await("the jar is done", () -> Files.exists(deploy.resolve("done/alpha.jar.report.txt")));
            Files.writeString(deploy.resolve("picture.jar"), "I am a picture");
            TestServer.await(
                    "the picture is refused", () -> Files.exists(deploy.resolve("refused/picture.jar.report.txt")));

            assertEquals(Optional.of("alpha 1.0.0"), server.call("alpha"));
            assertTrue(Files.readString(deploy.resolve("done/alpha.jar.report.txt"))
                    .contains("succeeded"));
            assertTrue(Files.readString(deploy.resolve("refused/picture.jar.report.txt"))
                    .contains("not a jar"));
            assertTrue(Files.exists(deploy.resolve("done/alpha.jar")) && Files.notExists(deploy.resolve("alpha.jar")));
        }
    }
}
