package io.mortise.customer.itest;

import io.mortise.sdk.modulejar.Editions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The module's jar as it was built, and the same under other versions: what an upgrade is made of. */
final class CustomerJars {

    private CustomerJars() {}

    /** As built. */
    static Path built() {
        return built("customer");
    }

    /** Another module as built. */
    static Path built(String module) {
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
    static Path version(Path folder, String version) {
        return Editions.of(built(), folder, version);
    }
}
