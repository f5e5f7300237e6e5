package io.mortise.sdk.modulejar;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

/** The class path of the running program, also where a test runner hid it in the manifest of one jar. */
final class ClassPath {

    private static final List<Path> ENTRIES = List.copyOf(entries());
    private static final List<File> BUNDLES = ENTRIES.stream()
            .filter(ClassPath::exportsPackages)
            .map(Path::toFile)
            .toList();

    private ClassPath() {}

    /** As {@code -classpath} takes it. */
    static String text() {
        return ENTRIES.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** The entries that say which packages they export in which version: what import ranges are computed from. */
    static List<File> bundles() {
        return BUNDLES;
    }

    private static Set<Path> entries() {
        var all = new LinkedHashSet<Path>();
        for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator)) {
            if (!entry.isEmpty()) {
                add(Path.of(entry).toAbsolutePath(), all);
            }
        }
        return all;
    }

    private static void add(Path entry, Set<Path> all) {
        if (!Files.exists(entry) || !all.add(entry) || !Files.isRegularFile(entry)) {
            return;
        }
        String more = header(entry, "Class-Path");
        for (String relative : more.split(" ")) {
            if (!relative.isEmpty()) {
                URI resolved = entry.toUri().resolve(relative);
                if ("file".equals(resolved.getScheme())) {
                    add(Path.of(resolved), all);
                }
            }
        }
    }

    private static boolean exportsPackages(Path entry) {
        return !header(entry, "Export-Package").isEmpty();
    }

    private static String header(Path entry, String name) {
        try {
            String value = Files.isDirectory(entry) ? ofFolder(entry, name) : ofJar(entry, name);
            return value == null ? "" : value;
        } catch (IOException e) {
            throw new UncheckedIOException("class path entry " + entry + " can't be read", e);
        }
    }

    private static @org.jspecify.annotations.Nullable String ofFolder(Path folder, String name) throws IOException {
        Path file = folder.resolve(JarFile.MANIFEST_NAME);
        if (!Files.exists(file)) {
            return null;
        }
        try (var in = Files.newInputStream(file)) {
            return new Manifest(in).getMainAttributes().getValue(name);
        }
    }

    private static @org.jspecify.annotations.Nullable String ofJar(Path jar, String name) throws IOException {
        if (!jar.toString().endsWith(".jar")) {
            return null;
        }
        try (var file = new JarFile(jar.toFile(), false)) {
            Manifest manifest = file.getManifest();
            return manifest == null ? null : manifest.getMainAttributes().getValue(name);
        }
    }
}
