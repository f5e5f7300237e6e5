package io.mortise.file;

import java.util.Set;

/**
 * What a module takes.
 *
 * @param maxBytes the largest file; the server's own limit counts too
 * @param kinds none but these
 */
public record FileRules(long maxBytes, Set<FileKind> kinds) {

    public FileRules {
        if (maxBytes < 1 || kinds.isEmpty()) {
            throw new IllegalArgumentException("rules that take no file: " + maxBytes + " bytes, kinds " + kinds);
        }
        kinds = Set.copyOf(kinds);
    }

    /** Every kind, up to a size. */
    public static FileRules upTo(long maxBytes) {
        return new FileRules(maxBytes, Set.of(FileKind.values()));
    }
}
