package io.mortise.permissions.itest;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.mortise.sdk.testkit.ModuleContract;
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.MortiseTest;
import io.mortise.sdk.testkit.StructuralRules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The module as a module: its shape, its description, and a clean departure. */
class AccessModuleIT {

    @Test
    void theModuleHasTheShapeOfAModule() {
        // one rule is left out: resources of the trail and of reviews stand beside what they show, not under rest
        assertTrue(StructuralRules.of("io.mortise.permissions", 50)
                        .domainKnowsNoFramework()
                        .onlyPersistenceSpeaksHibernate()
                        .noKernelInside()
                        .noCycles()
                        .classesSeen()
                >= 50);
    }

    @Nested
    @MortiseTest
    class Life {

        @Test
        void theModuleAppearsAnswersIsUpgradedAndLeavesWithoutATrace(MortiseServer server, @TempDir Path folder) {
            server.install(BuiltJars.built("identity"));
            List<Path> editions = IntStream.range(0, 4)
                    .mapToObj(i -> BuiltJars.version(folder, "access", "1.0." + i))
                    .toList();

            ModuleContract.comesAndGoes(server, "access", "/api/access/versions", editions);
        }
    }

    @Nested
    @MortiseTest
    class Description {

        @Test
        void theModuleSpeaksItsDescription(MortiseServer server) throws IOException {
            server.install(BuiltJars.built("identity"));
            server.install(BuiltJars.built("access"));
            try (var in = AccessModuleIT.class.getResourceAsStream("/openapi/access.yaml")) {
                ModuleContract.speaksItsDescription(server, "access", new ObjectMapper(new YAMLFactory()).readTree(in));
            }
        }
    }
}
