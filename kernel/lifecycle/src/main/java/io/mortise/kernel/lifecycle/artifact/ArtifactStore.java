package io.mortise.kernel.lifecycle.artifact;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import io.mortise.kernel.spi.FaultPoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Jars by their SHA-256, {@code <folder>/<sha256>.jar}. A jar comes in under a temporary name, is forced to the disk and
 * then renamed in one step, so a name that exists is a whole jar; it never changes afterwards. Reading one for a start
 * computes the digest again: a damaged disk is found before its code runs.
 *
 * <p>Thread-safe: two writers of one content write the same bytes under the same name.
 */
public final class ArtifactStore {

    private static final String ENDING = ".jar";
    private static final String UNFINISHED = ".part";

    private final Path folder;

    /** Opens the folder, makes it when missing, and removes what an earlier process left unfinished. */
    public ArtifactStore(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
            try (Stream<Path> files = Files.list(folder)) {
                for (Path left : files.filter(file -> file.toString().endsWith(UNFINISHED))
                        .toList()) {
                    Files.deleteIfExists(left);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("artifact store " + folder + " can't be opened: " + e.getMessage(), e);
        }
    }

    /**
     * Stores what the stream holds.
     *
     * @param name as the sender calls it, for sentences
     * @param limit most bytes
     * @return its SHA-256
     * @throws RefusedException when it is too large or the disk takes no more; nothing is left behind
     */
    public String put(InputStream content, String name, long limit) throws RefusedException {
        Path part = folder.resolve(UUID.randomUUID() + UNFINISHED);
        try {
            String sha256 = write(content, part, name, limit);
            Path target = path(sha256);
            if (Files.exists(target)) {
                Files.delete(part);
            } else {
                Files.move(part, target, ATOMIC_MOVE);
                forceFolder();
            }
            return sha256;
        } catch (IOException | UncheckedIOException e) {
            throw RefusedException.because(
                    "store", "name", name, "folder", folder, "free", free(), "cause", String.valueOf(e.getMessage()));
        } finally {
            discard(part);
        }
    }

    /** Where the jar with this digest lies, whether or not it is there. */
    public Path path(String sha256) {
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("\"" + sha256 + "\" is not a SHA-256 in hexadecimal");
        }
        return folder.resolve(sha256 + ENDING);
    }

    /** Whether the jar is there. */
    public boolean holds(String sha256) {
        return Files.isRegularFile(path(sha256));
    }

    /**
     * The jar, after its content was compared with its digest.
     *
     * @throws RefusedException when it is missing or damaged
     */
    public Path verified(String sha256) throws RefusedException {
        Path jar = path(sha256);
        if (!Files.isRegularFile(jar)) {
            throw RefusedException.because("missing", "sha256", sha256, "folder", folder);
        }
        try {
            String found = digest(jar);
            if (!found.equals(sha256)) {
                throw RefusedException.because("damaged", "file", jar, "sha256", sha256, "found", found);
            }
            return jar;
        } catch (IOException e) {
            throw RefusedException.because("unreadable", "name", jar, "cause", String.valueOf(e.getMessage()));
        }
    }

    /** The digests of all jars. */
    public List<String> all() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ENDING))
                    .map(name -> name.substring(0, name.length() - ENDING.length()))
                    .filter(name -> name.matches("[0-9a-f]{64}"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("artifact store " + folder + " can't be listed: " + e.getMessage(), e);
        }
    }

    /** Removes a jar; nothing happens when it is not there. */
    public void delete(String sha256) {
        try {
            Files.deleteIfExists(path(sha256));
        } catch (IOException e) {
            throw new UncheckedIOException("artifact " + path(sha256) + " can't be removed: " + e.getMessage(), e);
        }
    }

    /** The SHA-256 of a file, hexadecimal. */
    public static String digest(Path file) throws IOException {
        MessageDigest digest = sha256();
        var buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read; (read = in.read(buffer)) >= 0; ) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The SHA-256 of bytes, hexadecimal. */
    public static String digestOf(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String write(InputStream content, Path part, String name, long limit)
            throws IOException, RefusedException {
        MessageDigest digest = sha256();
        var buffer = new byte[1 << 16];
        long written = 0;
        try (FileChannel out = FileChannel.open(part, CREATE_NEW, WRITE)) {
            for (int read; (read = content.read(buffer)) >= 0; ) {
                written += read;
                if (written > limit) {
                    throw RefusedException.because("too-large", "name", name, "limit", limit);
                }
                digest.update(buffer, 0, read);
                var bytes = ByteBuffer.wrap(buffer, 0, read);
                while (bytes.hasRemaining()) {
                    FaultPoint.reach("lifecycle.store.write");
                    out.write(bytes);
                }
            }
            out.force(true);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The rename itself must survive a power cut. */
    private void forceFolder() throws IOException {
        try (FileChannel channel = FileChannel.open(folder)) {
            channel.force(true);
        }
    }

    private long free() {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            return -1;
        }
    }

    private static void discard(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            org.slf4j.LoggerFactory.getLogger(ArtifactStore.class)
                    .warn("{} can't be removed; the next start removes it", part, e);
        }
    }
}
