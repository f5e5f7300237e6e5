package io.mortise.kernel.spi;

import java.nio.file.Path;

/**
 * A stored, inspected module jar: what the runtime builds an instance from.
 *
 * @param descriptor its {@code module.json}
 * @param version Bundle-Version
 * @param sha256 of the jar, hexadecimal
 * @param jar the file in the artifact store; never changes
 */
public record ModuleSource(ModuleDescriptor descriptor, String version, String sha256, Path jar) {

    /** The module's id. */
    public String id() {
        return descriptor.id();
    }
}
