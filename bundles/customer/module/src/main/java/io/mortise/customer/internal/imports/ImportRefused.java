package io.mortise.customer.internal.imports;

import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.util.List;

/** Why a whole file is refused, before a row of it is stored. */
final class ImportRefused {

    private ImportRefused() {}

    static ProblemException empty() {
        return new ProblemException(Problem.of("import-empty", 400));
    }

    static ProblemException tooLarge(long limit) {
        return new ProblemException(Problem.of("import-too-large", 413).with("limit", limit));
    }

    static ProblemException brokenWorkbook() {
        return new ProblemException(Problem.of("import-broken-workbook", 400));
    }

    static ProblemException oldWorkbook() {
        return new ProblemException(Problem.of("import-old-workbook", 400));
    }

    static ProblemException encryptedWorkbook() {
        return new ProblemException(Problem.of("import-encrypted-workbook", 400));
    }

    static ProblemException notGzip() {
        return new ProblemException(Problem.of("import-not-gzip", 400));
    }

    static ProblemException brokenEncoding(String charset, long position) {
        return new ProblemException(Problem.of("import-broken-encoding", 400)
                .with("charset", charset)
                .with("position", position));
    }

    static ProblemException nulByte(long position) {
        return new ProblemException(Problem.of("import-nul-byte", 400).with("position", position));
    }

    static ProblemException malformed(long line) {
        return new ProblemException(Problem.of("import-malformed", 400)
                .with("line", line)
                .with("cellLimit", CsvRows.CELL_LIMIT)
                .with("columnLimit", CsvRows.COLUMN_LIMIT));
    }

    static ProblemException noNameColumn(List<String> columns) {
        return new ProblemException(
                Problem.of("import-no-name-column", 400).with("columns", String.join(", ", columns)));
    }

    static ProblemException noKeyColumn(String match, List<String> columns) {
        return new ProblemException(Problem.of("import-no-key-column", 400)
                .with("match", match)
                .with("columns", String.join(", ", columns)));
    }

    static ProblemException unknownColumn(String column, List<String> columns) {
        return new ProblemException(Problem.of("import-unknown-column", 400)
                .with("column", column)
                .with("columns", String.join(", ", columns)));
    }

    static ProblemException unknownField(String field) {
        return new ProblemException(Problem.of("import-unknown-field", 400)
                .with("field", field)
                .with("fields", String.join(", ", ImportField.keys())));
    }

    static ProblemException mappedTwice(String field) {
        return new ProblemException(Problem.of("import-mapped-twice", 400).with("field", field));
    }
}
