package io.mortise.customer.internal.sheets;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A workbook (ECMA-376) written row by row: texts stand in their cells, so that no table of shared ones grows, and the parts that
 * name the sheets come last. A text is never a formula; one that looks like it is marked as quoted, so that it stays a text when
 * somebody edits it. Past the most rows of a sheet another one begins, with the same heading.
 */
final class XlsxSink implements RowSink {

    /** Most rows of a sheet. */
    static final int SHEET_ROWS = 1_048_576;

    private static final int CELL_CHARACTERS = 32_767;
    /** Longer numbers are texts: spreadsheets keep 15 digits. */
    private static final int DIGITS = 15;

    private static final int BUFFER = 1 << 16;
    private static final String MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private static final String HEAD = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

    private final ZipOutputStream zip;
    private final String name;
    private final int sheetRows;
    private final StringBuilder text = new StringBuilder(BUFFER + (1 << 13));
    private List<? extends @Nullable Object> heading = List.of();
    private final List<String> sheets = new ArrayList<>();
    private int row;

    XlsxSink(OutputStream out, String name) throws IOException {
        this(out, name, SHEET_ROWS);
    }

    XlsxSink(OutputStream out, String name, int sheetRows) throws IOException {
        this.zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        this.zip.setLevel(Deflater.BEST_SPEED);
        this.name = name;
        this.sheetRows = sheetRows;
        begin();
    }

    @Override
    public void row(List<? extends @Nullable Object> cells) throws IOException {
        if (row == 0 && sheets.size() == 1) {
            heading = new ArrayList<>(cells);
        } else if (row == sheetRows) {
            end();
            begin();
            write(heading);
        }
        write(cells);
    }

    private void write(List<? extends @Nullable Object> cells) throws IOException {
        row++;
        text.append("<row r=\"").append(row).append("\">");
        for (int i = 0; i < cells.size(); i++) {
            cell(i, cells.get(i));
        }
        text.append("</row>");
        if (text.length() >= BUFFER) {
            flush();
        }
    }

    private void cell(int column, @Nullable Object value) {
        if (value == null || value.equals("")) {
            return;
        }
        text.append("<c r=\"");
        letters(column);
        text.append(row).append('"');
        String words = value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
        if (value instanceof Number && words.length() <= DIGITS) {
            text.append("><v>").append(words).append("</v></c>");
            return;
        }
        if (Formulas.begins(words.charAt(0))) {
            text.append(" s=\"1\"");
        }
        text.append(" t=\"inlineStr\"><is><t xml:space=\"preserve\">");
        escape(words, Math.min(words.length(), CELL_CHARACTERS));
        text.append("</t></is></c>");
    }

    /** A, …, Z, AA, … */
    private void letters(int column) {
        if (column >= 26) {
            letters(column / 26 - 1);
        }
        text.append((char) ('A' + column % 26));
    }

    /** What XML can't hold is written as {@code _x001F_}, as spreadsheets do; so what looks like that is written so itself. */
    private void escape(String words, int length) {
        for (int i = 0; i < length; i++) {
            char c = words.charAt(i);
            switch (c) {
                case '&' -> text.append("&amp;");
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '_' -> text.append(XlsxText.looksEscaped(words, i) ? "_x005F_" : "_");
                default -> {
                    boolean pair = Character.isHighSurrogate(c)
                            && i + 1 < length
                            && Character.isLowSurrogate(words.charAt(i + 1));
                    if (pair) {
                        text.append(c).append(words.charAt(++i));
                    } else if (Character.isSurrogate(c)) {
                        text.append('\uFFFD');
                    } else if (c < 0x20 && c != '\n' && c != '\t' || c >= 0xFFFE) {
                        text.append("_x%04X_".formatted((int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
    }

    private void begin() throws IOException {
        sheets.add(sheets.isEmpty() ? name : name + " " + (sheets.size() + 1));
        row = 0;
        zip.putNextEntry(new ZipEntry("xl/worksheets/sheet" + sheets.size() + ".xml"));
        text.append(HEAD).append("<worksheet xmlns=\"").append(MAIN).append("\"><sheetData>");
    }

    private void end() throws IOException {
        text.append("</sheetData></worksheet>");
        flush();
        zip.closeEntry();
    }

    private void flush() throws IOException {
        zip.write(text.toString().getBytes(StandardCharsets.UTF_8));
        text.setLength(0);
    }

    private void part(String path, String content) throws IOException {
        zip.putNextEntry(new ZipEntry(path));
        zip.write((HEAD + content).getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    @Override
    public void close() throws IOException {
        try (zip) {
            end();
            var types = new StringBuilder();
            var names = new StringBuilder();
            var relations = new StringBuilder();
            String office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
            String kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
            for (int i = 1; i <= sheets.size(); i++) {
                types.append("<Override PartName=\"/xl/worksheets/sheet%d.xml\" ContentType=\"%sworksheet+xml\"/>"
                        .formatted(i, kind));
                names.append("<sheet name=\"%s\" sheetId=\"%d\" r:id=\"rId%d\"/>".formatted(sheets.get(i - 1), i, i));
                relations.append("<Relationship Id=\"rId%d\" Type=\"%s/worksheet\" Target=\"worksheets/sheet%d.xml\"/>"
                        .formatted(i, office, i));
            }
            int styles = sheets.size() + 1;
            relations.append(
                    "<Relationship Id=\"rId%d\" Type=\"%s/styles\" Target=\"styles.xml\"/>".formatted(styles, office));
            String packages = "http://schemas.openxmlformats.org/package/2006/";
            part("xl/styles.xml", """
                    <styleSheet xmlns="%s"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>\
                    <borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>\
                    <cellXfs count="2"><xf/><xf quotePrefix="1"/></cellXfs></styleSheet>""".formatted(MAIN));
            part(
                    "xl/workbook.xml",
                    "<workbook xmlns=\"" + MAIN + "\" xmlns:r=\"" + office + "\"><sheets>" + names
                            + "</sheets></workbook>");
            part(
                    "xl/_rels/workbook.xml.rels",
                    "<Relationships xmlns=\"" + packages + "relationships\">" + relations + "</Relationships>");
            part(
                    "_rels/.rels",
                    "<Relationships xmlns=\"" + packages + "relationships\"><Relationship Id=\"rId1\" Type=\"" + office
                            + "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
            part(
                    "[Content_Types].xml",
                    "<Types xmlns=\"" + packages + "content-types\"><Default Extension=\"rels\" ContentType=\""
                            + "application/vnd.openxmlformats-package.relationships+xml\"/>"
                            + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                            + "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" + kind + "sheet.main+xml\"/>"
                            + "<Override PartName=\"/xl/styles.xml\" ContentType=\"" + kind + "styles+xml\"/>" + types
                            + "</Types>");
        }
    }
}
