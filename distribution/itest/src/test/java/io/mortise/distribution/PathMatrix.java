package io.mortise.distribution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tables {@code path-matrix.csv} and {@code path-routes.csv}; lines that begin with {@code #} are notes. */
final class PathMatrix {

    private final List<Line> lines;
    private final Map<String, String> routes;

    private PathMatrix(List<Line> lines, Map<String, String> routes) {
        this.lines = lines;
        this.routes = routes;
    }

    /**
     * A line.
     *
     * @param proof {@code TheClass#theMethod}, or {@code absent word|word: reason}
     */
    record Line(String path, String object, String proof) {

        private static final String ABSENT = "absent ";

        boolean absent() {
            return proof.startsWith(ABSENT);
        }

        /** What a route or an action of the module would hold if there were such a path. */
        List<String> words() {
            int end = proof.indexOf(':');
            return end < 0
                    ? List.of()
                    : List.of(proof.substring(ABSENT.length(), end).split("\\|"));
        }

        String reason() {
            return proof.substring(proof.indexOf(':') + 1).strip();
        }
    }

    static PathMatrix read() {
        List<Line> lines = rows("/path-matrix.csv", 3).stream()
                .map(cells -> new Line(cells[0], cells[1], cells[2]))
                .toList();
        var routes = new LinkedHashMap<String, String>();
        for (String[] cells : rows("/path-routes.csv", 2)) {
            if (routes.put(cells[0], cells[1]) != null) {
                throw new AssertionError("path-routes.csv names " + cells[0] + " twice");
            }
        }
        return new PathMatrix(lines, routes);
    }

    List<Line> lines() {
        return lines;
    }

    Set<String> routes() {
        return routes.keySet();
    }

    /** The path that a route is; fails when it is in no line. */
    String pathOf(String route) {
        String path = routes.get(route);
        if (path == null) {
            throw new AssertionError("path-routes.csv does not say which path this is: " + route);
        }
        return path;
    }

    private static List<String[]> rows(String resource, int columns) {
        try (var in = PathMatrix.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> {
                        String[] cells = line.split(",", columns);
                        if (cells.length != columns) {
                            throw new AssertionError(resource + " has a line without " + columns + " cells: " + line);
                        }
                        return cells;
                    })
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
