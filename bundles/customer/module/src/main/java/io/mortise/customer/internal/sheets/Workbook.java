package io.mortise.customer.internal.sheets;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * A workbook (XLSX) that a stranger sent, read sheet by sheet and row by row; of what it holds no more than a row is in memory.
 * Formulas are not run: their last values count. Charts, macros and links are not looked at.
 */
public final class Workbook implements AutoCloseable {

    /** It is none, or no honest one. */
    public static final class Broken extends Exception {
        private static final long serialVersionUID = 1L;

        Broken(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    private static final long DIRECTORY_BYTES = 4L << 20;
    private static final int MOST_PARTS = 10_000;
    private static final int MOST_STYLES = 100_000;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,8}");

    private final ZipFile zip;
    private final BoundedXml xml;
    private final SharedTexts texts;
    private final NumberFormats formats = new NumberFormats();
    private final List<String> sheets = new ArrayList<>();

    private Workbook(ZipFile zip, long bytes, SharedTexts texts) {
        this.zip = zip;
        this.xml = new BoundedXml(bytes);
        this.texts = texts;
    }

    /** Opens it. */
    public static Workbook open(Path file) throws IOException, Broken {
        checkDirectory(file);
        ZipFile zip;
        try {
            zip = new ZipFile(file.toFile());
        } catch (ZipException e) {
            throw new Broken("no archive", e);
        }
        SharedTexts texts;
        try {
            texts = new SharedTexts();
        } catch (IOException e) {
            zip.close();
            throw e;
        }
        var workbook = new Workbook(zip, Files.size(file), texts);
        try {
            if (zip.size() > MOST_PARTS) {
                throw new Broken("too many parts", null);
            }
            workbook.readParts();
            return workbook;
        } catch (IOException | Broken | RuntimeException e) {
            workbook.close();
            throw e;
        }
    }

    /** Parts with sheets, in their order. */
    public List<String> sheets() {
        return List.copyOf(sheets);
    }

    /** The rows of a sheet. */
    public SheetRows rows(String sheet) throws IOException, Broken {
        return new SheetRows(reader(sheet), texts, formats);
    }

    @Override
    public void close() throws IOException {
        try (zip) {
            texts.close();
        }
    }

    /** The directory of an archive is read whole: a huge one is refused before. */
    private static void checkDirectory(Path file) throws IOException, Broken {
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            var tail = new byte[(int) Math.min(in.length(), (1 << 16) + 22)];
            in.seek(in.length() - tail.length);
            in.readFully(tail);
            for (int i = tail.length - 22; i >= 0; i--) {
                if (tail[i] == 'P' && tail[i + 1] == 'K' && tail[i + 2] == 5 && tail[i + 3] == 6) {
                    long size = tail[i + 12] & 0xFF
                            | (tail[i + 13] & 0xFF) << 8
                            | (tail[i + 14] & 0xFF) << 16
                            | (tail[i + 15] & 0xFFL) << 24;
                    if (size > DIRECTORY_BYTES) {
                        throw new Broken("a directory of " + size + " bytes", null);
                    }
                    return;
                }
            }
        }
        throw new Broken("an archive without its end", null);
    }

    private void readParts() throws IOException, Broken {
        Map<String, String> targets = new HashMap<>();
        each("xl/_rels/workbook.xml.rels", "Relationship", in -> {
            String target = attribute(in, "Target");
            targets.put(attribute(in, "Id"), target.startsWith("/") ? target.substring(1) : "xl/" + target);
        });
        each("xl/workbook.xml", "sheet", in -> {
            String part = targets.get(String.valueOf(relation(in)));
            if (part != null
                    && zip.getEntry(part) != null
                    && attribute(in, "state").isEmpty()) {
                sheets.add(part);
            }
        });
        each("xl/workbook.xml", "workbookPr", in -> {
            if (List.of("1", "true").contains(attribute(in, "date1904"))) {
                formats.since1904();
            }
        });
        if (sheets.isEmpty()) {
            throw new Broken("no sheet", null);
        }
        if (zip.getEntry("xl/styles.xml") != null) {
            readStyles();
        }
        if (zip.getEntry("xl/sharedStrings.xml") != null) {
            readTexts();
        }
        texts.ended();
    }

    private void readStyles() throws IOException, Broken {
        each(
                "xl/styles.xml",
                "numFmt",
                in -> formats.code(number(attribute(in, "numFmtId")), attribute(in, "formatCode")));
        var styles = new int[1];
        var inside = new boolean[1];
        read("xl/styles.xml", (in, event) -> {
            if (in.hasName() && in.getLocalName().equals("cellXfs")) {
                inside[0] = event == XMLStreamConstants.START_ELEMENT;
            } else if (inside[0]
                    && event == XMLStreamConstants.START_ELEMENT
                    && in.getLocalName().equals("xf")) {
                if (++styles[0] > MOST_STYLES) {
                    throw new BoundedXml.TooMuch("too many styles");
                }
                formats.style(number(attribute(in, "numFmtId")));
            }
        });
    }

    private void readTexts() throws IOException, Broken {
        var text = new CellText();
        read("xl/sharedStrings.xml", (in, event) -> {
            text.see(in, event);
            if (event == XMLStreamConstants.END_ELEMENT && in.getLocalName().equals("si")) {
                texts.add(text.take());
            }
        });
    }

    /** Sees each event of a part. */
    private interface Seeing {
        void see(XMLStreamReader in, int event) throws IOException, XMLStreamException;
    }

    /** Takes an element. */
    private interface Taking {
        void take(XMLStreamReader in);
    }

    private void each(String part, String element, Taking taking) throws IOException, Broken {
        read(part, (in, event) -> {
            if (event == XMLStreamConstants.START_ELEMENT && in.getLocalName().equals(element)) {
                taking.take(in);
            }
        });
    }

    private void read(String part, Seeing seeing) throws IOException, Broken {
        try {
            XMLStreamReader in = reader(part);
            while (in.hasNext()) {
                int event = in.next();
                if (event == XMLStreamConstants.DTD) {
                    throw new Broken("a document type", null);
                }
                seeing.see(in, event);
            }
            in.close();
        } catch (XMLStreamException e) {
            throw new Broken("part " + part, e);
        } catch (ZipException | BoundedXml.TooMuch | java.io.EOFException e) {
            throw new Broken("part " + part, e);
        }
    }

    private XMLStreamReader reader(String part) throws IOException, Broken {
        ZipEntry entry = zip.getEntry(part);
        if (entry == null) {
            throw new Broken("no part " + part, null);
        }
        try {
            InputStream in = zip.getInputStream(entry);
            return xml.open(in);
        } catch (XMLStreamException | ZipException | BoundedXml.TooMuch e) {
            throw new Broken("part " + part, e);
        }
    }

    static String attribute(XMLStreamReader in, String name) {
        String value = in.getAttributeValue(null, name);
        return value == null ? "" : value;
    }

    private static @Nullable String relation(XMLStreamReader in) {
        for (int i = 0; i < in.getAttributeCount(); i++) {
            String namespace = in.getAttributeNamespace(i);
            if (in.getAttributeLocalName(i).equals("id") && namespace != null && !namespace.isEmpty()) {
                return in.getAttributeValue(i);
            }
        }
        return null;
    }

    static int number(String text) {
        return NUMBER.matcher(text).matches() ? Integer.parseInt(text) : -1;
    }
}
