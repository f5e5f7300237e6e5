package io.mortise.sdk.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.sdk.modulejar.SampleModules;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel as a module's test sees it; the same on both databases. */
abstract class MortiseServerIT {

    @TempDir
    Path folder;

    @MortiseTest
    static class OnH2IT extends MortiseServerIT {}

    @MortiseTest(database = TestDatabase.POSTGRESQL)
    static class OnPostgresqlIT extends MortiseServerIT {}

    @Test
    void theServerIsReadyAndKnowsNobodyButTheOperator(MortiseServer server) {
        assertTrue(server.ready());
        assertEquals(200, server.http().get("/api/modules").status());
        assertEquals(401, server.http().anonymous().get("/api/modules").status());
    }

    @Test
    void aModuleComesIsUpgradedGoesBackIsSwitchedAndLeaves(MortiseServer server) {
        server.install(SampleModules.hello("alpha", "1.0.0").build(folder));
        assertEquals("1.0.0", hello(server, "alpha"));

        server.upgrade(SampleModules.hello("alpha", "1.1.0").build(folder));
        assertEquals("1.1.0", hello(server, "alpha"));

        server.rollback("alpha");
        assertEquals("1.0.0", hello(server, "alpha"));

        server.disable("alpha");
        assertEquals(
                "module-disabled",
                server.http().get("/api/alpha/hello").expect(503).problem());

        server.enable("alpha");
        assertEquals("1.0.0", hello(server, "alpha"));

        server.uninstall("alpha", true);
        assertEquals(404, server.http().get("/api/alpha/hello").status());
        assertEquals("absent", server.state("alpha"));
    }

    @Test
    void upgradesUnderLoadLoseNothing(MortiseServer server) {
        server.install(SampleModules.hello("beta", "1.0.0").build(folder));

        LoadRun run = Load.on(server.address())
                .bearer(server.kernel().operatorToken())
                .get("/api/beta/hello")
                .rate(200)
                .connections(4)
                .start();
        try (run) {
            for (int i = 1; i <= 3; i++) {
                server.upgrade(SampleModules.hello("beta", "1." + i + ".0").build(folder));
            }
        }

        Load.Result result = run.result("start");
        assertEquals(0, result.failed(), result.toString());
        assertTrue(result.requests() > 50, result.toString());
        assertEquals("1.3.0", hello(server, "beta"));
    }

    @Test
    void recordsAndModulesAreThereAfterARestart(MortiseServer server) {
        server.install(SampleModules.withEntity("gamma", "1.0.0").build(folder));
        server.http().postText("/api/gamma/notes", "keep me").expect(200);

        server.restart();

        assertEquals("serving", server.state("gamma"));
        assertEquals(
                "keep me", server.http().get("/api/gamma/notes").expect(200).text());
    }

    @Test
    void theContractOfAModuleHoldsForTheSample(MortiseServer server) {
        List<Path> editions = IntStream.rangeClosed(0, 3)
                .mapToObj(number ->
                        SampleModules.withEntity("delta", "1.0." + number).build(folder))
                .toList();

        ModuleContract.comesAndGoes(server, "delta", "/api/delta/notes", editions);
    }

    private static String hello(MortiseServer server, String module) {
        return server.http()
                .get("/api/" + module + "/hello")
                .expect(200)
                .json()
                .path("version")
                .asText();
    }
}
