package io.mortise.kernel.runtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import org.jspecify.annotations.Nullable;

/** Manifest headers by the grammar of OSGi: clauses parted by commas, each names and parameters parted by semicolons. */
final class Headers {

    private final Map<String, String> values = new LinkedHashMap<>();

    Headers(Attributes attributes) {
        attributes.forEach((name, value) -> values.put(name.toString(), value.toString()));
    }

    /**
     * One clause.
     *
     * @param name its first path
     * @param parameters attributes and directives, with {@code :} at the end of a directive's name
     */
    record Clause(String name, Map<String, String> parameters) {}

    boolean has(String header) {
        return values.containsKey(header);
    }

    /** Empty text when absent. */
    String value(String header) {
        return values.getOrDefault(header, "");
    }

    /** Empty text when absent. */
    String symbolicName() {
        List<Clause> clauses = clauses("Bundle-SymbolicName");
        return clauses.isEmpty() ? "" : clauses.getFirst().name();
    }

    String version() {
        return values.getOrDefault("Bundle-Version", "0.0.0").strip();
    }

    List<Clause> clauses(String header) {
        var clauses = new ArrayList<Clause>();
        for (String clause : split(values.get(header), ',')) {
            var names = new ArrayList<String>();
            var parameters = new LinkedHashMap<String, String>();
            for (String piece : split(clause, ';')) {
                int equals = outsideQuotes(piece, '=');
                if (equals < 0) {
                    names.add(piece);
                } else {
                    parameters.put(piece.substring(0, equals).strip(), unquoted(piece.substring(equals + 1)));
                }
            }
            names.forEach(name -> clauses.add(new Clause(name, parameters)));
        }
        return clauses;
    }

    /** The words of a text between separators that stand outside quotes. */
    static List<String> split(@Nullable String text, char separator) {
        var pieces = new ArrayList<String>();
        String rest = text == null ? "" : text;
        for (int at = outsideQuotes(rest, separator); at >= 0; at = outsideQuotes(rest, separator)) {
            add(pieces, rest.substring(0, at));
            rest = rest.substring(at + 1);
        }
        add(pieces, rest);
        return pieces;
    }

    private static void add(List<String> pieces, String piece) {
        if (!piece.isBlank()) {
            pieces.add(piece.strip());
        }
    }

    private static int outsideQuotes(String text, char wanted) {
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == wanted && !quoted) {
                return i;
            }
        }
        return -1;
    }

    private static String unquoted(String value) {
        String bare = value.strip();
        return bare.length() > 1 && bare.startsWith("\"") && bare.endsWith("\"")
                ? bare.substring(1, bare.length() - 1)
                : bare;
    }
}
