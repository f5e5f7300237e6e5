package io.mortise.customer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.mortise.data.Money;
import io.mortise.sdk.modulejar.ApiBaseline;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CustomerApiTest {

    @Test
    void theApiKeepsItsPromises() {
        ApiBaseline.check(Path.of("target/classes"), Path.of("api.txt"));
    }

    @Test
    void theApiLeansOnTheSdkAlone() {
        JavaClasses all = new ClassFileImporter().importPath(Path.of("target/classes"));

        assertTrue(all.size() >= 25, "saw only " + all.size() + " classes");
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "io.mortise.customer",
                        "io.mortise.data",
                        "io.mortise.message",
                        "io.mortise.rest",
                        "org.jspecify..",
                        "org.osgi.annotation..")
                .check(all);
    }

    /** What waits in the outbox, and reaches listeners with other rights, must tell nothing of a customer. */
    @Test
    void eventsCarryIdsAndNoContents() {
        Set<String> innocent = Set.of("customer", "importId", "registered", "changed", "revision", "fields");

        for (Class<?> event : CustomerEvent.class.getPermittedSubclasses()) {
            for (var component : event.getRecordComponents()) {
                assertTrue(innocent.contains(component.getName()), event + " carries " + component.getName());
            }
        }
    }

    @Test
    void detailsChangedNowhereAreTheSame() {
        CustomerDetails all = CustomerDetails.named("Aurora")
                .legalName("Aurora Ltd")
                .creditCode("91350100M000100Y43")
                .kind(CustomerKind.PERSON)
                .grade("A")
                .industry("retail")
                .scale("big")
                .region("China")
                .parentName("Dawn")
                .phone("+8613800138000")
                .revenue(new Money(1, "CNY"))
                .employees(2)
                .foundingYear(1999)
                .build();

        assertEquals(all, all.but().build());
        assertEquals("Nova", all.but().name("Nova").build().name());
    }
}
