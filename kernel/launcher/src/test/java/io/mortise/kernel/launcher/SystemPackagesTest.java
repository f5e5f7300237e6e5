package io.mortise.kernel.launcher;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SystemPackagesTest {

    @TempDir
    Path folder;

    @Test
    void everyLineOfTheAllowListMeansAtLeastOnePackageOfTheClassPath() throws IOException {
        Set<String> packages = SystemPackages.of(SystemPackages.classPath()).keySet();

        List<String> allowed = SystemPackages.allowList();
        assertTrue(allowed.size() > 20, () -> "only " + allowed.size() + " lines");
        assertAll(allowed.stream()
                .map(pattern -> () -> assertTrue(
                        packages.stream().anyMatch(name -> SystemPackages.matches(pattern, name)),
                        pattern + " matches nothing")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.eclipse.jetty",
                "org.glassfish",
                "org.jvnet.hk2",
                "org.flywaydb",
                "org.h2",
                "org.postgresql",
                "com.zaxxer",
                "com.github.kagkarlsson",
                "io.mortise.kernel",
                "org.apache.felix",
                "ch.qos.logback",
                "picocli",
                "org.hibernate.internal",
                "org.hibernate.engine.jdbc",
                "org.hibernate.bytecode.internal"
            })
    void whatIsPrivateStaysPrivate(String hidden) throws IOException {
        Set<String> packages = SystemPackages.of(SystemPackages.classPath()).keySet();

        assertTrue(packages.stream().noneMatch(name -> name.startsWith(hidden)));
    }

    @Test
    void versionsAreThoseOfTheJars() throws IOException {
        var packages = SystemPackages.of(SystemPackages.classPath());

        assertEquals(Set.of("4.0.0"), packages.get("jakarta.ws.rs"));
        assertEquals(Set.of("3.2.0"), packages.get("jakarta.persistence"));
        assertTrue(packages.get("org.slf4j").stream().anyMatch(version -> version.startsWith("2.")));
        assertTrue(packages.get("org.hibernate.proxy").iterator().next().startsWith("7."));
        assertEquals(Set.of("1.0.0"), packages.get("io.mortise.rest"));
    }

    @Test
    void aHeaderWithUsesAndSeveralNamesInOneClauseIsUnderstood() {
        var versions = SystemPackages.exportedVersions(
                "a;b;version=\"1.2\";uses:=\"x,y;z\",c;uses:=\"d\";version=3 , d, c;version=\"4.0\"");

        assertEquals(Set.of("1.2"), versions.get("a"));
        assertEquals(Set.of("1.2"), versions.get("b"));
        assertEquals(Set.of("3", "4.0"), versions.get("c"));
        assertFalse(versions.containsKey("d"));
    }

    @Test
    void aJarWithoutExportsGivesItsOwnVersion() throws IOException {
        Path jar = jar("slf4j-api-9.1-beta_2.jar", new Manifest(), "org/slf4j/Logger.class", "org/secret/A.class");

        assertEquals(
                "{org.slf4j=[9.1.0.beta_2]}", SystemPackages.of(List.of(jar)).toString());
    }

    @Test
    void theFirstElementOfTheClassPathCounts() throws IOException {
        Path first = jar("a-1.jar", new Manifest(), "org/slf4j/Logger.class");
        Path second = jar("b-2.jar", new Manifest(), "org/slf4j/Logger.class");

        assertEquals(Set.of("1.0.0"), SystemPackages.of(List.of(first, second)).get("org.slf4j"));
    }

    @Test
    void theWrittenListIsWhatIsLoaded() throws IOException {
        Path lib = Files.createDirectories(folder.resolve("lib"));
        jar("lib/slf4j-api-2.0.20.jar", new Manifest(), "org/slf4j/Logger.class", "org/slf4j/spi/Provider.class");

        SystemPackages.main(new String[] {
            lib.toString(), folder.resolve(SystemPackages.FILE).toString()
        });

        assertEquals("org.slf4j;version=\"2.0.20\",org.slf4j.spi;version=\"2.0.20\"", SystemPackages.load(folder));
    }

    private Path jar(String name, Manifest manifest, String... entries) throws IOException {
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        Path jar = folder.resolve(name);
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (String entry : entries) {
                out.putNextEntry(new ZipEntry(entry));
            }
        }
        return jar;
    }
}
