package io.mortise.permissions.itest;

import io.mortise.sdk.modulejar.Editions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

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
        return Editions.of(built(module), folder, version);
    }
}
