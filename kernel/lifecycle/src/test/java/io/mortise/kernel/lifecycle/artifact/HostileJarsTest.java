package io.mortise.kernel.lifecycle.artifact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.kernel.spi.Sentence;
import io.mortise.kernel.spi.Wording;
import io.mortise.sdk.modulejar.ApiJar;
import io.mortise.sdk.modulejar.ModuleJar;
import io.mortise.sdk.modulejar.SampleModules;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileJarsTest {

    private static final DescriptorFile DESCRIPTORS = new DescriptorFile();

    @TempDir
    Path folder;

    private ModuleArtifact inspect(byte[] jar) throws RefusedException {
        return inspect(jar, new ArtifactLimits(64 << 20, 20_000, 512 << 20, 200));
    }

    private ModuleArtifact inspect(byte[] jar, ArtifactLimits limits) throws RefusedException {
        try {
            Path file = Files.write(folder.resolve("test.jar"), jar);
            var inspection = new JarInspection(limits, new JarSignatures(folder.resolve("trust")), DESCRIPTORS);
            return inspection.inspect(file, ArtifactStore.digest(file), "test.jar");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<Sentence> refusal(byte[] jar) {
        return assertThrows(RefusedException.class, () -> inspect(jar)).reasons();
    }

    /** The one reason, in words; every one must be put into words in full. */
    private String only(byte[] jar, String code) {
        List<Sentence> reasons = refusal(jar);
        assertEquals(
                List.of("lifecycle.refused." + code),
                reasons.stream().map(Sentence::key).toList());
        for (Locale locale : Wording.LANGUAGES) {
            String words = Wording.ofKernel("lifecycle").say(locale, reasons.getFirst());
            assertFalse(words.contains("{") || words.startsWith("lifecycle."), words);
        }
        return Wording.ofKernel("lifecycle").say(Locale.ENGLISH, reasons.getFirst());
    }

    private static ModuleJar good() {
        return SampleModules.hello("alpha", "1.2.0");
    }

    private static byte[] with(byte[] jar, String name, byte[] content) {
        try {
            var out = new ByteArrayOutputStream();
            try (var zip = new ZipOutputStream(out);
                    var in = new ZipInputStream(new java.io.ByteArrayInputStream(jar))) {
                for (ZipEntry entry; (entry = in.getNextEntry()) != null; ) {
                    zip.putNextEntry(new ZipEntry(entry.getName()));
                    zip.write(in.readAllBytes());
                }
                zip.putNextEntry(new ZipEntry(name));
                zip.write(content);
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Replaces a name by another of the same length, in the local headers and in the directory. */
    private static byte[] renamed(byte[] jar, String from, String to) {
        assertEquals(from.length(), to.length());
        String text = new String(jar, StandardCharsets.ISO_8859_1);
        assertTrue(text.contains(from));
        return text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void aGoodJarIsReadWithoutRunningIt() throws RefusedException {
        ModuleArtifact artifact = inspect(good().describe(json -> json.host("https://api.example.com"))
                .resource("db/expand/V001__thing.sql", "create table alpha_thing (id uuid primary key)")
                .bytes());

        assertEquals("alpha", artifact.id());
        assertEquals("1.2.0", artifact.version());
        assertEquals("module.alpha", artifact.symbolicName());
        assertTrue(artifact.routes().stream().anyMatch(route -> route.name().startsWith("GET /api/alpha/")));
        assertEquals(
                List.of("db/expand/V001__thing.sql"),
                List.copyOf(artifact.migrations().keySet()));
        assertEquals(Signature.Trust.UNSIGNED, artifact.signature().trust());
        assertEquals(List.of("https://api.example.com"), artifact.descriptor().hosts());
    }

    @Test
    void apiBundlesInsideAreFound() throws RefusedException {
        ModuleArtifact artifact =
                inspect(SampleModules.apiProvider("alpha", "1.0.0", "2.1.0").bytes());

        assertEquals(1, artifact.apis().size());
        assertEquals("2.1.0", artifact.apis().getFirst().version());
    }

    @Test
    void whatIsNotAZipIsRefused() {
        assertTrue(only("hello, I am a picture".getBytes(StandardCharsets.UTF_8), "not-a-zip")
                .contains("test.jar"));
        only(new byte[0], "not-a-zip");
    }

    @Test
    void aTruncatedJarIsRefused() {
        byte[] jar = good().bytes();

        only(Arrays.copyOf(jar, jar.length / 2), "truncated");
        only(Arrays.copyOf(jar, jar.length - 10), "truncated");
    }

    @Test
    void everyTruncationIsRefusedAndNoneCrashesTheInspection() {
        byte[] jar = good().bytes();
        for (int length = 0; length < jar.length; length += Math.max(1, jar.length / 200)) {
            byte[] cut = Arrays.copyOf(jar, length);
            assertThrows(RefusedException.class, () -> inspect(cut));
        }
    }

    @Test
    void aSingleFlippedByteNeverCrashesTheInspection() {
        byte[] jar = good().bytes();
        int refused = 0;
        for (int at = 0; at < jar.length; at += 7) {
            byte[] flipped = jar.clone();
            flipped[at] ^= 0x55;
            try {
                inspect(flipped);
            } catch (RefusedException e) {
                refused++;
            }
        }
        assertTrue(refused > 10, "only " + refused + " damaged jars were refused");
    }

    @Test
    void anEntryThatGrowsTooMuchIsAZipBomb() {
        String words = only(with(good().bytes(), "ui/big.txt", new byte[20 << 20]), "zip-bomb");

        assertTrue(words.contains("ui/big.txt"), words);
    }

    @Test
    void aBombInsideAnApiBundleIsFoundToo() {
        byte[] inner = with(
                ApiJar.named("alpha.api")
                        .source("alpha.api.Thing", "package alpha.api; public interface Thing {}")
                        .bytes(),
                "big.txt",
                new byte[20 << 20]);

        assertTrue(only(with(good().bytes(), "META-INF/api/alpha-api.jar", inner), "zip-bomb")
                .contains("alpha-api.jar"));
    }

    @Test
    void tooManyEntriesAreRefused() {
        var limits = new ArtifactLimits(64 << 20, 5, 512 << 20, 200);
        byte[] jar = good().resource("ui/a.txt", "a")
                .resource("ui/b.txt", "b")
                .resource("ui/c.txt", "c")
                .bytes();

        var refused = assertThrows(RefusedException.class, () -> inspect(jar, limits));

        assertEquals(
                "lifecycle.refused.too-many-entries",
                refused.reasons().getFirst().key());
    }

    @Test
    void whatUnpacksTooLargeIsRefusedHoweverItIsPacked() {
        var limits = new ArtifactLimits(64 << 20, 20_000, 10_000, 200);
        var random = new byte[20_000];
        new java.util.Random(7).nextBytes(random);
        byte[] jar = good().resource("ui/a.bin", random).bytes();

        var refused = assertThrows(RefusedException.class, () -> inspect(jar, limits));

        assertEquals(
                "lifecycle.refused.unpacks-too-large",
                refused.reasons().getFirst().key());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ui/../../x", "../../../xx", "/etc/passwd", "ui\\..\\xxxx", "C:/windows1", "ui//abcdefg"})
    void dangerousEntryNamesAreRefused(String name) {
        String harmless = "Q".repeat(name.length());
        byte[] jar = good().resource(harmless, "x").bytes();

        assertTrue(only(renamed(jar, harmless, name), "entry-name").contains("dangerous"));
    }

    @Test
    void anEntryThatIsThereTwiceIsRefused() {
        byte[] jar = good().resource("ui/aa.js", "x").resource("ui/bb.js", "y").bytes();

        assertTrue(only(renamed(jar, "ui/bb.js", "ui/aa.js"), "duplicate-entry").contains("ui/aa.js"));
    }

    @Test
    void aJarWithoutModuleJsonIsRefused() {
        only(good().withoutModuleJson().bytes(), "no-descriptor");
    }

    @Test
    void brokenJsonIsRefusedWithItsPlace() {
        String words =
                only(good().moduleJson("{\n  \"id\": \"alpha\",\n  oops\n}").bytes(), "descriptor-broken");

        assertTrue(words.contains("line 3"), words);
    }

    @Test
    void aMemberThatIsThereTwiceIsRefused() {
        only(good().moduleJson("{\"id\": \"alpha\", \"id\": \"beta\"}").bytes(), "descriptor-broken");
    }

    @Test
    void everyViolationOfTheSchemaIsListedWithItsPointer() {
        List<Sentence> reasons = refusal(good().moduleJson("""
                {"id": "Alpha-1", "name": {"en": "Alpha"}, "description": {"en": "x", "zh-CN": "x"},
                 "objects": [{"name": "thing", "label": {"en": "T", "zh-CN": "T"},
                              "actions": [{"name": "read", "label": {"en": "R", "zh-CN": "R"}}],
                              "fields": [{"name": "a", "label": {"en": "A", "zh-CN": "A"}, "type": "blob",
                                          "sensitivity": "public"}]}],
                 "surprise": 1}
                """).bytes());

        List<String> pointers = reasons.stream()
                .map(reason -> String.valueOf(reason.values().get("pointer")))
                .toList();
        assertTrue(reasons.size() >= 4, () -> "found only " + reasons);
        assertTrue(pointers.contains("/id"), pointers::toString);
        assertTrue(pointers.contains("/name"), pointers::toString);
        assertTrue(pointers.contains("/objects/0/fields/0/type"), pointers::toString);
        assertTrue(reasons.toString().contains("surprise"), reasons::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"modules", "module-plans", "module-operations", "kernel"})
    void reservedIdsAreRefused(String id) {
        assertTrue(only(good().moduleJson("{\"id\": \"" + id + "\"}").bytes(), "reserved-id")
                .contains(id));
    }

    @Test
    void aTableOfAnotherModuleIsRefused() {
        only(
                good().describe(json -> json.object("thing", "read").table("thing", "beta_thing"))
                        .bytes(),
                "descriptor-table-prefix");
    }

    @Test
    void onlyRecordsInATableHaveTeamsSharesAndParents() {
        only(
                good().describe(json -> json.object("thing", "read").shareable("thing"))
                        .bytes(),
                "descriptor-shareable-table");
        for (String parent : List.of("alpha.thing", "alpha.nothing", "beta.thing", "alpha.bare")) {
            only(
                    good().describe(json -> json.object("thing", "read")
                                    .table("thing", "alpha_thing")
                                    .field("thing", "bareId", "record", "internal")
                                    .parent("thing", parent, "bareId")
                                    .object("bare", "read"))
                            .bytes(),
                    "descriptor-parent-object");
        }
        only(
                good().describe(json -> json.object("thing", "read")
                                .table("thing", "alpha_thing")
                                .parent("thing", "alpha.whole", "wholeId")
                                .object("whole", "read")
                                .table("whole", "alpha_whole"))
                        .bytes(),
                "descriptor-parent-field");
    }

    private static byte[] gated(String table, String gate) {
        return good().moduleJson("""
                        {"id": "alpha", "name": {"en": "Alpha", "zh-CN": "甲"}, "description": {"en": "A", "zh-CN": "甲"}, "objects": [{"name": "thing",
                          "label": {"en": "Thing", "zh-CN": "物"}%s,
                          "fields": [
                            {"name": "lockReason", "label": {"en": "Why", "zh-CN": "原因"}, "type": "text", "sensitivity": "internal"},
                            {"name": "lockUntil", "label": {"en": "Until", "zh-CN": "至"}, "type": "instant", "sensitivity": "internal"}],
                          "actions": [
                            {"name": "list", "label": {"en": "List", "zh-CN": "列表"}},
                            {"name": "read", "label": {"en": "Read", "zh-CN": "查看"}},
                            {"name": "edit", "label": {"en": "Edit", "zh-CN": "编辑"}}],
                          "gates": [{"name": "lock", "label": {"en": "lock", "zh-CN": "锁定"}, %s}]}]}""".formatted(table, gate)).bytes();
    }

    @Test
    void aGateThatWouldNeverCloseOrForbidWhatItCantIsRefused() throws RefusedException {
        String table = ", \"table\": \"alpha_thing\"";
        String field = "\"field\": \"lockReason\"";
        String edit = "\"actions\": [\"edit\"]";
        assertTrue(only(gated(table, "\"field\": \"lock\", " + edit), "descriptor-gate-field")
                .contains("/objects/0/gates/0/field"));
        only(gated("", field + ", " + edit), "descriptor-gate-field");
        only(gated(table, field + ", \"by\": \"lockedBy\", " + edit), "descriptor-gate-field");
        for (String until : List.of("lockReason", "never")) {
            only(gated(table, field + ", \"until\": \"" + until + "\", " + edit), "descriptor-gate-until");
        }
        for (String action : List.of("list", "read", "delete")) {
            assertTrue(only(gated(table, field + ", \"actions\": [\"" + action + "\"]"), "descriptor-gate-action")
                    .contains(action));
        }
        inspect(gated(table, field + ", \"until\": \"lockUntil\", \"by\": \"lockReason\", " + edit));
    }

    @Test
    void aUserInterfaceThatIsNotThereIsRefused() {
        only(good().describe(json -> json.ui("index.js")).bytes(), "descriptor-ui-missing");
    }

    @Test
    void aBundleWithoutVersionIsRefused() {
        byte[] jar = withManifest("Bundle-SymbolicName: module.alpha\r\n");

        assertTrue(only(jar, "no-version").contains("Bundle-Version"));
    }

    @Test
    void aVersionThatIsNoneIsRefused() {
        only(withManifest("Bundle-SymbolicName: module.alpha\r\nBundle-Version: one.two\r\n"), "wrong-version");
    }

    private static byte[] withManifest(String lines) {
        try {
            var out = new ByteArrayOutputStream();
            try (var zip = new ZipOutputStream(out)) {
                zip.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
                zip.write(("Manifest-Version: 1.0\r\n" + lines + "\r\n").getBytes(StandardCharsets.UTF_8));
                zip.putNextEntry(new ZipEntry("module.json"));
                zip.write("""
                        {"id": "alpha", "name": {"en": "A", "zh-CN": "A"}, "description": {"en": "A", "zh-CN": "A"}}
                        """.getBytes(StandardCharsets.UTF_8));
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void classFilesOfAHigherJavaLevelAreRefused() {
        String words =
                only(good().classLevel(44 + Runtime.version().feature() + 1).bytes(), "java-level");

        assertTrue(words.contains("Java " + (Runtime.version().feature() + 1)), words);
        assertTrue(words.contains(".class"), words);
    }

    @Test
    void aCallThatEndsTheProcessIsRefusedWithClassAndMethod() {
        for (String call : List.of("System.exit(1)", "Runtime.getRuntime().exit(1)", "Runtime.getRuntime().halt(1)")) {
            String words = only(
                    good().source("alpha.internal.Bad", """
                            package alpha.internal;
                            class Bad { static { end(); } static void end() { %s; } }
                            """.formatted(call)).bytes(), "exit");

            assertTrue(words.contains("alpha.internal.Bad.end"), words);
        }
    }

    @Test
    void aReferenceToAMethodThatEndsTheProcessIsRefused() {
        only(good().source("alpha.internal.Bad", """
                        package alpha.internal;
                        class Bad { static final java.util.function.IntConsumer END = System::exit; }
                        """).bytes(), "exit");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bundle-Activator: alpha.internal.Activator",
                "DynamicImport-Package: *",
                "Require-Bundle: org.example",
                "Fragment-Host: org.example",
                "Bundle-ClassPath: .,lib/inner.jar",
                "Bundle-NativeCode: lib/evil.so"
            })
    void headersThatASwapCannotStandAreRefused(String header) {
        byte[] jar = withManifest("Bundle-SymbolicName: module.alpha\r\nBundle-Version: 1.0.0\r\n" + header + "\r\n");

        assertTrue(only(jar, "header").contains(header.substring(0, header.indexOf(':'))));
    }

    @Test
    void aModuleThatExportsIsRefused() {
        only(
                withManifest("Bundle-SymbolicName: module.alpha\r\nBundle-Version: 1.0.0\r\n"
                        + "Export-Package: alpha.internal\r\n"),
                "exports");
    }

    @Test
    void aRouteWithoutPermissionIsRefusedWithItsMethod() {
        String words = only(good().source("alpha.internal.Open", """
                        package alpha.internal;
                        import jakarta.ws.rs.*;
                        @Path("open")
                        public final class Open {
                            @DELETE @Path("{id}") public void wipe(@PathParam("id") String id) {}
                        }
                        """).bytes(), "route-without-permission");

        assertTrue(words.contains("alpha.internal.Open.wipe"), words);
        assertTrue(words.contains("DELETE"), words);
    }

    @Test
    void aPermissionThatIsNotDeclaredIsRefused() {
        String words = only(good().source("alpha.internal.Odd", """
                        package alpha.internal;
                        import io.mortise.access.Requires;
                        import jakarta.ws.rs.*;
                        @Path("odd")
                        public final class Odd {
                            @GET @Requires(object = "alpha.secret", action = "read") public String odd() { return ""; }
                        }
                        """).bytes(), "permission-undeclared");

        assertTrue(words.contains("GET /api/alpha/odd"), words);
        assertTrue(words.contains("alpha.secret:read"), words);
    }

    @Test
    void publicRoutesAreListedWithTheirReason() throws RefusedException {
        ModuleArtifact artifact =
                inspect(good().source("alpha.internal.Hook", """
                package alpha.internal;
                import io.mortise.access.PublicRoute;
                import jakarta.ws.rs.*;
                @Path("/hook/")
                public final class Hook {
                    @POST @Path("in") @PublicRoute(reason = "signed by the sender") public void in() {}
                }
                """).bytes());

        var route = artifact.routes().stream()
                .filter(it -> it.name().equals("POST /api/alpha/hook/in"))
                .findFirst()
                .orElseThrow();
        assertEquals("signed by the sender", route.publicReason());
    }

    @Test
    void severalFaultsAreToldAtOnce() {
        List<Sentence> reasons = refusal(good().header("Bundle-Activator", "alpha.internal.Bad")
                .source(
                        "alpha.internal.Bad",
                        "package alpha.internal; class Bad { static void end() { System.exit(0); } }")
                .bytes());

        assertEquals(
                List.of("lifecycle.refused.header", "lifecycle.refused.exit"),
                reasons.stream().map(Sentence::key).toList());
    }

    @Test
    void sizesInTheDirectoryAreNotBelieved() throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            var entry = new ZipEntry("module.json");
            byte[] content = "{}".getBytes(StandardCharsets.UTF_8);
            var crc = new CRC32();
            crc.update(content);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(content.length);
            entry.setCrc(crc.getValue());
            zip.putNextEntry(entry);
            zip.write(content);
        }
        byte[] jar = out.toByteArray();
        int directory = new String(jar, StandardCharsets.ISO_8859_1).indexOf("PK\1\2");
        jar[directory + 24] = (byte) 0xff;
        jar[directory + 25] = (byte) 0xff;

        assertThrows(RefusedException.class, () -> inspect(jar));
    }
}
