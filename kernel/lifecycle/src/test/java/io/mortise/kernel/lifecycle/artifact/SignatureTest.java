package io.mortise.kernel.lifecycle.artifact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.sdk.modulejar.SampleModules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real signatures, made by the JDK's own tools. */
class SignatureTest {

    @TempDir
    private static Path tools;

    private static Path signed;

    @TempDir
    Path folder;

    @BeforeAll
    static void sign() throws Exception {
        run(
                "keytool",
                "-genkeypair",
                "-keystore",
                "keys.p12",
                "-storepass",
                "secret1",
                "-alias",
                "ada",
                "-keyalg",
                "EC",
                "-dname",
                "CN=Ada, O=Example",
                "-validity",
                "10");
        run(
                "keytool",
                "-exportcert",
                "-rfc",
                "-keystore",
                "keys.p12",
                "-storepass",
                "secret1",
                "-alias",
                "ada",
                "-file",
                "ada.pem");
        signed = Files.write(
                tools.resolve("signed.jar"),
                SampleModules.hello("alpha", "1.0.0").bytes());
        run("jarsigner", "-keystore", "keys.p12", "-storepass", "secret1", "signed.jar", "ada");
    }

    private static void run(String... command) throws IOException, InterruptedException {
        var whole = new ArrayList<>(List.of(command));
        whole.set(0, Path.of(System.getProperty("java.home"), "bin", command[0]).toString());
        Process process = new ProcessBuilder(whole)
                .directory(tools.toFile())
                .redirectErrorStream(true)
                .redirectOutput(tools.resolve("output.txt").toFile())
                .start();
        assertEquals(0, process.waitFor(), () -> command[0]);
    }

    private Signature check(Path jar) throws RefusedException {
        return new JarSignatures(folder.resolve("trust")).check(jar, "signed.jar");
    }

    private Path changed(java.util.function.Consumer<Map<String, byte[]>> change) throws IOException {
        var entries = new TreeMap<String, byte[]>();
        try (var zip = new ZipFile(signed.toFile())) {
            for (ZipEntry entry : java.util.Collections.list(zip.entries())) {
                entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        change.accept(entries);
        Path target = folder.resolve("changed.jar");
        try (var zip = new ZipOutputStream(Files.newOutputStream(target))) {
            // The signature must come before what it signs.
            for (String name : entries.keySet().stream()
                    .sorted(java.util.Comparator.comparing((String it) -> !it.startsWith("META-INF/")))
                    .toList()) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(entries.get(name));
            }
        }
        return target;
    }

    private String refusal(Path jar) {
        return assertThrows(RefusedException.class, () -> check(jar))
                .reasons()
                .getFirst()
                .key();
    }

    @Test
    void aSignerWhoseCertificateIsTrustedCounts() throws Exception {
        Files.createDirectories(folder.resolve("trust"));
        Files.copy(tools.resolve("ada.pem"), folder.resolve("trust/ada.pem"));

        Signature signature = check(signed);

        assertEquals(Signature.Trust.TRUSTED, signature.trust());
        assertTrue(signature.signers().getFirst().contains("CN=Ada"));
        assertTrue(new JarSignatures(folder.resolve("trust")).trustsAnybody());
    }

    @Test
    void aSignerNobodyKnowsDoesNotCount() throws Exception {
        Signature signature = check(signed);

        assertEquals(Signature.Trust.UNKNOWN, signature.trust());
        assertTrue(signature.signers().getFirst().contains("CN=Ada"));
    }

    @Test
    void aJarThatWasChangedAfterwardsIsRefused() throws Exception {
        Path jar = changed(entries -> entries.put("module.json", "{}".getBytes()));

        assertEquals("lifecycle.refused.signature-tampered", refusal(jar));
    }

    @Test
    void aJarThatGotAnEntryAfterwardsIsRefused() throws Exception {
        Path jar = changed(entries -> entries.put("ui/evil.js", "alert(1)".getBytes()));

        assertEquals("lifecycle.refused.signature-partial", refusal(jar));
    }

    @Test
    void aJarThatLostAnEntryIsRefused() throws Exception {
        Path jar = changed(entries -> entries.remove("module.json"));

        assertEquals("lifecycle.refused.signature-tampered", refusal(jar));
    }

    @Test
    void aJarWhoseSignatureIsDamagedIsRefused() throws Exception {
        Path jar = changed(entries -> entries.replaceAll(
                (name, bytes) -> name.endsWith(".EC") || name.endsWith(".SF") ? "rubbish".getBytes() : bytes));

        assertTrue(refusal(jar).startsWith("lifecycle.refused.signature-"));
    }
}
