package io.mortise.kernel.spi;

import java.io.InputStream;
import java.util.Optional;

/** The {@code ui/} files of module jars, of this version and the last ones (DECISIONS.md 7). */
public interface ModuleAssets {

    /**
     * A file.
     *
     * @param length in bytes
     * @param body to be closed by the reader
     */
    record Asset(long length, InputStream body) {}

    /**
     * Finds a file.
     *
     * @param module id
     * @param edition {@code <version>-<first 8 of SHA-256>}
     * @param path below {@code ui/}, without a leading slash; never holds {@code ..}
     */
    Optional<Asset> find(String module, String edition, String path);
}
