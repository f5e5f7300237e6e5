package io.mortise.file;

import java.io.IOException;
import java.io.InputStream;
import org.osgi.annotation.versioning.ProviderType;

/** Bytes that are kept. */
@ProviderType
public interface StoredFile {

    /** SHA-256 of the bytes, 64 hexadecimal digits; good as an ETag. */
    String sha256();

    /** In bytes. */
    long size();

    /**
     * Reads a part, which the caller closes.
     *
     * @param from first byte, from 0 to the size
     * @param length how many; less come when the file ends before
     */
    InputStream open(long from, long length) throws IOException;

    /** Reads all of it, which the caller closes. */
    default InputStream open() throws IOException {
        return open(0, size());
    }
}
