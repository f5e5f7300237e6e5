package io.mortise.kernel.launcher;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mortise.kernel.spi.Sentence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The data folder of a running server, locked for as long as it is open: two servers on one folder would write into one
 * database file. The lock belongs to the process, so nothing is left to clean up after a {@code kill -9}.
 *
 * <p>Holds {@code server.json} (who serves it, and where) and {@code operator.token}, by which the command line finds
 * and opens the server. Both can be read by the owner alone, and go when the server stops.
 */
public final class DataFolder implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path path;
    private final FileChannel lock;
    private final String token;

    private DataFolder(Path path, FileChannel lock, String token) {
        this.path = path;
        this.lock = lock;
        this.token = token;
    }

    /**
     * Makes the folder when it is missing, and locks it.
     *
     * @throws StartException when it can't be written to, or another server has it; says who
     */
    static DataFolder open(Path path) {
        try {
            Files.createDirectories(path);
            if (heldHere(path)) {
                throw new StartException(taken(path));
            }
            var lock =
                    FileChannel.open(path.resolve("server.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(lock)) {
                lock.close();
                throw new StartException(taken(path));
            }
            var bytes = new byte[32];
            new SecureRandom().nextBytes(bytes);
            var folder = new DataFolder(path, lock, HexFormat.of().formatHex(bytes));
            folder.writePrivately("operator.token", folder.token + "\n");
            return folder;
        } catch (IOException e) {
            throw new StartException(
                    Sentence.of("launcher.data.unusable", "folder", path, "reason", String.valueOf(e)), e);
        }
    }

    /** Where it is. */
    Path path() {
        return path;
    }

    /** What opens the server; a new one at each start. */
    String token() {
        return token;
    }

    /** Says who serves the folder. */
    void announce(ServerFile server) {
        try {
            writePrivately(ServerFile.NAME, JSON.writeValueAsString(server) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("the data folder " + path + " can't be written", e);
        }
    }

    /** Whether a server holds the folder now. */
    public static boolean held(Path path) {
        if (heldHere(path)) {
            return true;
        }
        Path file = path.resolve("server.lock");
        if (!Files.exists(file)) {
            return false;
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            return !locked(channel);
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try (lock) {
            Files.deleteIfExists(path.resolve(ServerFile.NAME));
            Files.deleteIfExists(path.resolve("operator.token"));
        } catch (IOException e) {
            throw new UncheckedIOException("the data folder " + path + " can't be left", e);
        }
    }

    /**
     * Whether a kernel of this very process has it. Asked before the lock is touched: closing any channel of a file gives up
     * the whole process's lock on it. A process number alone says nothing, in a container it is the same at each start.
     */
    private static boolean heldHere(Path path) {
        Instant born = ProcessHandle.current().info().startInstant().orElse(Instant.EPOCH);
        return ServerFile.read(path)
                .filter(server -> server.pid() == ProcessHandle.current().pid())
                .filter(server -> !server.since().isBefore(born.truncatedTo(ChronoUnit.SECONDS)))
                .isPresent();
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static Sentence taken(Path path) {
        Optional<ServerFile> holder = ServerFile.read(path);
        return holder.map(server -> Sentence.of(
                        "launcher.data.taken.by",
                        "folder",
                        path,
                        "pid",
                        server.pid(),
                        "address",
                        server.address(),
                        "started",
                        server.started()))
                .orElseGet(() -> Sentence.of("launcher.data.taken", "folder", path));
    }

    /** Written beside and moved, so that a reader never sees half of it; private before it holds anything. */
    private void writePrivately(String name, String content) throws IOException {
        Path draft = Files.createTempFile(
                path,
                name,
                ".draft",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(draft, content);
            Files.move(draft, path.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
