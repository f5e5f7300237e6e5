package io.mortise.kernel.persistence.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code <data>/files}: the bytes of each file under the first two digits of its SHA-256, named by all of them, the owner's alone.
 * What is on its way lies in {@code incoming} and is moved when it is whole and on the disk. No name that a person gave is ever
 * part of a path.
 */
final class FileFolder {

    private static final String INCOMING = "incoming";
    private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{64}");

    private final Path folder;

    FileFolder(Path dataFolder) {
        this.folder = dataFolder.resolve("files");
        try {
            create(folder);
            create(folder.resolve(INCOMING));
        } catch (IOException e) {
            throw new UncheckedIOException("The folder for files " + folder + " can't be made", e);
        }
    }

    private static void create(Path folder) throws IOException {
        Files.createDirectories(folder);
        if (Files.getFileAttributeView(folder, PosixFileAttributeView.class) != null) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** Where the bytes are, or would be. */
    Path of(String sha256) {
        if (!DIGITS.matcher(sha256).matches()) {
            throw new IllegalArgumentException("\"" + sha256 + "\" is no SHA-256");
        }
        return folder.resolve(sha256.substring(0, 2)).resolve(sha256);
    }

    /** A new file for bytes that come. */
    Path incoming() throws IOException {
        return Files.createTempFile(folder.resolve(INCOMING), "", ".part");
    }

    /** Bytes that are free on the disk. */
    long free() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    /** Puts bytes that have come in their place, unless they are there already; they are on the disk before. */
    void place(Path incoming, String sha256) throws IOException {
        Path target = of(sha256);
        if (Files.exists(target) && Files.size(target) == Files.size(incoming)) {
            Files.deleteIfExists(incoming);
            return;
        }
        try (var channel = FileChannel.open(incoming, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Path parent = folder.resolve(sha256.substring(0, 2));
        try {
            create(parent);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(parent + " is no folder", e);
        }
        Files.move(incoming, target, StandardCopyOption.ATOMIC_MOVE);
        flush(parent);
    }

    /** The name itself survives a power cut only when its folder is written; not every system can. */
    private static void flush(Path parent) {
        try (var channel = FileChannel.open(parent, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows opens no folder; there the move itself is written through.
        }
    }

    void remove(String sha256) throws IOException {
        Files.deleteIfExists(of(sha256));
    }

    /** Removes what has been on its way since before then: whoever sent it is gone. */
    int removeAbandoned(Instant before) throws IOException {
        int removed = 0;
        for (Path part : list(folder.resolve(INCOMING))) {
            if (isOlder(part, before) && Files.deleteIfExists(part)) {
                removed++;
            }
        }
        return removed;
    }

    /** Names of what lies under these two digits and is older. */
    List<String> under(int digits, Instant before) throws IOException {
        Path parent = folder.resolve(String.format(Locale.ROOT, "%02x", digits));
        var names = new ArrayList<String>();
        if (Files.isDirectory(parent)) {
            for (Path file : list(parent)) {
                String name = String.valueOf(file.getFileName());
                if (DIGITS.matcher(name).matches() && isOlder(file, before)) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static boolean isOlder(Path file, Instant before) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(before);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Reads the beginning of a file. */
    static byte[] head(Path file, int most) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var bytes = ByteBuffer.allocate((int) Math.min(most, channel.size()));
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // until it is full
            }
            return bytes.array();
        }
    }
}
