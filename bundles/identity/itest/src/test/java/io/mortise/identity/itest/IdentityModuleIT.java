package io.mortise.identity.itest;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.sdk.testkit.ModuleContract;
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.MortiseTest;
import io.mortise.sdk.testkit.StructuralRules;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityModuleIT {

    @Test
    void theModuleHasTheShapeOfAModule() {
        assertTrue(StructuralRules.of("io.mortise.identity", 50).ofModule().classesSeen() >= 50);
    }

    @Nested
    @MortiseTest
    class Life {

        @Test
        void theModuleAppearsAnswersIsUpgradedAndLeavesWithoutATrace(MortiseServer server, @TempDir Path folder) {
            List<Path> editions = IntStream.range(0, 4)
                    .mapToObj(i -> IdentityJars.version(folder, "1.0." + i))
                    .toList();

            ModuleContract.comesAndGoes(server, "identity", "/api/identity/tags", editions);
        }
    }
}
