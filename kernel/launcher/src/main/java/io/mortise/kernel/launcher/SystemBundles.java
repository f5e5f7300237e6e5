package io.mortise.kernel.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * The bundles that modules need beside the kernel: ConfigAdmin, Declarative Services, the shell's commands. The
 * distribution keeps them in {@code system/}; a kernel in a test finds them among the jars of its class path. The OSGi
 * packages they speak with the kernel come from the class path (see the runtime).
 */
final class SystemBundles {

    /** Each after those it leans on. */
    private static final List<String> NAMES = List.of(
            "org.apache.felix.configadmin",
            "org.apache.felix.scr",
            "org.apache.felix.gogo.runtime",
            "org.apache.felix.gogo.command");

    private SystemBundles() {}

    /**
     * The files, in order.
     *
     * @throws IllegalStateException naming the bundle that is nowhere
     */
    static List<Path> find(Path home) {
        Path folder = home.resolve("system");
        List<Path> candidates = Files.isDirectory(folder) ? jarsIn(folder) : SystemPackages.classPath();
        var found = new ArrayList<Path>();
        for (String name : NAMES) {
            found.add(candidates.stream()
                    .filter(jar -> name.equals(symbolicName(jar)))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(
                            "the system bundle " + name + " is neither in " + folder + " nor on the class path")));
        }
        return found;
    }

    private static List<Path> jarsIn(Path folder) {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + folder + " can't be read", e);
        }
    }

    private static @Nullable String symbolicName(Path path) {
        // Opening every jar of a class path takes its time; the names of the files tell enough to skip most.
        if (NAMES.stream().noneMatch(name -> path.getFileName().toString().startsWith(name))) {
            return null;
        }
        try (var jar = new JarFile(path.toFile())) {
            String name = jar.getManifest().getMainAttributes().getValue("Bundle-SymbolicName");
            return name == null ? null : name.replaceFirst(";.*", "").strip();
        } catch (IOException e) {
            throw new UncheckedIOException("the jar " + path + " can't be read", e);
        }
    }
}
