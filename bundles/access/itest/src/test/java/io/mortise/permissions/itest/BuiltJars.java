package io.mortise.permissions.itest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Modules as they were built, and the same under other versions: what an upgrade is made of. */
public final class BuiltJars {

    private BuiltJars() {}

    /** As built. */
    public static Path built(String module) {
        Path target = Path.of(System.getProperty("mortise.root"), "bundles/" + module + "/module/target");
        try (var files = Files.newDirectoryStream(target, "io.mortise." + module + "-*.jar")) {
            for (Path jar : files) {
                return jar;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("no jar of the module in " + target + "; build it first");
    }

    /** The same code as another version. */
    public static Path version(Path folder, String module, String version) {
        Path copy = folder.resolve(module + "-" + version + ".jar");
        try (var from = new JarFile(built(module).toFile())) {
            Manifest manifest = from.getManifest();
            manifest.getMainAttributes().put(new Attributes.Name("Bundle-Version"), version);
            try (var to = new JarOutputStream(Files.newOutputStream(copy), manifest)) {
                for (JarEntry entry : from.stream().toList()) {
                    if (!entry.getName().equals(JarFile.MANIFEST_NAME)
                            && !entry.getName().equals("META-INF/")) {
                        to.putNextEntry(new JarEntry(entry.getName()));
                        from.getInputStream(entry).transferTo(to);
                        to.closeEntry();
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return copy;
    }
}
