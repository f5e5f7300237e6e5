package io.mortise.customer.internal.sheets;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the rows of a file one after another, and keeps none of them. Closing it ends the file and its stream. */
public interface RowSink extends AutoCloseable {

    /** Writes a row; numbers are numbers where the format knows them, all else is its text, null an empty cell. */
    void row(List<? extends @Nullable Object> cells) throws IOException;

    @Override
    void close() throws IOException;
}
