package io.mortise.customer.internal.imports;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.mortise.customer.internal.sheets.Formulas;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Texts;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The rows that failed, as CSV: line, reason in the caller's language, and the cells as they were. With a byte order mark,
 * because spreadsheets take a file without one for anything but UTF-8. Corrected, it can be imported as it is: the two
 * columns before are no field.
 */
public final class ErrorFile {

    private final CustomerImports imports;
    private final Texts texts;
    private final Locale locale;

    public ErrorFile(CustomerImports imports, Texts texts, Locale locale) {
        this.imports = imports;
        this.texts = texts;
        this.locale = locale;
    }

    /** Writes all of them, a few hundred in memory at a time; leaves the stream open. */
    public void write(Import current, OutputStream out) throws IOException {
        out.write(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF});
        CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(out, StandardCharsets.UTF_8);
        csv.writeRecord(row(text("import.error.line"), text("import.error.reason"), current.columns()));
        long line = 0;
        for (List<ImportFault> some = imports.faults(current.id(), line);
                !some.isEmpty();
                some = imports.faults(current.id(), line)) {
            for (ImportFault fault : some) {
                csv.writeRecord(row(Long.toString(fault.line()), reason(fault), fault.cells()));
            }
            line = some.getLast().line();
        }
        csv.flush();
    }

    private String reason(ImportFault fault) {
        return fault.faults().stream().map(this::sentence).collect(Collectors.joining(" "));
    }

    private String sentence(FieldFault fault) {
        String sentence = texts.text(locale, "fault." + fault.code(), fault.arguments());
        return fault.pointer().isEmpty() ? sentence : fault.pointer().substring(1) + ": " + sentence;
    }

    private String text(String key) {
        return texts.text(locale, key, Map.of());
    }

    private static List<String> row(String line, String reason, List<String> cells) {
        var row = new ArrayList<String>(cells.size() + 2);
        row.add(line);
        row.add(Formulas.harmless(reason));
        cells.forEach(cell -> row.add(Formulas.harmless(cell)));
        return row;
    }
}
