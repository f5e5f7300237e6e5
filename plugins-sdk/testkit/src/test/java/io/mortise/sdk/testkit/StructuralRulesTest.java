package io.mortise.sdk.testkit;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StructuralRulesTest {

    @Test
    void anEmptyScanDoesNotPass() {
        var failure = assertThrows(AssertionError.class, () -> StructuralRules.of("io.mortise.nowhere", 1));

        assertTrue(failure.getMessage().contains("saw 0 classes"), failure.getMessage());
    }

    @Test
    void aDependencyOnTheKernelIsFound() {
        // The one place of the SDK that leans on a package that modules can't import.
        var rules = StructuralRules.of("io.mortise.access", 5);

        var failure = assertThrows(AssertionError.class, rules::noKernelInside);

        assertTrue(failure.getMessage().contains("CallerBinding"), failure.getMessage());
    }

    @Test
    void whatKeepsTheRulesPasses() {
        var rules = StructuralRules.of("io.mortise.message", 5).ofModule();

        assertTrue(rules.classesSeen() >= 5);
    }
}
