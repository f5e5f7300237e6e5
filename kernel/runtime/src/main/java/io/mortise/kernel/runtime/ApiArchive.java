package io.mortise.kernel.runtime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * An API bundle as it lies in a module's jar, below {@code META-INF/api/}.
 *
 * <p>Two of them are the same when their names and digests are. The digest covers what can change a dependent (the class
 * files, resources and telling headers) and leaves out what a build tool stamps, so that building unchanged source again
 * does not rebuild every dependent.
 *
 * @param path in the module's jar
 * @param name symbolic name
 * @param version bundle version
 * @param digest SHA-256 of the content, hexadecimal
 * @param packages the packages it exports
 * @param headers main attributes of its manifest
 * @param jar the bytes
 */
record ApiArchive(
        String path, String name, String version, String digest, Set<String> packages, Headers headers, byte[] jar) {

    private static final Set<String> STAMPS =
            Set.of("Bnd-LastModified", "Build-Jdk", "Build-Jdk-Spec", "Built-By", "Created-By", "Tool", "Build-Time");

    static ApiArchive read(String path, byte[] jar) throws IOException {
        SortedMap<String, byte[]> entries = entries(jar);
        byte[] text = entries.remove(JarFile.MANIFEST_NAME);
        Manifest manifest = text == null ? new Manifest() : new Manifest(new ByteArrayInputStream(text));
        var headers = new Headers(manifest.getMainAttributes());
        return new ApiArchive(
                path,
                headers.symbolicName(),
                headers.version(),
                digest(manifest, entries),
                headers.clauses("Export-Package").stream()
                        .map(Headers.Clause::name)
                        .collect(Collectors.toUnmodifiableSet()),
                headers,
                jar);
    }

    /** Whether dependents of the other one can stay as they are. */
    boolean sameAs(ApiArchive other) {
        return name.equals(other.name) && digest.equals(other.digest);
    }

    private static SortedMap<String, byte[]> entries(byte[] jar) throws IOException {
        SortedMap<String, byte[]> entries = new TreeMap<>();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(jar), StandardCharsets.UTF_8)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (!entry.isDirectory() && !entry.getName().startsWith("META-INF/maven/")) {
                    entries.put(entry.getName(), zip.readAllBytes());
                }
            }
        }
        return entries;
    }

    private static String digest(Manifest manifest, SortedMap<String, byte[]> entries) {
        MessageDigest digest = sha256();
        telling(manifest).forEach(line -> digest.update(line.getBytes(StandardCharsets.UTF_8)));
        entries.forEach((name, content) -> {
            digest.update((name + '\0' + content.length + '\0').getBytes(StandardCharsets.UTF_8));
            digest.update(content);
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    private static List<String> telling(Manifest manifest) {
        return manifest.getMainAttributes().entrySet().stream()
                .filter(header -> !STAMPS.contains(header.getKey().toString()))
                .map(header -> header.getKey() + "\0" + header.getValue() + "\0")
                .sorted()
                .toList();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
