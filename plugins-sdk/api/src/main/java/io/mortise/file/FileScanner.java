package io.mortise.file;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Looks for harmful contents before a file is kept; a Declarative Services component of a module that knows a scanner. Nothing is
 * kept that it did not call clean: when it throws, or takes longer than the server allows, the file is refused. Whether files are
 * taken while there is no scanner is a setting of the server, {@code files.scanner}. Thread-safe.
 */
@ConsumerType
public interface FileScanner {

    /** What it found. */
    sealed interface Verdict {

        /** Nothing. */
        record Clean() implements Verdict {}

        /**
         * Something harmful.
         *
         * @param what the name that the scanner has for it
         */
        record Infected(String what) implements Verdict {}
    }

    /**
     * Looks at a file that somebody sends.
     *
     * @param name as it will be called
     */
    Verdict scan(StoredFile file, String name) throws Exception;
}
