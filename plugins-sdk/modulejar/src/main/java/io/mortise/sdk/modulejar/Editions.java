package io.mortise.sdk.modulejar;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A built module under other versions: the same code, which is what an upgrade needs when nothing but the swap is looked at. */
public final class Editions {

    private Editions() {}

    /**
     * Copies a module's jar under another version.
     *
     * @param jar an unsigned module; a signature would not survive
     * @param folder where the copy goes
     * @param version of the copy
     */
    public static Path of(Path jar, Path folder, String version) {
        try (var from = new JarFile(jar.toFile())) {
            Manifest manifest = from.getManifest();
            Attributes main = manifest.getMainAttributes();
            main.put(new Attributes.Name("Bundle-Version"), version);
            Path copy = Files.createDirectories(folder)
                    .resolve(main.getValue("Bundle-SymbolicName") + "-" + version + ".jar");
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
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException("no other edition of " + jar, e);
        }
    }
}
