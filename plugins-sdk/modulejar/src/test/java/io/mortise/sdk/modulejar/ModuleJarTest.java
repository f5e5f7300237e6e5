package io.mortise.sdk.modulejar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleJarTest {

    @TempDir
    Path folder;

    @Test
    void theSameInputGivesTheSameBytes() {
        Path first = SampleModules.apiProvider("alpha", "1.0.0", "1.0.0").build(folder.resolve("a"));
        Path second = SampleModules.apiProvider("alpha", "1.0.0", "1.0.0").build(folder.resolve("b"));
        Path other = SampleModules.apiProvider("alpha", "1.0.1", "1.0.0").build(folder.resolve("c"));

        assertEquals(ModuleJar.sha256(first), ModuleJar.sha256(second));
        assertNotEquals(ModuleJar.sha256(first), ModuleJar.sha256(other));
    }

    @Test
    void theJarIsABundleWithComponentsVersionedImportsAndJavaLevel() throws IOException {
        Path jar = SampleModules.hello("alpha", "1.2.3").build(folder);

        assertEquals("alpha-1.2.3.jar", jar.getFileName().toString());
        Attributes headers = manifest(jar);
        assertEquals("module.alpha", headers.getValue("Bundle-SymbolicName"));
        assertEquals("1.2.3", headers.getValue("Bundle-Version"));
        assertEquals("OSGI-INF/alpha.internal.Hello.xml", headers.getValue("Service-Component"));
        String imports = headers.getValue("Import-Package");
        assertTrue(imports.contains("jakarta.ws.rs;version=\"[4.0,5)\""), imports);
        assertTrue(imports.matches(".*io\\.mortise\\.access;version=\"\\[1\\.\\d+,2\\)\".*"), imports);
        String requires = headers.getValue("Require-Capability");
        assertTrue(requires.contains("osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=25))\""), requires);
        assertEquals(null, headers.getValue("Export-Package"));
        String component = text(jar, "OSGI-INF/alpha.internal.Hello.xml");
        assertTrue(component.contains("mortise.rest.resource"), component);
    }

    @Test
    void entitiesAreListedInTheManifest() throws IOException {
        Path jar = SampleModules.withEntity("alpha", "1.0.0").build(folder);

        assertEquals("alpha.internal.Note", manifest(jar).getValue("Mortise-Entities"));
        assertNotNull(text(jar, "db/expand/V001__note.sql"));
        assertEquals(
                null,
                manifest(SampleModules.hello("beta", "1.0.0").build(folder)).getValue("Mortise-Entities"));
    }

    @Test
    void theDescriptionHoldsWhatTheModuleOwns() throws IOException {
        Path jar = SampleModules.withEntity("alpha", "1.0.0").build(folder);

        var json = new ObjectMapper().readTree(text(jar, "module.json"));
        assertEquals("alpha", json.at("/id").asText());
        assertEquals("alpha", json.at("/name/zh-CN").asText());
        assertEquals("note", json.at("/objects/0/name").asText());
        assertEquals("alpha_note", json.at("/objects/0/table").asText());
        assertEquals("create", json.at("/objects/0/actions/1/name").asText());
        assertEquals("alpha.Noted", json.at("/events/publishes/0").asText());
        assertFalse(json.has("needs"));
    }

    @Test
    void anApiBundleIsNestedAndExportsItsPackagesInItsVersion() throws IOException {
        Path jar = SampleModules.apiProvider("alpha", "1.0.0", "1.3.0").build(folder);

        byte[] nested = content(jar).get("META-INF/api/io.example.alpha.api-1.3.0.jar");
        Manifest manifest;
        try (var in = new JarInputStream(new ByteArrayInputStream(nested))) {
            manifest = in.getManifest();
        }
        Attributes headers = manifest.getMainAttributes();
        assertEquals("io.example.alpha.api", headers.getValue("Bundle-SymbolicName"));
        assertTrue(headers.getValue("Export-Package").startsWith("io.example.alpha;version=\"1.3.0\""));
        // Who implements a provider type imports it narrowly, who only calls it up to the next major version.
        assertTrue(manifest(jar).getValue("Import-Package").contains("io.example.alpha;version=\"[1.3,1.4)\""));
        Path caller = SampleModules.dependent("beta", "1.0.0", "alpha", "1.3.0", Duration.ZERO)
                .build(folder);
        assertTrue(manifest(caller).getValue("Import-Package").contains("io.example.alpha;version=\"[1.3,2)\""));
    }

    @Test
    void everySampleCompiles() {
        for (ModuleJar sample : new ModuleJar[] {
            SampleModules.lasting("alpha", "1.0.0"),
            SampleModules.listener("beta", "1.0.0", "alpha"),
            SampleModules.job("gamma", "1.0.0"),
            SampleModules.slowStart("delta", "1.0.0", Duration.ofMillis(300))
        }) {
            assertTrue(sample.bytes().length > 1000, sample.id());
        }
        var dependents = SampleModules.dependents(3, "1.0.0", "alpha", "1.0.0", Duration.ofMillis(100));
        assertEquals("alphad03", dependents.getLast().id());
        dependents.forEach(dependent -> assertTrue(dependent.bytes().length > 1000));
    }

    @Test
    void aSourceThatDoesNotCompileIsRefusedWithTheCompilersWords() {
        var broken =
                ModuleJar.named("alpha").source("alpha.Broken", "package alpha; class Broken { int x = nothing; }");

        var refusal = assertThrows(IllegalArgumentException.class, broken::bytes);

        assertTrue(refusal.getMessage().contains("nothing"), refusal.getMessage());
    }

    private static Attributes manifest(Path jar) throws IOException {
        try (var file = new JarFile(jar.toFile())) {
            return file.getManifest().getMainAttributes();
        }
    }

    private static String text(Path jar, String path) throws IOException {
        byte[] bytes = content(jar).get(path);
        assertNotNull(bytes, path + " is not in " + jar);
        return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    }

    private static Map<String, byte[]> content(Path jar) throws IOException {
        var content = new TreeMap<String, byte[]>();
        try (var file = new JarFile(jar.toFile())) {
            for (var entry : file.stream().toList()) {
                try (var in = file.getInputStream(entry)) {
                    content.put(entry.getName(), in.readAllBytes());
                }
            }
        }
        return content;
    }
}
