package io.mortise.customer.internal.imports;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A file as it arrived, unpacked if it was gzipped, in a temporary file: which encoding it has is known only after its last
 * byte, so it is read twice. Gone when closed; memory stays flat.
 */
final class Upload implements AutoCloseable {

    /** Most bytes of one file, unpacked: a few million rows, and the end of any archive that unpacks without end. */
    static final long LIMIT = 512L << 20;

    private static final int HEAD = 1 << 20;

    private final Path file;
    private final String digest;

    private Upload(Path file, String digest) {
        this.file = file;
        this.digest = digest;
    }

    /** Takes the whole body. */
    static Upload spool(InputStream body) throws IOException {
        return spool(body, LIMIT);
    }

    static Upload spool(InputStream body, long limit) throws IOException {
        Path file = Files.createTempFile("customer-import-", ".csv");
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            try (InputStream in = unpacked(body);
                    OutputStream out = new DigestOutputStream(Files.newOutputStream(file), sha)) {
                copy(in, out, limit);
            }
            return new Upload(file, HexFormat.of().formatHex(sha.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** What its first bytes say it is. */
    enum Kind {
        TEXT,
        WORKBOOK,
        /** From before 2007. */
        OLD_WORKBOOK,
        ENCRYPTED_WORKBOOK
    }

    /** What it is, whatever it is called. */
    Kind kind() throws IOException {
        byte[] head;
        try (InputStream in = open()) {
            head = in.readNBytes(HEAD);
        }
        if (begins(head, 'P', 'K', 3, 4)) {
            return Kind.WORKBOOK;
        }
        if (!begins(head, 0xD0, 0xCF, 0x11, 0xE0)) {
            return Kind.TEXT;
        }
        // The name of the stream stands in a directory, two bytes a letter, as near the front as writers put it.
        String text = new String(head, StandardCharsets.ISO_8859_1);
        return text.contains("E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e")
                ? Kind.ENCRYPTED_WORKBOOK
                : Kind.OLD_WORKBOOK;
    }

    private static boolean begins(byte[] head, int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (head.length <= i || (head[i] & 0xFF) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    /** Where it lies. */
    Path file() {
        return file;
    }

    /** SHA-256 of the unpacked bytes, in hexadecimal. */
    String digest() {
        return digest;
    }

    /** The bytes from the start. */
    InputStream open() throws IOException {
        return new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("temporary file " + file + " can't be deleted", e);
        }
    }

    private static void copy(InputStream in, OutputStream out, long limit) throws IOException {
        var buffer = new byte[1 << 16];
        long total = 0;
        try {
            for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                total += got;
                if (total > limit) {
                    throw ImportRefused.tooLarge(limit);
                }
                out.write(buffer, 0, got);
            }
        } catch (ZipException | EOFException e) {
            throw ImportRefused.notGzip();
        }
    }

    private static InputStream unpacked(InputStream body) throws IOException {
        var in = new BufferedInputStream(body, 1 << 16);
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        try {
            return gzip ? new GZIPInputStream(in, 1 << 16) : in;
        } catch (ZipException | EOFException e) {
            throw ImportRefused.notGzip();
        }
    }
}
