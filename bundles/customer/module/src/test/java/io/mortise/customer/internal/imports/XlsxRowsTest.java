package io.mortise.customer.internal.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.customer.internal.imports.CsvRows.CsvRow;
import io.mortise.rest.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workbooks as other programs write them, and as an attacker does. */
class XlsxRowsTest {

    private static final String MAIN =
            "<?xml version=\"1.0\"?><%s xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
                    + " xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">%s</%1$s>";

    @TempDir
    Path folder;

    /** Parts of a workbook with one sheet. */
    private static Map<String, String> parts(String rows) {
        var parts = new LinkedHashMap<String, String>();
        parts.put("xl/worksheets/sheet1.xml", MAIN.formatted("worksheet", "<sheetData>" + rows + "</sheetData>"));
        parts.put(
                "xl/workbook.xml",
                MAIN.formatted("workbook", "<sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"rId1\"/></sheets>"));
        parts.put(
                "xl/_rels/workbook.xml.rels",
                "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/></Relationships>");
        return parts;
    }

    private static byte[] zip(Map<String, String> parts) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (var part : parts.entrySet()) {
                zip.putNextEntry(new ZipEntry(part.getKey()));
                zip.write(part.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    private List<CsvRow> rows(Map<String, String> parts) throws IOException {
        Path file = Files.createTempFile(folder, "w", ".xlsx");
        Files.write(file, zip(parts));
        var all = new ArrayList<CsvRow>();
        try (XlsxRows rows = XlsxRows.of(file)) {
            while (rows.hasNext()) {
                all.add(rows.next());
            }
        }
        return all;
    }

    private List<List<String>> cells(Map<String, String> parts) throws IOException {
        return rows(parts).stream().map(CsvRow::cells).toList();
    }

    private String refused(Map<String, String> parts) {
        return assertThrows(ProblemException.class, () -> rows(parts)).problem().type();
    }

    private static String refused(byte[] file) throws IOException {
        try (Upload upload = Upload.spool(new ByteArrayInputStream(file))) {
            var settings = ImportSettings.read(null, null, null, null, null, null, null, null);
            return assertThrows(
                            ProblemException.class,
                            () -> ImportFile.open(upload, settings).close())
                    .problem()
                    .type();
        }
    }

    @Test
    void sharedTextsFormulasBlanksAndMergedCellsAreReadAsTheyShow() throws IOException {
        Map<String, String> parts = parts("""
                <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="str"><v>sum</v></c></row>
                <row r="2"/>
                <row r="4"><c r="A4" t="inlineStr"><is><r><t>Au</t></r><r><t xml:space="preserve">ro </t></r></is></c>
                  <c r="C4"><f>1+1</f><v>2</v></c></row>
                <row r="5"><c r="B5" t="b"><v>1</v></c><c r="C5" t="e"><v>#REF!</v></c></row>""");
        parts.put(
                "xl/sharedStrings.xml",
                MAIN.formatted(
                        "sst",
                        "<si><t>name</t><rPh sb=\"0\" eb=\"1\"><t>spoken</t></rPh></si><si><r><t>in</t></r><r><t>dustry</t></r></si>"));

        List<CsvRow> rows = rows(parts);

        assertEquals(
                List.of(
                        new CsvRow(1, List.of("name", "industry", "sum")),
                        new CsvRow(4, List.of("Auro ", "", "2")),
                        new CsvRow(5, List.of("", "true", "#REF!"))),
                rows);
    }

    @Test
    void datesAreThoseOf1900AndOf1904AndNumbersHaveTheDigitsThatShow() throws IOException {
        String rows = """
                <row><c t="inlineStr"><is><t>name</t></is></c></row>
                <row><c s="1"><v>45292</v></c><c s="1"><v>59</v></c><c s="1"><v>61</v></c><c s="2"><v>45292.75</v></c>
                  <c><v>1100.0399999999999</v></c><c><v>1.3800138E10</v></c><c s="3"><v>5</v></c></row>""";
        Map<String, String> parts = parts(rows);
        parts.put(
                "xl/styles.xml",
                MAIN.formatted(
                        "styleSheet",
                        "<numFmts><numFmt numFmtId=\"170\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;\"/>"
                                + "<numFmt numFmtId=\"171\" formatCode=\"[Red]0&quot;days&quot;\"/></numFmts>"
                                + "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/>"
                                + "<xf numFmtId=\"14\"/><xf numFmtId=\"170\"/><xf numFmtId=\"171\"/></cellXfs>"));

        assertEquals(
                List.of("2024-01-01", "1900-02-28", "1900-03-01", "2024-01-01T18:00", "1100.04", "13800138000", "5"),
                cells(parts).getLast());

        parts.compute(
                "xl/workbook.xml", (name, text) -> text.replace("<sheets>", "<workbookPr date1904=\"1\"/><sheets>"));
        assertEquals("2028-01-02", cells(parts).getLast().getFirst());
    }

    @Test
    void laterSheetsGoOnOnlyWhenTheyBeginAlike() throws IOException {
        Map<String, String> parts =
                parts("<row><c t=\"str\"><v>name</v></c></row><row><c t=\"str\"><v>A</v></c></row>");
        String first = parts.get("xl/worksheets/sheet1.xml");
        parts.put("xl/worksheets/sheet2.xml", first.replace("<v>A<", "<v>B<"));
        parts.put("xl/worksheets/sheet3.xml", first.replace("<v>name<", "<v>other<"));
        parts.put(
                "xl/workbook.xml",
                MAIN.formatted(
                        "workbook",
                        "<sheets><sheet state=\"hidden\" r:id=\"rId3\"/><sheet r:id=\"rId1\"/><sheet r:id=\"rId2\"/><sheet r:id=\"rId3\"/></sheets>"));
        parts.put(
                "xl/_rels/workbook.xml.rels",
                "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/>"
                        + "<Relationship Id=\"rId2\" Target=\"/xl/worksheets/sheet2.xml\"/>"
                        + "<Relationship Id=\"rId3\" Target=\"worksheets/sheet3.xml\"/></Relationships>");

        List<CsvRow> rows = rows(parts);

        assertEquals(
                List.of(List.of("name"), List.of("A"), List.of("B")),
                rows.stream().map(CsvRow::cells).toList());
        assertEquals(3, rows.stream().map(CsvRow::line).distinct().count());
    }

    @Test
    void aDocumentTypeIsRefusedWhereverItStands() {
        String evil = "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>";
        for (String part : List.of("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels")) {
            Map<String, String> parts = parts("<row><c t=\"str\"><v>&#65;</v></c></row>");
            parts.compute(part, (name, text) -> text.replaceFirst("(<\\?xml[^>]*>)?", "$1" + evil.replace("$", "\\$")));
            assertTrue(refused(parts).startsWith("import-"), part);
        }
    }

    @Test
    void whatUnpacksWithoutEndIsRefused() {
        Map<String, String> parts = parts("<row><c t=\"str\"><v>name</v></c></row>" + "<row></row>".repeat(6_000_000));
        assertEquals("import-malformed", refused(parts));

        parts = parts("<row><c t=\"str\"><v>" + "A".repeat(10 << 20) + "</v></c></row>");
        assertEquals("import-malformed", refused(parts));
    }

    @Test
    void aCellThatIsTooLongAndARowThatIsTooWideAreRefusedByTheirLine() {
        assertEquals(
                "import-malformed",
                refused(parts("<row><c t=\"str\"><v>" + "A".repeat(CsvRows.CELL_LIMIT + 1) + "</v></c></row>")));
        assertEquals("import-malformed", refused(parts("<row><c r=\"XFD1\" t=\"str\"><v>A</v></c></row>")));
        assertEquals("import-malformed", refused(parts("<row><c r=\"ZZZZZZZZZZZZ1\" t=\"str\"><v>A</v></c></row>")));
        assertEquals(
                "import-malformed", refused(parts("<row>" + "<c t=\"str\"><v>A</v></c>".repeat(1_000_000) + "</row>")));
    }

    @Test
    void whatIsNoWorkbookWhateverItIsCalledIsToldWhatItIs() throws IOException {
        byte[] old = new byte[4096];
        old[0] = (byte) 0xD0;
        old[1] = (byte) 0xCF;
        old[2] = 0x11;
        old[3] = (byte) 0xE0;
        assertEquals("import-old-workbook", refused(old));
        byte[] name = "EncryptedPackage".getBytes(StandardCharsets.UTF_16LE);
        System.arraycopy(name, 0, old, 1024, name.length);
        assertEquals("import-encrypted-workbook", refused(old));

        byte[] good = zip(parts("<row><c t=\"str\"><v>name</v></c></row>"));
        assertEquals("import-broken-workbook", refused(java.util.Arrays.copyOf(good, good.length / 2)));
        assertEquals("import-broken-workbook", refused(zip(Map.of("word/document.xml", "<x/>"))));
    }
}
