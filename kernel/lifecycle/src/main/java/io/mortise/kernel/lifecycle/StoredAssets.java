package io.mortise.kernel.lifecycle;

import io.mortise.kernel.spi.ModuleAssets;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Assets out of the stored jars, of the version that serves and of the kept ones: an open page of an old version still
 * loads its lazy chunks. Jars never change, so the browser keeps what it got; a file is read whole, since assets are
 * small. Thread-safe.
 */
final class StoredAssets implements ModuleAssets {

    private final Artifacts artifacts;
    private final ConcurrentMap<String, Path> jars = new ConcurrentHashMap<>();

    StoredAssets(Artifacts artifacts) {
        this.artifacts = artifacts;
    }

    @Override
    public Optional<Asset> find(String module, String edition, String path) {
        Path jar = jars.get(module + "/" + edition);
        if (jar == null) {
            Optional<Path> found = artifacts.installed(module, edition);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            jar = found.get();
            jars.put(module + "/" + edition, jar);
        }
        if (!jar.toFile().isFile()) {
            jars.remove(module + "/" + edition);
            return Optional.empty();
        }
        return read(jar, "ui/" + path);
    }

    private static Optional<Asset> read(Path jar, String name) {
        try (var zip = new ZipFile(jar.toFile())) {
            ZipEntry entry = zip.getEntry(name);
            if (entry == null || entry.isDirectory()) {
                return Optional.empty();
            }
            try (InputStream in = zip.getInputStream(entry)) {
                byte[] bytes = in.readAllBytes();
                return Optional.of(new Asset(bytes.length, new ByteArrayInputStream(bytes)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("asset " + name + " of " + jar + " can't be read", e);
        }
    }
}
