package io.mortise.kernel.persistence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code <data>/keys/mortise.keys}: one key a line, its number, 32 bytes in Base64, and a check digit group, so that a
 * damaged line is noticed before something is sealed with it. Only the owner may read it.
 */
record KeyFile(Path path) {

    static final int BYTES = 32;

    private static final String NAME = "mortise.keys";
    private static final Pattern LINE = Pattern.compile("([1-9][0-9]{0,2}) ([A-Za-z0-9+/]{43}=) ([0-9a-f]{8})");
    private static final Set<PosixFilePermission> MINE = PosixFilePermissions.fromString("rw-------");

    private static final String HEAD = """
            # The keys of this Mortise installation: number, key, check. Without this file what is sealed in the
            # database can't be read again. Keep a copy apart from the database, and keep it secret.
            """;

    static KeyFile in(Path dataFolder) {
        return new KeyFile(dataFolder.resolve("keys").resolve(NAME));
    }

    boolean exists() {
        return Files.exists(path);
    }

    /**
     * The keys by number.
     *
     * @throws IllegalStateException with a sentence, when the file is damaged, or others may read it
     */
    NavigableMap<Integer, byte[]> read() {
        try {
            refuseReaders();
            var keys = new TreeMap<Integer, byte[]>();
            int number = 0;
            for (String line : Files.readAllLines(path, StandardCharsets.ISO_8859_1)) {
                number++;
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                Matcher found = LINE.matcher(line.strip());
                if (!found.matches()) {
                    throw damaged("line " + number + " is not a key");
                }
                int id = Integer.parseInt(found.group(1));
                byte[] key = Base64.getDecoder().decode(found.group(2));
                if (id > 255 || key.length != BYTES || !check(id, key).equals(found.group(3))) {
                    throw damaged("line " + number + " does not fit its check digits");
                }
                if (keys.put(id, key) != null) {
                    throw damaged("key " + id + " stands in it twice");
                }
            }
            if (keys.isEmpty()) {
                throw damaged("it holds no key");
            }
            return keys;
        } catch (IOException e) {
            throw new IllegalStateException("The key file " + path + " can't be read: " + e.getMessage(), e);
        }
    }

    /** Makes the first key and its file, on the disk before it is used. */
    NavigableMap<Integer, byte[]> create() {
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        var keys = new TreeMap<Integer, byte[]>(Map.of(1, key));
        write(keys);
        return keys;
    }

    private void write(NavigableMap<Integer, byte[]> keys) {
        var text = new StringBuilder(HEAD);
        keys.forEach((id, key) -> text.append(id)
                .append(' ')
                .append(Base64.getEncoder().encodeToString(key))
                .append(' ')
                .append(check(id, key))
                .append('\n'));
        try {
            Path folder = path.resolveSibling("").toAbsolutePath();
            Files.createDirectories(folder);
            Path draft = privateFile(folder);
            try {
                try (var channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                    channel.write(ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.US_ASCII)));
                    channel.force(true);
                }
                Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The key file " + path + " can't be written", e);
        }
    }

    private static Path privateFile(Path folder) throws IOException {
        if (!posix(folder)) {
            return Files.createTempFile(folder, NAME, ".draft");
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        return Files.createTempFile(folder, NAME, ".draft", PosixFilePermissions.asFileAttribute(MINE));
    }

    private void refuseReaders() throws IOException {
        if (posix(path) && !MINE.containsAll(Files.getPosixFilePermissions(path))) {
            throw new IllegalStateException(
                    "The key file " + path + " may be read by others. Make it the owner's alone: chmod 600 " + path);
        }
    }

    private static boolean posix(Path path) {
        return Files.getFileAttributeView(path, PosixFileAttributeView.class) != null;
    }

    private IllegalStateException damaged(String how) {
        return new IllegalStateException("The key file " + path + " is damaged: " + how
                + ". Put back the copy that was kept of it; a new one could not read what is sealed.");
    }

    /** Eight digits that follow from the line and tell nothing about the key. */
    static String check(int id, byte[] key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(("mortise key " + id + "\n").getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(Arrays.copyOf(digest.digest(key), 4));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
