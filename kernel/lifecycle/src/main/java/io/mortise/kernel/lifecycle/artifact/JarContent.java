package io.mortise.kernel.lifecycle.artifact;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a jar, unpacked into memory under limits. Sizes are counted while unpacking: what the directory of the
 * file claims is not believed. The bytes of class files, {@code module.json}, the manifest, SQL and API jars are kept;
 * of all other entries only the name.
 */
final class JarContent {

    private static final long RATIO_FROM = 1 << 20;
    private static final int MAX_NAME = 500;
    private static final Pattern KEPT =
            Pattern.compile(".*\\.class|module\\.json|META-INF/MANIFEST\\.MF|db/.*\\.sql|META-INF/api/[^/]*\\.jar");

    private final Map<String, byte[]> kept = new LinkedHashMap<>();
    private final HashSet<String> names = new HashSet<>();

    private JarContent() {}

    /** What is left of the limits; nested jars draw from the same purse. */
    static final class Purse {
        private final ArtifactLimits limits;
        private int entries;
        private long bytes;

        Purse(ArtifactLimits limits) {
            this.limits = limits;
        }
    }

    /**
     * Reads a jar.
     *
     * @param name as people call it, {@code crm.jar} or {@code crm.jar!META-INF/api/crm-api.jar}
     */
    static JarContent read(Path jar, String name, Purse purse) throws RefusedException {
        requireZipStart(jar, name);
        try (var zip = new ZipFile(jar.toFile())) {
            var content = new JarContent();
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                content.take(zip, entries.nextElement(), name, purse);
            }
            return content;
        } catch (ZipException e) {
            throw RefusedException.because("truncated", "name", name, "cause", String.valueOf(e.getMessage()));
        } catch (IOException | IllegalArgumentException e) {
            throw RefusedException.because("unreadable", "name", name, "cause", String.valueOf(e.getMessage()));
        }
    }

    byte @Nullable [] bytes(String entry) {
        return kept.get(entry);
    }

    boolean has(String entry) {
        return names.contains(entry);
    }

    Map<String, byte[]> kept() {
        return kept;
    }

    private static void requireZipStart(Path jar, String name) throws RefusedException {
        try (InputStream in = Files.newInputStream(jar)) {
            byte[] start = in.readNBytes(4);
            if (start.length < 4 || start[0] != 'P' || start[1] != 'K' || start[2] > 8 || start[3] > 8) {
                throw RefusedException.because("not-a-zip", "name", name, "bytes", Files.size(jar));
            }
        } catch (IOException e) {
            throw RefusedException.because("unreadable", "name", name, "cause", String.valueOf(e.getMessage()));
        }
    }

    private void take(ZipFile zip, ZipEntry entry, String name, Purse purse) throws IOException, RefusedException {
        String path = entry.getName();
        requireDecent(path, name);
        if (!names.add(path)) {
            throw RefusedException.because("duplicate-entry", "name", name, "entry", printable(path));
        }
        if (++purse.entries > purse.limits.entries()) {
            throw RefusedException.because("too-many-entries", "name", name, "limit", purse.limits.entries());
        }
        if (entry.isDirectory()) {
            return;
        }
        @Nullable ByteArrayOutputStream keep = KEPT.matcher(path).matches() ? new ByteArrayOutputStream() : null;
        unpack(zip, entry, name, purse, keep);
        if (keep != null) {
            kept.put(path, keep.toByteArray());
        }
    }

    private static void unpack(
            ZipFile zip, ZipEntry entry, String name, Purse purse, @Nullable ByteArrayOutputStream keep)
            throws IOException, RefusedException {
        var buffer = new byte[1 << 15];
        long packed = Math.max(1, entry.getCompressedSize());
        long size = 0;
        try (InputStream in = zip.getInputStream(entry)) {
            for (int read; (read = in.read(buffer)) >= 0; ) {
                size += read;
                purse.bytes += read;
                if (purse.bytes > purse.limits.unpackedBytes()) {
                    throw RefusedException.because(
                            "unpacks-too-large",
                            "name",
                            name,
                            "entry",
                            printable(entry.getName()),
                            "limit",
                            purse.limits.unpackedBytes());
                }
                if (size > RATIO_FROM && size / packed > purse.limits.ratio()) {
                    throw RefusedException.because(
                            "zip-bomb",
                            "name",
                            name,
                            "entry",
                            printable(entry.getName()),
                            "limit",
                            purse.limits.ratio());
                }
                if (keep != null) {
                    keep.write(buffer, 0, read);
                }
            }
        }
    }

    private static void requireDecent(String path, String name) throws RefusedException {
        boolean climbs = false;
        for (String part : path.split("/", -1)) {
            climbs |= part.equals("..") || part.equals(".");
        }
        boolean control = path.chars().anyMatch(c -> c < 0x20 || c == 0x7f);
        if (path.isEmpty()
                || climbs
                || control
                || path.startsWith("/")
                || path.contains("\\")
                || path.contains("//")
                || path.length() > MAX_NAME
                || (path.length() > 1 && path.charAt(1) == ':')) {
            throw RefusedException.because("entry-name", "name", name, "entry", printable(path));
        }
    }

    private static String printable(String path) {
        String shown = path.replaceAll("\\p{Cntrl}", "?");
        return shown.length() > 120 ? shown.substring(0, 120) + "…" : shown;
    }
}
