package io.mortise.customer.internal.rest;

import io.mortise.customer.internal.imports.Notice;
import io.mortise.customer.internal.imports.Preview;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Texts;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A preview on the wire; faults are in the caller's language. */
public record PreviewJson(
        List<String> columns,
        Map<String, String> mapping,
        Map<String, String> suggestions,
        List<RowJson> rows,
        List<Notice> notices) {

    /** A row, and what would become of it. */
    public record RowJson(long line, List<String> cells, String outcome, List<FaultJson> faults) {}

    /** What is wrong with it. */
    public record FaultJson(String pointer, String code, String message) {}

    static PreviewJson of(Preview preview, Texts texts, Locale locale) {
        return new PreviewJson(
                preview.columns(),
                preview.mapping(),
                preview.suggestions(),
                preview.rows().stream()
                        .map(row -> new RowJson(
                                row.line(),
                                row.cells(),
                                row.outcome(),
                                row.faults().stream()
                                        .map(fault -> fault(fault, texts, locale))
                                        .toList()))
                        .toList(),
                preview.notices());
    }

    private static FaultJson fault(FieldFault fault, Texts texts, Locale locale) {
        return new FaultJson(
                fault.pointer(), fault.code(), texts.text(locale, "fault." + fault.code(), fault.arguments()));
    }
}
