package io.mortise.customer.internal.imports;

import io.mortise.customer.internal.imports.CsvRows.CsvRow;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A file whose encoding, separator and columns are found out, row by row. */
final class ImportFile implements AutoCloseable {

    private final FileRows rows;
    private final ColumnMapping mapping;
    private @Nullable CsvRow first;

    private ImportFile(FileRows rows, ColumnMapping mapping, @Nullable CsvRow first) {
        this.rows = rows;
        this.mapping = mapping;
        this.first = first;
    }

    /** Opens it; refuses what is no list of customers. */
    static ImportFile open(Upload upload, ImportSettings settings) throws IOException {
        return open(upload, settings, CustomHeadings.NONE);
    }

    /** The same where people defined fields. */
    static ImportFile open(Upload upload, ImportSettings settings, CustomHeadings defined) throws IOException {
        FileRows rows = rows(upload);
        try {
            if (!rows.hasNext()) {
                throw ImportRefused.empty();
            }
            CsvRow first = rows.next();
            if (first.cells().size() > CsvRows.COLUMN_LIMIT) {
                throw ImportRefused.malformed(first.line());
            }
            return ColumnMapping.isHeader(first.cells(), settings)
                    ? new ImportFile(rows, ColumnMapping.ofHeadings(first.cells(), settings.mapping(), defined), null)
                    : new ImportFile(
                            rows, ColumnMapping.ofNumbers(first.cells().size(), settings.mapping(), defined), first);
        } catch (RuntimeException e) {
            rows.close();
            throw e;
        }
    }

    private static FileRows rows(Upload upload) throws IOException {
        return switch (upload.kind()) {
            case TEXT -> CsvRows.of(Encoding.of(upload).open(upload));
            case WORKBOOK -> XlsxRows.of(upload.file());
            case OLD_WORKBOOK -> throw ImportRefused.oldWorkbook();
            case ENCRYPTED_WORKBOOK -> throw ImportRefused.encryptedWorkbook();
        };
    }

    /** The same when its rows can become customers; closes and refuses it when no column is the name, or what they are known by. */
    ImportFile checked(ImportSettings settings) throws IOException {
        String match = settings.match().key();
        boolean known = settings.match() == ImportSettings.Match.EXTERNAL
                || mapping.fields().contains(match);
        if (mapping.hasName() && known) {
            return this;
        }
        close();
        throw mapping.hasName()
                ? ImportRefused.noKeyColumn(match, mapping.columns())
                : ImportRefused.noNameColumn(mapping.columns());
    }

    ColumnMapping mapping() {
        return mapping;
    }

    /** The next row; empty at the end. */
    Optional<CsvRow> next() {
        CsvRow waiting = first;
        if (waiting != null) {
            first = null;
            return Optional.of(waiting);
        }
        return rows.hasNext() ? Optional.of(rows.next()) : Optional.empty();
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
