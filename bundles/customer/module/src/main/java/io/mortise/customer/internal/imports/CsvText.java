package io.mortise.customer.internal.imports;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Rows in one form (RFC 4180, comma): how they wait in the database, and how they are handed out. For one thread. */
public final class CsvText {

    private final StringWriter text = new StringWriter();
    private final CsvWriter csv =
            CsvWriter.builder().bufferSize(0).lineDelimiter(LineDelimiter.CRLF).build(text);
    private int rows;

    /** Appends a row. */
    public CsvText add(List<String> cells) {
        csv.writeRecord(cells);
        rows++;
        return this;
    }

    int rows() {
        return rows;
    }

    int length() {
        return text.getBuffer().length();
    }

    @Override
    public String toString() {
        return text.toString();
    }

    /** The rows of such a text. */
    static List<List<String>> rows(String text) {
        var rows = new ArrayList<List<String>>();
        try (CsvRows csv = CsvRows.stored(new StringReader(text))) {
            while (csv.hasNext()) {
                rows.add(csv.next().cells());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }
}
