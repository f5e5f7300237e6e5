package io.mortise.kernel.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.kernel.spi.ModuleRuntime.Resolution;
import io.mortise.kernel.spi.ModuleSource;
import io.mortise.sdk.modulejar.ModuleJar;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a dry run says of modules that can't be. One framework for all: a dry run leaves nothing behind. */
class RefusalTest {

    @TempDir
    static Path folder;

    private static Kernel kernel;

    @BeforeAll
    static void boot() throws Exception {
        kernel = new Kernel(folder);
        kernel.install(Modules.provider("alpha", "1.0.0", "1.0.0"));
        kernel.install(Modules.consumer("beta", "1.0.0", "alpha", "1.0.0"));
    }

    @AfterAll
    static void stop() {
        kernel.close();
    }

    @AfterEach
    void nothingIsLeftBehind() {
        assertEquals(3, bundles("alpha") + bundles("beta"));
        assertEquals("1.0.0 greets Ann by api 1.0.0", kernel.call("beta", "Ann"));
    }

    private static long bundles(String prefix) {
        return Arrays.stream(kernel.serving("beta").bundle().getBundleContext().getBundles())
                .map(bundle -> String.valueOf(bundle.getSymbolicName()))
                .filter(name -> name.equals("module." + prefix) || name.startsWith(prefix + "."))
                .count();
    }

    private static List<String> problems(ModuleJar... modules) {
        ModuleSource[] sources = Arrays.stream(modules).map(kernel::source).toArray(ModuleSource[]::new);
        Resolution resolution = kernel.runtime.tryResolve(List.of(sources), Duration.ofSeconds(10));
        assertEquals(resolution.ok(), resolution.problems().isEmpty());
        return resolution.problems().stream().map(Kernel::say).toList();
    }

    private static void refused(String sentence, ModuleJar... modules) {
        assertEquals(List.of(sentence), problems(modules));
    }

    @Test
    void aModuleThatFitsHasNoProblem() {
        assertEquals(List.of(), problems(Modules.consumer("gamma", "1.0.0", "alpha", "1.0.0")));
    }

    @Test
    void aPackageThatNobodyGivesIsNamed() {
        refused(
                "Module gamma: module.gamma imports the package com.acme.missing [1.0.0,2.0.0), which nothing here gives;"
                        + " install the module whose API has it.",
                ModuleJar.named("gamma").header("Import-Package", "com.acme.missing;version=\"[1,2)\""));
    }

    @Test
    void aPackageInAnotherVersionIsNamedWithItsGiver() {
        refused(
                "Module gamma: module.gamma imports the package alpha.api in version [2.0.0,3.0.0); alpha.api 1.0.0"
                        + " gives it in version 1.0.0.",
                ModuleJar.named("gamma").header("Import-Package", "alpha.api;version=\"[2,3)\""));
    }

    @Test
    void theKernelIsNamedAsGiverToo() {
        refused(
                "Module gamma: module.gamma imports the package jakarta.ws.rs in version [9.0.0,10.0.0); mortise"
                        + " gives it in version 4.0.0.",
                ModuleJar.named("gamma").header("Import-Package", "jakarta.ws.rs;version=\"[9,10)\""));
    }

    @Test
    void anApiThatItsUsersCantTakeIsRefusedInTheirName() {
        refused(
                "Module beta: module.beta imports the package alpha.api in version [1.0.0,2.0.0); alpha.api 2.0.0 gives"
                        + " it in version 2.0.0.",
                Modules.provider("alpha", "2.0.0", "2.0.0"),
                Modules.consumer("beta", "1.0.0", "alpha", "1.0.0"));
    }

    @Test
    void aWrongJavaLevelIsNamed() {
        refused(
                "Module gamma: module.gamma was built for Java 99; this server runs Java "
                        + Runtime.version().feature() + ".",
                ModuleJar.named("gamma")
                        .source("gamma.internal.Part", "package gamma.internal; class Part {}")
                        .classLevel(143));
    }

    @Test
    void aCapabilityThatNobodyProvidesIsNamed() {
        refused(
                "Module gamma: module.gamma requires the capability acme.engine (power>=9), which nothing here provides.",
                ModuleJar.named("gamma").header("Require-Capability", "acme.engine;filter:=\"(power>=9)\""));
    }

    @Test
    void fragmentsRequiredBundlesAndWildImportsAreRefused() {
        refused(
                "Module gamma: module.gamma is a fragment of module.beta; fragments can't be exchanged while the host runs"
                        + " and are refused.",
                ModuleJar.named("gamma").header("Fragment-Host", "module.beta"));
        refused(
                "Module gamma: module.gamma requires the bundle module.beta by name; import its packages instead.",
                ModuleJar.named("gamma").header("Require-Bundle", "module.beta"));
        refused(
                "Module gamma: module.gamma imports every package dynamically (DynamicImport-Package: *); name the"
                        + " packages it needs.",
                ModuleJar.named("gamma").header("DynamicImport-Package", "*"));
    }

    @Test
    void aModuleExportsNothing() {
        refused(
                "Module gamma exports the package gamma.open; a module exports nothing, move it to an API bundle below"
                        + " META-INF/api/.",
                ModuleJar.named("gamma")
                        .source("gamma.open.Door", "package gamma.open; public class Door {}")
                        .header("Export-Package", "gamma.open"));
    }

    @Test
    void aSymbolicNameBelongsToOneModule() {
        refused(
                "Module gamma calls its bundle module.alpha, a name that alpha has already; give it another"
                        + " Bundle-SymbolicName.",
                ModuleJar.named("gamma").symbolicName("module.alpha"));
    }

    @Test
    void anApiPackageBelongsToOneApi() {
        refused(
                "Module gamma: the API bundle gamma.api exports alpha.api, which alpha.api exports already.",
                ModuleJar.named("gamma")
                        .api(Modules.api("gamma", "1.0.0")
                                .source("alpha.api.Stolen", "package alpha.api; public interface Stolen {}")));
    }

    @Test
    void aDryRunStartsNoCode() {
        System.clearProperty("runtime.test.ran");
        assertEquals(
                List.of(),
                problems(Modules.starting("gamma", "1.0.0", "System.setProperty(\"runtime.test.ran\", \"yes\");")));
        assertNull(System.getProperty("runtime.test.ran"));
    }

    @Test
    void everySentenceIsThereInBothLanguages() {
        var english = new java.util.Properties();
        var chinese = new java.util.Properties();
        try (var en = getClass().getResourceAsStream("/io/mortise/kernel/i18n/runtime_en.properties");
                var zh = getClass().getResourceAsStream("/io/mortise/kernel/i18n/runtime_zh_CN.properties")) {
            english.load(new java.io.InputStreamReader(en, java.nio.charset.StandardCharsets.UTF_8));
            chinese.load(new java.io.InputStreamReader(zh, java.nio.charset.StandardCharsets.UTF_8));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        assertEquals(english.keySet(), chinese.keySet());
        assertTrue(english.size() > 40);
        english.forEach((key, text) -> assertEquals(
                placeholders(text.toString()), placeholders(String.valueOf(chinese.get(key))), key.toString()));
    }

    private static java.util.Set<String> placeholders(String text) {
        return java.util.regex.Pattern.compile("\\{[a-z]+}")
                .matcher(text)
                .results()
                .map(java.util.regex.MatchResult::group)
                .collect(java.util.stream.Collectors.toSet());
    }
}
