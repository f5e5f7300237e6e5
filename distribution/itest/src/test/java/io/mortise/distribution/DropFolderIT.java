package io.mortise.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.sdk.modulejar.HostileJars;
import io.mortise.sdk.modulejar.SampleModules;
import io.mortise.sdk.testkit.Await;
import io.mortise.sdk.testkit.Load;
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.MortiseTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R49: a jar that is dropped into {@code deploy/} is installed and upgraded by policy, also under load. */
@MortiseTest(settings = {"modules.drop-folder=apply", "modules.watch=0s", "modules.drain=10s"})
class DropFolderIT {

    @TempDir
    private Path jars;

    @Test
    void aJarDroppedDuringLoadUpgradesWithoutOneFailedRequest(MortiseServer server) throws Exception {
        drop(server, SampleModules.hello("dropped", "1.0.0").build(jars));
        Await.await(
                "version 1.0.0 to serve",
                () -> server.version("dropped").equals("1.0.0")
                        && server.state("dropped").equals("serving"));

        try (var load = Load.on(server.address())
                .bearer(server.kernel().operatorToken())
                .get("/api/dropped/hello")
                .rate(300)
                .connections(4)
                .want(reply -> reply.status() == 200)
                .start()) {
            Await.await("load", () -> load.sent() > 100);
            drop(server, SampleModules.hello("dropped", "1.1.0").build(jars));
            Await.await(
                    "version 1.1.0 to serve", () -> server.version("dropped").equals("1.1.0"));
            long sent = load.sent();
            Await.await("load after the swap", () -> load.sent() > sent + 100);
            assertEquals(0, load.finish().failed());
        }
    }

    @Test
    void aRefusedJarIsPutAsideWithAReportThatSaysWhy(MortiseServer server) throws Exception {
        drop(server, HostileJars.schemaViolation(jars));

        Await.await("the report", () -> report(server).isPresent());

        String text = Files.readString(report(server).orElseThrow());
        assertTrue(text.contains("module.json"), text);
    }

    private static java.util.Optional<Path> report(MortiseServer server) throws IOException {
        try (Stream<Path> files = Files.walk(deploy(server))) {
            return files.filter(file -> file.toString().endsWith(".report.txt")
                            && file.toString().contains("refused"))
                    .findFirst();
        }
    }

    private static void drop(MortiseServer server, Path jar) throws IOException {
        Path part = deploy(server).resolve("." + jar.getFileName() + ".part");
        Files.copy(jar, part);
        Files.move(part, deploy(server).resolve(jar.getFileName().toString()));
    }

    private static Path deploy(MortiseServer server) {
        return server.dataFolder().resolve("deploy");
    }
}
