package io.mortise.customer.internal.sheets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class XlsxSinkTest {

    @TempDir
    Path folder;

    private Path written(int sheetRows, List<? extends List<?>> rows) throws IOException {
        Path file = Files.createTempFile(folder, "w", ".xlsx");
        try (var sink = new XlsxSink(Files.newOutputStream(file), "customers", sheetRows)) {
            for (List<?> row : rows) {
                sink.row(row);
            }
        }
        return file;
    }

    private static List<List<String>> read(Path file) throws Exception {
        var rows = new ArrayList<List<String>>();
        try (Workbook workbook = Workbook.open(file)) {
            for (String sheet : workbook.sheets()) {
                SheetRows in = workbook.rows(sheet);
                for (SheetRows.Row row = in.next(); row != null; row = in.next()) {
                    rows.add(row.cells());
                }
            }
        }
        return rows;
    }

    private static String part(Path file, String name) throws IOException {
        try (var zip = new ZipFile(file.toFile())) {
            return new String(zip.getInputStream(zip.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void whatIsWrittenIsReadAgainWhateverItsCharactersAre() throws Exception {
        var random = new Random(42);
        var rows = new ArrayList<List<String>>();
        for (int i = 0; i < 300; i++) {
            var cells = new ArrayList<String>();
            for (int column = 0; column < 30; column++) {
                var cell = new StringBuilder("x");
                for (int letter = random.nextInt(12); letter > 0; letter--) {
                    cell.append(List.of(
                                    "_x0041_", "<&>\"'", "\u0001", "\uFFFE", "\t", "\n", "\r", "中", "😀", "ש", " ", "_",
                                    "x")
                            .get(random.nextInt(13)));
                }
                cells.add(cell.append('x').toString());
            }
            rows.add(cells);
        }

        assertEquals(rows, read(written(XlsxSink.SHEET_ROWS, rows)));
    }

    @Test
    void aTextIsNeverAFormulaAndStaysTheTextThatItIs() throws Exception {
        List<String> formulas = List.of("=1+1", "+1", "-1", "@sum(1)", "\t=1", "\r=1");

        Path file = written(XlsxSink.SHEET_ROWS, List.of(formulas));

        assertEquals(List.of(formulas), read(file));
        String sheet = part(file, "xl/worksheets/sheet1.xml");
        assertFalse(sheet.contains("<f"), sheet);
        assertEquals(formulas.size(), sheet.split(" s=\"1\"", -1).length - 1);
        assertTrue(part(file, "xl/styles.xml").contains("quotePrefix=\"1\""));
    }

    @Test
    void numbersAreNumbersAsLongAsSpreadsheetsKeepAllTheirDigits() throws Exception {
        Path file = written(
                XlsxSink.SHEET_ROWS,
                List.of(Arrays.asList(
                        7, 1234567890123456L, new BigDecimal("1100.04"), new BigDecimal("1E+3"), null, "", true)));

        assertEquals(List.of(List.of("7", "1234567890123456", "1100.04", "1000", "", "", "true")), read(file));
        assertTrue(part(file, "xl/worksheets/sheet1.xml").contains("<v>1100.04</v>"));
    }

    @Test
    void pastTheMostRowsOfASheetAnotherOneBeginsWithTheSameHeading() throws Exception {
        Path file = written(3, List.of(List.of("name"), List.of("a"), List.of("b"), List.of("c"), List.of("d")));

        assertEquals(
                List.of(List.of("name"), List.of("a"), List.of("b"), List.of("name"), List.of("c"), List.of("d")),
                read(file));
    }

    @Test
    void csvCellsAreNoFormulas() throws IOException {
        var out = new ByteArrayOutputStream();
        try (RowSink sink = SheetFormat.CSV.open(out, "customers")) {
            sink.row(Arrays.asList("=1+1", "+1", "@a", "\t=1", "'=1", "plain", null, new BigDecimal("-5.00"), -3));
        }

        assertEquals("\uFEFF'=1+1,'+1,'@a,'\t=1,''=1,plain,,-5.00,-3\r\n", out.toString(StandardCharsets.UTF_8));
    }
}
