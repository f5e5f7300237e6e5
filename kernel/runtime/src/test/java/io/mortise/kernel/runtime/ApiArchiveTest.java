package io.mortise.kernel.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class ApiArchiveTest {

    private static ApiArchive jar(long time, String headers, String content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (var entry : Map.of(
                            "a/Thing.class",
                            content,
                            "META-INF/MANIFEST.MF",
                            "Manifest-Version: 1.0\nBundle-SymbolicName: a.api;singleton:=true\nBundle-Version: 1.2.3\n"
                                    + headers + "\n")
                    .entrySet()
                    .stream()
                    .sorted(Map.Entry.comparingByKey())
                    .toList()) {
                var item = new ZipEntry(entry.getKey());
                item.setTime(time);
                zip.putNextEntry(item);
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return ApiArchive.read("META-INF/api/a.jar", bytes.toByteArray());
    }

    @Test
    void anotherBuildOfTheSameContentIsTheSame() throws IOException {
        ApiArchive one = jar(1_000_000_000_000L, "Export-Package: a;version=\"1.2\"\nBnd-LastModified: 1\n", "x");
        ApiArchive two = jar(1_700_000_000_000L, "Export-Package: a;version=\"1.2\"\nBnd-LastModified: 2\n", "x");

        assertTrue(one.sameAs(two));
        assertEquals("a.api", one.name());
        assertEquals("1.2.3", one.version());
    }

    @Test
    void otherClassesOrOtherHeadersAreAnother() throws IOException {
        ApiArchive one = jar(0, "Export-Package: a;version=\"1.2\"\n", "x");

        assertFalse(one.sameAs(jar(0, "Export-Package: a;version=\"1.2\"\n", "y")));
        assertFalse(one.sameAs(jar(0, "Export-Package: a;version=\"1.3\"\n", "x")));
    }

    @Test
    void clausesAreReadByTheGrammarOfTheManifest() {
        var attributes = new Attributes();
        attributes.putValue("Export-Package", "a;b;version=\"1,2\";uses:=\"c,d\", e ;x=y");

        var clauses = new Headers(attributes).clauses("Export-Package");

        assertEquals(
                java.util.List.of("a", "b", "e"),
                clauses.stream().map(Headers.Clause::name).toList());
        assertEquals(Map.of("version", "1,2", "uses:", "c,d"), clauses.get(1).parameters());
        assertEquals(Set.of("x"), clauses.get(2).parameters().keySet());
    }
}
