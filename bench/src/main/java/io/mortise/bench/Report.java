package io.mortise.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a bench says: a table for people, and the last line for programs. */
final class Report {

    private final String bench;
    private final Map<String, Object> figures = new LinkedHashMap<>();
    private final Map<String, Object> reference = new LinkedHashMap<>();
    private final Map<String, Object> ratio = new LinkedHashMap<>();
    private final List<String[]> rows = new ArrayList<>();

    Report(String bench) {
        this.bench = bench;
    }

    /** A row of the table; the first one is its head. */
    Report row(Object... cells) {
        var row = new String[cells.length];
        for (int i = 0; i < cells.length; i++) {
            row[i] = cells[i] instanceof Double number ? "%.2f".formatted(number) : String.valueOf(cells[i]);
        }
        rows.add(row);
        return this;
    }

    Report figure(String name, Object value) {
        figures.put(name, rounded(value));
        return this;
    }

    Report reference(String name, Object value) {
        reference.put(name, rounded(value));
        return this;
    }

    Report ratio(String name, double value) {
        ratio.put(name, rounded(value));
        return this;
    }

    /** Prints it all. */
    void print() {
        int columns = rows.stream().mapToInt(row -> row.length).max().orElse(0);
        var widths = new int[columns];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        System.out.println();
        for (String[] row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                line.append(
                        i == 0 ? padRight(row[i], widths[i]) : "  " + " ".repeat(widths[i] - row[i].length()) + row[i]);
            }
            System.out.println(line.toString().stripTrailing());
        }
        var all = new LinkedHashMap<String, Object>();
        all.put("bench", bench);
        all.put("figures", figures);
        all.put("reference", reference);
        all.put("ratio", ratio);
        try {
            System.out.println(new ObjectMapper().writeValueAsString(all));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String padRight(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    private static Object rounded(Object value) {
        return value instanceof Double number ? (Object) (Math.round(number * 1000) / 1000.0) : value;
    }
}
