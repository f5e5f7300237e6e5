package io.mortise.sdk.testkit;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;
import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.systemPackages;

import io.mortise.kernel.launcher.SystemPackages;
import io.mortise.sdk.modulejar.SampleModules;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarFile;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/**
 * Modules in Pax Exam's native container: Felix, Declarative Services and the generated list of packages, and no kernel at
 * all. What resolves and becomes active here needs nothing but what the SDK promises.
 */
@RunWith(PaxExam.class)
public class ModuleInContainerIT {

    private static final List<String> SYSTEM_BUNDLES = List.of(
            "org.osgi.util.function",
            "org.osgi.util.promise",
            "org.osgi.service.component",
            "org.apache.felix.configadmin",
            "org.apache.felix.scr");

    @Inject
    private BundleContext context;

    @Configuration
    public Option[] configuration() throws IOException {
        List<Option> options = new ArrayList<>();
        options.add(junitBundles());
        options.add(systemPackages(packages().toArray(String[]::new)));
        // This test itself runs in a bundle there, and builds its modules with this package.
        options.add(systemPackages("io.mortise.sdk.modulejar"));
        options.add(frameworkProperty("org.osgi.framework.bsnversion").value("multiple"));
        for (String name : SYSTEM_BUNDLES) {
            options.add(bundle(jar(name).toUri().toString()));
        }
        return CoreOptions.options(options.toArray(Option[]::new));
    }

    @Test
    public void aModuleResolvesBecomesActiveAndLeavesNoService() throws Exception {
        Bundle module = install(SampleModules.hello("alpha", "1.0.0").build(folder()));

        module.start();

        var resource = context.getServiceReference("alpha.internal.Hello");
        assertNotNull("Declarative Services registered no resource", resource);
        assertEquals(true, resource.getProperty("mortise.rest.resource"));
        assertEquals(
                "alpha.internal.Hello", context.getService(resource).getClass().getName());

        module.uninstall();

        assertNull(context.getServiceReference("alpha.internal.Hello"));
    }

    @Test
    public void aDependentIsWiredToTheApiBundleAndGetsTheService() throws Exception {
        Bundle api = install(Files.write(
                folder().resolve("api.jar"),
                SampleModules.greeterApi("beta", "1.0.0").bytes()));
        Bundle provider =
                install(SampleModules.apiProvider("beta", "1.0.0", "1.0.0").build(folder()));
        Bundle dependent = install(SampleModules.dependent("gamma", "1.0.0", "beta", "1.0.0", Duration.ZERO)
                .build(folder()));

        provider.start();
        dependent.start();

        var reference = context.getServiceReference("gamma.internal.Greeting");
        assertNotNull("the dependent is not satisfied", reference);
        Object greeting = context.getService(reference);
        Object said = greeting.getClass().getMethod("greeting", String.class).invoke(greeting, "Ann");
        assertEquals("1.0.0 greets Ann by 1.0.0", said);

        provider.stop();

        assertNull("the dependent outlived its provider", context.getServiceReference("gamma.internal.Greeting"));
        for (Bundle bundle : new Bundle[] {dependent, provider, api}) {
            bundle.uninstall();
        }
    }

    @Test
    public void aModuleThatImportsWhatNobodyExportsDoesNotResolve() throws Exception {
        Bundle module = install(io.mortise.sdk.modulejar.HostileJars.missingImport(folder()));

        try {
            module.start();
            throw new AssertionError("it started, although org.example.missing is nowhere");
        } catch (BundleException e) {
            assertEquals(BundleException.RESOLVE_ERROR, e.getType());
        } finally {
            module.uninstall();
        }
    }

    private Bundle install(Path jar) throws BundleException, IOException {
        try (var in = Files.newInputStream(jar)) {
            return context.installBundle(jar + "?" + System.nanoTime(), in);
        }
    }

    private static Path folder() throws IOException {
        Path folder = Files.createTempDirectory("mortise-pax-");
        folder.toFile().deleteOnExit();
        return folder;
    }

    /** The list as the distribution makes it, out of the class path of this test. */
    private static List<String> packages() throws IOException {
        Path libraries = folder();
        int number = 0;
        for (Path entry : classPath()) {
            String name = entry.getFileName().toString();
            Path link = libraries.resolve(name.endsWith(".jar") ? name : "folder" + number++ + ".jar");
            if (!Files.exists(link)) {
                Files.createSymbolicLink(link, entry);
            }
        }
        Path list = libraries.resolve("packages.list");
        SystemPackages.main(new String[] {libraries.toString(), list.toString()});
        List<String> lines = Files.readAllLines(list);
        assertEquals(
                "the list knows the SDK",
                1,
                lines.stream()
                        .filter(line -> line.startsWith("io.mortise.rest;"))
                        .count());
        return lines;
    }

    private static Path jar(String symbolicName) throws IOException {
        for (Path entry : classPath()) {
            if (entry.getFileName().toString().startsWith(symbolicName)
                    && entry.toString().endsWith(".jar")) {
                try (var jar = new JarFile(entry.toFile())) {
                    String name = jar.getManifest().getMainAttributes().getValue("Bundle-SymbolicName");
                    if (name != null && name.replaceFirst(";.*", "").equals(symbolicName)) {
                        return entry;
                    }
                }
            }
        }
        throw new IllegalStateException(symbolicName + " is not on the class path");
    }

    private static List<Path> classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(Files::exists)
                .toList();
    }
}
