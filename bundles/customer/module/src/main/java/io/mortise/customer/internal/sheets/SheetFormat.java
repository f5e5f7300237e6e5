package io.mortise.customer.internal.sheets;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;

/** What a file of rows can be. */
public enum SheetFormat {
    CSV("text/csv; charset=utf-8") {
        @Override
        public RowSink open(OutputStream out, String name) throws IOException {
            return new CsvSink(out);
        }
    },
    XLSX(SheetFormat.WORKBOOK) {
        @Override
        public RowSink open(OutputStream out, String name) throws IOException {
            return new XlsxSink(out, name);
        }
    };

    /** The media type of {@link #XLSX}. */
    public static final String WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private final String mediaType;

    SheetFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    /** As in a query, {@code xlsx}; also how its files end. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** For {@code Content-Type}. */
    public String mediaType() {
        return mediaType;
    }

    /**
     * Begins a file.
     *
     * @param name of the sheet, where there are sheets; the first row is its heading
     */
    public abstract RowSink open(OutputStream out, String name) throws IOException;
}
