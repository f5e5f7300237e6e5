package io.mortise.customer.internal.imports;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Remembers which keys a file had already, in 16 bytes each: the first half of their SHA-256, so two keys of a file are
 * taken for one only if somebody finds a collision. A million rows are 32 MB, whatever their names are. For one thread.
 */
final class SeenKeys {

    private final MessageDigest sha;
    private long[] table = new long[2 << 10];
    private int size;

    SeenKeys() {
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Remembers it; false when it was there before. */
    boolean add(String key) {
        if (size * 4 > table.length) {
            grow();
        }
        ByteBuffer hash = ByteBuffer.wrap(sha.digest(key.getBytes(StandardCharsets.UTF_8)));
        // Zero marks a free place: the lowest bit is given up for it.
        return put(table, hash.getLong() | 1, hash.getLong());
    }

    private boolean put(long[] into, long high, long low) {
        int mask = into.length - 2;
        for (int i = (int) (high >>> 32) << 1 & mask; ; i = i + 2 & mask) {
            if (into[i] == 0) {
                into[i] = high;
                into[i + 1] = low;
                size++;
                return true;
            }
            if (into[i] == high && into[i + 1] == low) {
                return false;
            }
        }
    }

    private void grow() {
        long[] old = table;
        table = new long[old.length * 2];
        size = 0;
        for (int i = 0; i < old.length; i += 2) {
            if (old[i] != 0) {
                put(table, old[i], old[i + 1]);
            }
        }
    }
}
