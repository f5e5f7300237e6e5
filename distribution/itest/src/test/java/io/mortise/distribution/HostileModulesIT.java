package io.mortise.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.sdk.modulejar.HostileJars;
import io.mortise.sdk.modulejar.HostileJars.Hostile;
import io.mortise.sdk.modulejar.SampleModules;
import io.mortise.sdk.testkit.Answer;
import io.mortise.sdk.testkit.Load;
import io.mortise.sdk.testkit.LoadRun;
import io.mortise.sdk.testkit.ModuleOperation;
import io.mortise.sdk.testkit.ModulePlan;
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.MortiseTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** R41, R49: whatever somebody uploads, the server says no in a sentence, and what serves never notices. */
@MortiseTest
class HostileModulesIT {

    @TempDir
    private static Path folder;

    private static LoadRun load;

    private final MortiseServer server;

    HostileModulesIT(MortiseServer server) {
        this.server = server;
    }

    @BeforeAll
    static void aModuleUnderLoad(MortiseServer server) {
        server.install(SampleModules.hello("calm", "1.0.0").build(folder));
        load = Load.on(server.address())
                .bearer(server.kernel().operatorToken())
                .get("/api/calm/hello")
                .rate(50)
                .connections(2)
                .want(reply -> reply.status() == 200 && reply.text().contains("1.0.0"))
                .start();
    }

    @AfterAll
    static void theModuleUnderLoadNeverNoticed() {
        load.finish();
        assertTrue(load.sent() > 50, "the load ran: " + load.sent());
        assertEquals(0, load.failed());
    }

    static List<Hostile> hostile() {
        return HostileJars.all();
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void isRefusedInASentenceAndLeavesNothing(Hostile hostile) throws Exception {
        Path jar = hostile.build().apply(Files.createTempDirectory(folder, "hostile"));

        Answer answer = server.http()
                .upload("/api/module-plans", List.of(jar), Map.of("watchSeconds", 0, "drainSeconds", 5))
                .expect(201, 400, 413, 422);
        if (answer.status() == 201) {
            JsonNode plan = answer.json();
            if (hostile.stage() == HostileJars.Stage.PLAN) {
                assertFalse(plan.path("blockers").isEmpty(), "must be blocked: " + plan.toPrettyString());
            }
            if (plan.path("blockers").isEmpty()) {
                ModuleOperation operation = server.await(begin(plan.path("id").asText()));
                assertEquals("failed", operation.state(), operation.json().toPrettyString());
                sentence(operation.json().path("message").asText());
            } else {
                plan.path("blockers")
                        .forEach(blocker -> sentence(blocker.path("text").asText()));
            }
        } else {
            assertTrue(answer.problem() != null, answer.toString());
            sentence(answer.json().path("detail").asText());
        }

        String state = server.state("hostile");
        assertTrue(List.of("absent", "failed").contains(state), "the module is " + state);
        assertEquals("serving", server.state("calm"));
    }

    @Test
    void twoModulesThatNeedEachOtherAreRefusedTogether() {
        ModulePlan plan = server.plan(HostileJars.cycle(folder).toArray(Path[]::new));

        assertFalse(plan.blockers().isEmpty(), plan.json().toPrettyString());
        plan.blockers().forEach(HostileModulesIT::sentence);
    }

    private String begin(String plan) {
        return server.http()
                .post("/api/module-operations", Map.of("plan", plan, "reason", "a test", "acceptUnsigned", true))
                .expect(202)
                .json()
                .path("id")
                .asText();
    }

    private static void sentence(String text) {
        assertTrue(text.length() > 20 && text.contains(" "), "no sentence: \"" + text + "\"");
        assertFalse(text.matches(".*\\{[a-z]+}.*"), "a placeholder was left open: " + text);
        assertFalse(text.contains("\n\tat "), "a stack trace is no sentence: " + text);
    }
}
