package io.mortise.kernel.persistence.files;

import io.mortise.file.FileKind;
import io.mortise.file.FileRules;
import io.mortise.file.Files;
import io.mortise.file.ReceivedFile;
import io.mortise.file.StoredFile;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/** The files of one module: it reaches the references that it made itself. */
record ModuleFiles(
        String module, FileSettings settings, FileFolder folder, FileTables tables, FileChecks checks, Clock clock)
        implements Files {

    private static final int BUFFER = 64 * 1024;
    private static final long MEGABYTE = 1024L * 1024;

    @Override
    public ReceivedFile receive(InputStream bytes, String given, Optional<String> said, FileRules rules) {
        if (tables.working()) {
            throw new IllegalStateException("a file is received outside a unit of work: it may take minutes");
        }
        String name = checks.name(given);
        FileKind kind = checks.kind(name, said, rules);
        long most = Math.min(rules.maxBytes(), settings.maxMegabytes() * MEGABYTE);
        try {
            Path part = folder.incoming();
            try {
                MessageDigest digest = sha256();
                long size = copy(bytes, part, digest, most);
                String sha256 = HexFormat.of().formatHex(digest.digest());
                checks.begins(kind, FileFolder.head(part, FileKind.HEAD));
                checks.scan(new KeptFile(part, sha256, size), name);
                tables.keep(sha256, size, clock.instant(), () -> folder.place(part, sha256));
                return new ReceivedFile(sha256, size, name, kind.type());
            } finally {
                java.nio.file.Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a file could not be received", e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("a file could not be kept", e);
        }
    }

    private long copy(InputStream bytes, Path part, MessageDigest digest, long most) throws IOException {
        long reserve = settings.freeMegabytes() * MEGABYTE;
        long size = 0;
        try (var out = new DigestOutputStream(java.nio.file.Files.newOutputStream(part), digest)) {
            var buffer = new byte[BUFFER];
            long room = folder.free() - reserve;
            for (int got = bytes.read(buffer); got >= 0; got = bytes.read(buffer)) {
                size += got;
                if (size > most) {
                    throw new ProblemException(Problem.of("file-too-large", 413).with("max", most));
                }
                if (size > room) {
                    throw new ProblemException(Problem.of("file-store-full", 507));
                }
                out.write(buffer, 0, got);
            }
        }
        if (size == 0) {
            throw new ProblemException(Problem.of("file-empty", 400));
        }
        return size;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public void use(UUID reference, ReceivedFile file) {
        tables.requireWriting();
        try {
            if (!tables.use(module, reference, file.sha256())) {
                throw new ProblemException(Problem.of("file-gone", 409));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("a file can't be referred to by " + reference, e);
        }
    }

    @Override
    public void release(UUID reference) {
        tables.requireWriting();
        try {
            tables.release(module, reference, clock.instant());
        } catch (SQLException e) {
            throw new IllegalStateException("the file of " + reference + " can't be released", e);
        }
    }

    @Override
    public Optional<StoredFile> find(UUID reference) {
        try {
            return tables.find(module, reference).map(row -> kept(reference, row));
        } catch (SQLException e) {
            throw new IllegalStateException("the file of " + reference + " can't be found", e);
        }
    }

    private StoredFile kept(UUID reference, FileTables.Row row) {
        Path path = folder.of(row.sha256());
        try {
            if (java.nio.file.Files.size(path) == row.size()) {
                return new KeptFile(path, row.sha256(), row.size());
            }
        } catch (IOException e) {
            throw new IllegalStateException("the bytes of " + reference + " are lost: " + path, e);
        }
        throw new IllegalStateException("the bytes of " + reference + " are damaged: " + path);
    }
}
