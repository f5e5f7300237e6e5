package io.mortise.kernel.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.kernel.lifecycle.LifecycleSettings.Unsigned;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a jar that nobody signed, by {@code modules.unsigned}. */
class UnsignedModulesTest {

    @TempDir
    Path folder;

    private TestServer server(Unsigned unsigned) {
        return new TestServer(folder, TestServer.settings(Duration.ofSeconds(30), "etc/trust", unsigned), false)
                .started();
    }

    private static Plan plan(TestServer server, boolean acceptUnsigned) {
        Change arrival = server.arrival(TestServer.module("alpha", "1.0.0"));
        return server.lifecycle
                .planner()
                .plan(new PlanRequest(List.of(arrival), 0L, 2L, acceptUnsigned, false, "Ada", List.of()));
    }

    @Test
    void aServerThatRefusesUnsignedJarsTakesThemByNoWord() {
        try (TestServer server = server(Unsigned.REFUSE)) {
            for (boolean yes : new boolean[] {false, true}) {
                Plan plan = plan(server, yes);
                assertEquals(List.of("unsigned"), TestServer.codes(plan.blockers()));
                assertThrows(RuntimeException.class, () -> server.begin(plan));
            }
            assertTrue(server.call("alpha").isEmpty());
        }
    }

    @Test
    void aServerThatAsksTakesThemAfterAnExplicitYes() {
        try (TestServer server = server(Unsigned.ASK)) {
            assertEquals(
                    List.of("unsigned"), TestServer.codes(plan(server, false).blockers()));

            Plan plan = plan(server, true);
            assertEquals(List.of(), plan.blockers());
            assertEquals(List.of("unsigned"), TestServer.codes(plan.warnings()));
            server.ended(server.begin(plan));
            assertEquals("alpha 1.0.0", server.call("alpha").orElseThrow());
        }
    }

    @Test
    void aServerThatAllowsThemOnlyWarns() {
        try (TestServer server = server(Unsigned.ALLOW)) {
            Plan plan = plan(server, false);

            assertEquals(List.of(), plan.blockers());
            assertEquals(List.of("unsigned"), TestServer.codes(plan.warnings()));
        }
    }
}
