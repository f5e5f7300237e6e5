package io.mortise.distribution;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The arrows of DESIGN.md, section 2: kernel parts meet in the SPI alone, and the SDK knows nobody. */
class KernelStructureTest {

    private static final List<String> PARTS = List.of("gateway", "persistence", "messaging", "runtime", "lifecycle");
    private static JavaClasses kernel;
    private static JavaClasses sdk;

    @BeforeAll
    static void read() {
        var importer = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS);
        kernel = importer.importPackages("io.mortise.kernel");
        sdk = importer.importPackages(
                "io.mortise.access", "io.mortise.data", "io.mortise.message", "io.mortise.module", "io.mortise.rest");
    }

    @Test
    void theScanSawTheWholeKernelAndTheWholeSdk() {
        assertTrue(kernel.size() > 250, "kernel classes seen: " + kernel.size());
        assertTrue(sdk.size() > 35, "sdk classes seen: " + sdk.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway", "persistence", "messaging", "runtime", "lifecycle"})
    void aPartKnowsTheSpiAndNoOtherPart(String part) {
        String[] others = PARTS.stream()
                .filter(other -> !other.equals(part))
                .map(other -> "io.mortise.kernel." + other + "..")
                .toArray(String[]::new);

        noClasses()
                .that()
                .resideInAPackage("io.mortise.kernel." + part + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("io.mortise.kernel.launcher..")
                .check(kernel);
    }

    @Test
    void theSdkKnowsTheKernelOnlyWhereTheCallerAndTheRequestAreBound() {
        noClasses()
                .that()
                .resideInAnyPackage("io.mortise.access", "io.mortise.data", "io.mortise.message", "io.mortise.rest")
                .and()
                .doNotHaveSimpleName("Caller")
                .and()
                .doNotHaveSimpleName("RequestHead")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.mortise.kernel..")
                .check(sdk);
    }

    @Test
    void packagesOfAPartFormNoCycle() {
        for (String part : PARTS) {
            slices().matching("io.mortise.kernel." + part + ".(*)..")
                    .should()
                    .beFreeOfCycles()
                    .allowEmptyShould(true)
                    .check(kernel);
        }
    }
}
