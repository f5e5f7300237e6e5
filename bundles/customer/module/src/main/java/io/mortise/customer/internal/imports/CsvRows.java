package io.mortise.customer.internal.imports;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.mortise.rest.ProblemException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.Iterator;
import java.util.List;

/**
 * The rows of a CSV text, one after another; the separator is found by itself. A row that can't be read ends the file: what
 * follows an unclosed quote means nothing.
 */
final class CsvRows implements FileRows {

    /** Most characters of a cell. */
    static final int CELL_LIMIT = 10_000;

    /** Most columns of a row. */
    static final int COLUMN_LIMIT = 500;

    /** Most characters of a row. */
    static final int ROW_LIMIT = 100_000;

    private static final int SNIFF = 16 << 10;

    /** One row. */
    record CsvRow(long line, List<String> cells) {}

    private final CsvReader<CsvRecord> reader;
    private final Iterator<CsvRecord> records;
    private long lastLine;

    private CsvRows(Reader text, char separator, int cellLimit, int rowLimit) {
        this.reader = CsvReader.builder()
                .fieldSeparator(separator)
                .skipEmptyLines(true)
                .allowUnclosedQuote(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .build(
                        CsvRecordHandler.builder()
                                .maxFields(COLUMN_LIMIT + 1)
                                .maxFieldSize(cellLimit)
                                .maxRecordSize(rowLimit)
                                .build(),
                        text);
        this.records = reader.iterator();
    }

    /** Rows with the separator that the first row uses: comma, semicolon or tab. */
    static CsvRows of(Reader text) throws IOException {
        var marked = new BufferedReader(text, SNIFF);
        marked.mark(SNIFF);
        var head = new char[SNIFF];
        int length = Math.max(0, marked.read(head, 0, SNIFF));
        marked.reset();
        return new CsvRows(marked, separator(head, length), CELL_LIMIT, ROW_LIMIT);
    }

    /** Rows of {@link CsvText}: every cell was let in before, and the line number stands before them. */
    static CsvRows stored(Reader text) {
        return new CsvRows(text, ',', 2 * CELL_LIMIT, 2 * ROW_LIMIT);
    }

    @Override
    public boolean hasNext() {
        try {
            return records.hasNext();
        } catch (RuntimeException e) {
            throw malformed(e);
        }
    }

    @Override
    public CsvRow next() {
        try {
            CsvRecord row = records.next();
            lastLine = row.getStartingLineNumber();
            return new CsvRow(lastLine, row.getFields());
        } catch (RuntimeException e) {
            throw malformed(e);
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    private RuntimeException malformed(RuntimeException e) {
        if (!(e instanceof CsvParseException)) {
            return e;
        }
        ProblemException refused = ImportRefused.malformed(lastLine + 1);
        refused.addSuppressed(e);
        return refused;
    }

    private static char separator(char[] text, int length) {
        char best = ',';
        int most = 0;
        for (char candidate : new char[] {',', ';', '\t'}) {
            int count = count(text, length, candidate);
            if (count > most) {
                most = count;
                best = candidate;
            }
        }
        return best;
    }

    /** How often the separator stands in the first row that has text, outside quotes. */
    private static int count(char[] text, int length, char separator) {
        int count = 0;
        boolean quoted = false;
        boolean any = false;
        for (int i = 0; i < length; i++) {
            char c = text[i];
            if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && c == separator) {
                count++;
            } else if (!quoted && (c == '\n' || c == '\r')) {
                if (any) {
                    return count;
                }
                continue;
            }
            any = true;
        }
        return count;
    }
}
