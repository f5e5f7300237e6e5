package io.mortise.file;

import java.io.InputStream;
import java.util.Optional;
import java.util.UUID;
import org.osgi.annotation.versioning.ProviderType;

/**
 * This module's files. The bytes lie beside the database by their SHA-256, so equal files are kept once; a module reaches only
 * what it uses itself, by references of its own: what somebody may read is decided by the record that a reference belongs to.
 * Bundle-scoped and thread-safe.
 *
 * <p>A file is taken in two steps. {@link #receive} reads it outside any unit of work, however long that takes, checks it and keeps
 * the bytes for a day. {@link #use} refers to them in the unit of work that writes the record; after a roll-back nothing refers to
 * them, and they go by themselves, as they do some time after the last {@link #release}.
 *
 * <p>Failures are a {@link io.mortise.rest.ProblemException}: {@code file-too-large} 413, {@code file-type-refused} 415,
 * {@code file-type-differs} 415, {@code file-empty} 400, {@code file-name-refused} 400, {@code file-infected} 422,
 * {@code file-scan-failed} 503, {@code file-store-full} 507, {@code file-gone} 409.
 */
@ProviderType
public interface Files {

    /**
     * Reads a file to its end, checks its name, size, kind and, when there is a {@link FileScanner}, its contents, and keeps the
     * bytes. Outside any unit of work.
     *
     * @param name as whoever sent it calls it; a path is no name
     * @param type the media type that it is said to have, or empty when nothing is said
     * @throws IllegalStateException inside a unit of work
     */
    ReceivedFile receive(InputStream bytes, String name, Optional<String> type, FileRules rules);

    /**
     * Refers to bytes that were received, in the current writing unit of work.
     *
     * @param reference new; usually the id of the record that has the file
     */
    void use(UUID reference, ReceivedFile file);

    /** Refers no longer, in the current writing unit of work; nothing happens when there is no such reference. */
    void release(UUID reference);

    /**
     * The bytes that a reference of this module refers to; empty when it refers to nothing.
     *
     * @throws IllegalStateException when the store has lost them
     */
    Optional<StoredFile> find(UUID reference);
}
