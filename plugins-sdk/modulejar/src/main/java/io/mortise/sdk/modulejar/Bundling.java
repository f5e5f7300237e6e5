package io.mortise.sdk.modulejar;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Constants;
import aQute.bnd.osgi.EmbeddedResource;
import aQute.bnd.osgi.Jar;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/** Class files and resources in, an OSGi bundle out: bnd writes the manifest and the component descriptions. */
final class Bundling {

    private Bundling() {}

    /**
     * Makes the entries of a bundle, the manifest among them.
     *
     * @param content entries by path
     * @param headers manifest headers; they win over what bnd computes
     * @param beside bundles whose packages the classes may import
     */
    static SortedMap<String, byte[]> bundle(
            Map<String, byte[]> content, Map<String, String> headers, Collection<byte[]> beside) {
        try (var jar = new Jar("module");
                var analyzer = new Builder()) {
            content.forEach((path, bytes) -> jar.putResource(path, new EmbeddedResource(ByteBuffer.wrap(bytes), 0L)));
            // The builder, not a bare analyzer: it alone brings the plug-in for component annotations.
            analyzer.setJar(jar);
            analyzer.setClasspath(ClassPath.bundles().toArray(java.io.File[]::new));
            for (byte[] bundle : beside) {
                analyzer.addClasspath(new Jar("beside", new ByteArrayInputStream(bundle)));
            }
            analyzer.setProperty(Constants.NOEXTRAHEADERS, "true");
            analyzer.setProperty(Constants.REPRODUCIBLE, "true");
            analyzer.setProperty(Constants.IMPORT_PACKAGE, "*");
            headers.forEach(analyzer::setProperty);
            Manifest manifest = analyzer.calcManifest();
            if (!analyzer.isOk()) {
                throw new IllegalArgumentException(
                        "bnd refuses the module: " + analyzer.getErrors() + " " + analyzer.getWarnings());
            }
            var entries = new TreeMap<String, byte[]>();
            for (var resource : jar.getResources().entrySet()) {
                try (var in = resource.getValue().openInputStream()) {
                    entries.put(resource.getKey(), in.readAllBytes());
                }
            }
            var written = new ByteArrayOutputStream();
            Jar.writeManifest(manifest, written);
            entries.put(JarFile.MANIFEST_NAME, written.toByteArray());
            return entries;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("bnd failed on the module: " + e.getMessage(), e);
        }
    }

    /** The class files of a bundle by class name, for the compiler. */
    static Map<String, byte[]> classes(Collection<SortedMap<String, byte[]>> bundles) {
        var classes = new TreeMap<String, byte[]>();
        for (var bundle : bundles) {
            bundle.forEach((path, bytes) -> {
                if (path.endsWith(".class")) {
                    classes.put(
                            path.substring(0, path.length() - ".class".length()).replace('/', '.'), bytes);
                }
            });
        }
        return classes;
    }

    /** Writes a jar: the manifest first, then by name, all with one time stamp, so that the same input gives the same bytes. */
    static byte[] zip(SortedMap<String, byte[]> entries) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new java.util.zip.ZipOutputStream(bytes)) {
            var names = new java.util.ArrayList<>(List.copyOf(entries.keySet()));
            if (names.remove(JarFile.MANIFEST_NAME)) {
                names.addFirst(JarFile.MANIFEST_NAME);
            }
            for (String name : names) {
                var entry = new java.util.zip.ZipEntry(name);
                // Local time, so that the bytes do not depend on the time zone of the machine.
                entry.setTimeLocal(java.time.LocalDateTime.of(2026, 1, 1, 0, 0));
                zip.putNextEntry(entry);
                zip.write(java.util.Objects.requireNonNull(entries.get(name)));
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
