package io.mortise.customer.internal.sheets;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** The rows of one sheet that hold anything, without blank cells at their end. For one thread. */
public final class SheetRows {

    /** Columns of a row that are read; what stands to the right of them is told by {@link Row#wide}. */
    public static final int COLUMNS = 500;

    /**
     * One row.
     *
     * @param number from 1
     * @param wide whether something stands beyond the columns that are read
     */
    public record Row(int number, List<String> cells, boolean wide) {}

    private final XMLStreamReader in;
    private final SharedTexts texts;
    private final NumberFormats formats;
    private final CellText text = new CellText();
    private int number;

    SheetRows(XMLStreamReader in, SharedTexts texts, NumberFormats formats) {
        this.in = in;
        this.texts = texts;
        this.formats = formats;
    }

    /** The next row that holds anything; null at the end. */
    public @Nullable Row next() throws Workbook.Broken {
        try {
            while (in.hasNext()) {
                int event = in.next();
                if (event == XMLStreamConstants.DTD) {
                    throw new Workbook.Broken("a document type", null);
                }
                if (event == XMLStreamConstants.START_ELEMENT
                        && in.getLocalName().equals("row")) {
                    number = Math.max(number + 1, Workbook.number(Workbook.attribute(in, "r")));
                    Row row = row();
                    if (!row.cells().isEmpty() || row.wide()) {
                        return row;
                    }
                }
            }
            return null;
        } catch (XMLStreamException e) {
            throw new Workbook.Broken("row " + (number + 1), e);
        }
    }

    private Row row() throws XMLStreamException {
        var cells = new ArrayList<String>();
        boolean wide = false;
        int column = -1;
        int filled = 0;
        while (in.hasNext()) {
            int event = in.next();
            if (event == XMLStreamConstants.END_ELEMENT && in.getLocalName().equals("row")) {
                break;
            }
            if (event == XMLStreamConstants.START_ELEMENT && in.getLocalName().equals("c")) {
                int told = column(Workbook.attribute(in, "r"));
                column = told < 0 ? column + 1 : told;
                String cell = cell();
                if (cell.isBlank()) {
                    continue;
                }
                if (column >= COLUMNS) {
                    wide = true;
                    continue;
                }
                while (cells.size() <= column) {
                    cells.add("");
                }
                cells.set(column, cell);
                filled = Math.max(filled, column + 1);
            }
        }
        return new Row(number, List.copyOf(cells.subList(0, filled)), wide);
    }

    private String cell() throws XMLStreamException {
        String type = Workbook.attribute(in, "t");
        int style = Workbook.number(Workbook.attribute(in, "s"));
        boolean value = false;
        String raw = "";
        String inline = "";
        while (in.hasNext()) {
            int event = in.next();
            if (event == XMLStreamConstants.START_ELEMENT && in.getLocalName().equals("v")) {
                value = true;
            } else if (event == XMLStreamConstants.CHARACTERS && value) {
                text.append(in);
            } else if (event == XMLStreamConstants.END_ELEMENT
                    && in.getLocalName().equals("v")) {
                value = false;
                raw = text.take();
            } else if (event == XMLStreamConstants.END_ELEMENT
                    && in.getLocalName().equals("is")) {
                text.see(in, event);
                inline = text.take();
            } else if (event == XMLStreamConstants.END_ELEMENT
                    && in.getLocalName().equals("c")) {
                break;
            } else {
                text.see(in, event);
            }
        }
        text.take();
        return switch (type) {
            case "s" -> Objects.requireNonNullElse(texts.get(Workbook.number(raw)), "");
            case "inlineStr" -> inline;
            case "str", "e" -> raw;
            case "b" -> raw.equals("1") ? "true" : "false";
            default -> formats.text(raw.strip(), style);
        };
    }

    /** The column of a cell {@code AB12}, from 0; -1 when it says none, the first unread one when it is beyond all of them. */
    private static int column(String reference) {
        int column = 0;
        int i = 0;
        for (; i < reference.length() && reference.charAt(i) >= 'A' && reference.charAt(i) <= 'Z'; i++) {
            column = Math.min(column * 26 + reference.charAt(i) - 'A' + 1, COLUMNS + 1);
        }
        return i == 0 ? -1 : column - 1;
    }
}
