package io.mortise.customer.internal.imports;

import io.mortise.customer.internal.imports.CsvRows.CsvRow;
import io.mortise.customer.internal.sheets.SheetRows;
import io.mortise.customer.internal.sheets.Workbook;
import io.mortise.rest.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a workbook: of its first visible sheet, and of those after it that begin with the same row, as a long export has
 * them. Rows are as wide as the first one, since a sheet leaves blank cells out.
 */
final class XlsxRows implements FileRows {

    private static final long SHEET_ROWS = 1_048_576;

    private final Workbook workbook;
    private final Iterator<String> sheets;
    private SheetRows rows;
    private int sheet;
    private @Nullable List<String> first;
    private @Nullable CsvRow waiting;
    private boolean ended;
    private long line;

    private XlsxRows(Workbook workbook) throws IOException, Workbook.Broken {
        this.workbook = workbook;
        this.sheets = workbook.sheets().iterator();
        this.rows = workbook.rows(sheets.next());
    }

    static XlsxRows of(Path file) throws IOException {
        Workbook workbook;
        try {
            workbook = Workbook.open(file);
        } catch (Workbook.Broken e) {
            throw refused(ImportRefused.brokenWorkbook(), e);
        }
        try {
            return new XlsxRows(workbook);
        } catch (Workbook.Broken e) {
            workbook.close();
            throw refused(ImportRefused.brokenWorkbook(), e);
        } catch (IOException | RuntimeException e) {
            workbook.close();
            throw e;
        }
    }

    @Override
    public boolean hasNext() {
        if (waiting == null && !ended) {
            waiting = read();
            ended = waiting == null;
        }
        return waiting != null;
    }

    @Override
    public CsvRow next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        CsvRow next = waiting;
        waiting = null;
        return java.util.Objects.requireNonNull(next);
    }

    @Override
    public void close() throws IOException {
        workbook.close();
    }

    private @Nullable CsvRow read() {
        try {
            SheetRows.Row row = rows.next();
            while (row == null && sheets.hasNext()) {
                rows = workbook.rows(sheets.next());
                sheet++;
                row = rows.next();
                if (row == null || !row.cells().equals(first)) {
                    return null;
                }
                row = rows.next();
            }
            return row == null ? null : checked(row);
        } catch (Workbook.Broken e) {
            throw refused(ImportRefused.malformed(line + 1), e);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("the workbook can't be read", e);
        }
    }

    private CsvRow checked(SheetRows.Row row) {
        line = sheet * SHEET_ROWS + row.number();
        List<String> known = first;
        long characters = row.cells().stream().mapToLong(String::length).sum();
        if (row.wide()
                || characters > CsvRows.ROW_LIMIT
                || row.cells().stream().anyMatch(cell -> cell.length() > CsvRows.CELL_LIMIT)) {
            throw ImportRefused.malformed(line);
        }
        if (known == null) {
            first = row.cells();
            return new CsvRow(line, row.cells());
        }
        var cells = new ArrayList<>(row.cells());
        cells.addAll(Collections.nCopies(Math.max(0, known.size() - cells.size()), ""));
        return new CsvRow(line, cells);
    }

    private static ProblemException refused(ProblemException refused, Exception cause) {
        refused.addSuppressed(cause);
        return refused;
    }
}
