package io.mortise.customer.internal.imports;

import io.mortise.customer.internal.imports.CsvRows.CsvRow;
import io.mortise.rest.FieldFault;
import java.util.List;
import java.util.Map;

/**
 * The first rows of a file before it is imported.
 *
 * @param columns headings, or numbers
 * @param mapping column → field, as it would be taken
 * @param suggestions column → field, for columns whose heading only resembles one
 * @param notices what looks like a slip of the pen in these rows
 */
public record Preview(
        List<String> columns,
        Map<String, String> mapping,
        Map<String, String> suggestions,
        List<Row> rows,
        List<Notice> notices) {

    /** Rows that are looked at. */
    static final int ROWS = 20;

    static final String FAILED = "failed";

    /**
     * A row.
     *
     * @param outcome {@code created}, {@code updated}, {@code skipped} or {@code failed}
     */
    public record Row(long line, List<String> cells, String outcome, List<FieldFault> faults) {

        static Row of(CsvRow row, Outcome outcome) {
            String word = !outcome.created().isEmpty()
                    ? "created"
                    : !outcome.updated().isEmpty() ? "updated" : outcome.skipped() > 0 ? "skipped" : FAILED;
            return new Row(
                    row.line(),
                    row.cells(),
                    word,
                    outcome.faults().stream()
                            .flatMap(fault -> fault.faults().stream())
                            .toList());
        }
    }
}
