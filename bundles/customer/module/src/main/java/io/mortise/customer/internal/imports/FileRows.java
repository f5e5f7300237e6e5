package io.mortise.customer.internal.imports;

import io.mortise.customer.internal.imports.CsvRows.CsvRow;
import java.io.IOException;

/** The rows of a file, one after another, whatever its format; blank ones are left out. For one thread. */
interface FileRows extends AutoCloseable {

    /** Whether there is another row. */
    boolean hasNext();

    /** The next row. */
    CsvRow next();

    @Override
    void close() throws IOException;
}
