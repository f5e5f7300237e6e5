package io.mortise.sdk.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;

/**
 * The shape of a module (STYLE.md, section 3), checked on its class files. A check that saw fewer classes than it was told
 * to expect fails, so that an empty scan can't pass.
 */
public final class StructuralRules {

    private final String root;
    private final JavaClasses classes;

    private StructuralRules(String root, JavaClasses classes) {
        this.root = root;
        this.classes = classes;
    }

    /**
     * Reads the classes below a package, without tests.
     *
     * @param root {@code io.mortise.customer}
     * @param atLeast how many classes must be seen
     * @throws AssertionError when fewer are seen
     */
    public static StructuralRules of(String root, int atLeast) {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(root);
        if (classes.size() < atLeast) {
            throw new AssertionError("structural rules saw " + classes.size() + " classes below " + root + ", expected "
                    + atLeast + " or more");
        }
        return new StructuralRules(root, classes);
    }

    /** How many classes were seen. */
    public int classesSeen() {
        return classes.size();
    }

    /** All rules of a module. */
    public StructuralRules ofModule() {
        return domainKnowsNoFramework()
                .onlyPersistenceSpeaksHibernate()
                .onlyRestSpeaksHttp()
                .noKernelInside()
                .noCycles();
    }

    /** What is called {@code domain} uses Java and the module's API alone. */
    public StructuralRules domainKnowsNoFramework() {
        return check(noClasses()
                .that()
                .resideInAPackage("..domain..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "jakarta..", "org.osgi..", "org.hibernate..", "com.fasterxml..", "java.sql..", "org.slf4j.."));
    }

    /** Mapped classes and the persistence API stay in {@code persistence}. */
    public StructuralRules onlyPersistenceSpeaksHibernate() {
        return check(noClasses()
                .that()
                .resideOutsideOfPackage("..persistence..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.persistence..", "org.hibernate..", "java.sql.."));
    }

    /** Jakarta REST stays in {@code rest}. */
    public StructuralRules onlyRestSpeaksHttp() {
        return check(noClasses()
                .that()
                .resideOutsideOfPackage("..rest..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jakarta.ws.rs.."));
    }

    /** Nobody leans on a class of the kernel, or on the inside of another module. */
    public StructuralRules noKernelInside() {
        check(noClasses().should().dependOnClassesThat().resideInAPackage("io.mortise.kernel.."));
        return check(noClasses()
                .should()
                .dependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                        "belong to the inside of another module",
                        type -> type.getPackageName().contains(".internal")
                                && type.getPackageName().startsWith("io.mortise.")
                                && !type.getPackageName().startsWith(root))));
    }

    /** Packages do not use each other in circles. */
    public StructuralRules noCycles() {
        return check(slices().matching(root + ".(**)").should().beFreeOfCycles());
    }

    private StructuralRules check(ArchRule rule) {
        // A module need not have every kind of package; that it has classes at all was checked before.
        rule.allowEmptyShould(true).check(classes);
        return this;
    }
}
