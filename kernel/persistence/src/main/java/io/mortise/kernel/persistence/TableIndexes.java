package io.mortise.kernel.persistence;

import io.mortise.data.Order;
import io.mortise.kernel.spi.KernelDatabase.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The indexes of a table that lists may walk. Read from the database: what a module forgot to declare is slower, never wrong.
 *
 * @param dialect H2 walks an index in its own direction only, PostgreSQL both ways
 * @param folded text columns that do not compare letter by letter
 */
record TableIndexes(Kind dialect, List<Index> indexes, Set<String> folded) {

    /**
     * One index.
     *
     * @param name as it is stored
     */
    record Index(String name, List<Part> parts) {}

    /** A column of an index, in lower case. */
    record Part(String column, boolean descending) {}

    TableIndexes {
        indexes = List.copyOf(indexes);
        folded = Set.copyOf(folded);
    }

    /** Reads them. */
    static TableIndexes read(Connection connection, Kind dialect, String table) throws SQLException {
        var meta = connection.getMetaData();
        String stored = meta.storesUpperCaseIdentifiers() ? table.toUpperCase(Locale.ROOT) : table;
        var parts = new LinkedHashMap<String, List<Part>>();
        try (ResultSet rows = meta.getIndexInfo(null, connection.getSchema(), stored, false, true)) {
            while (rows.next()) {
                String name = rows.getString("INDEX_NAME");
                String column = rows.getString("COLUMN_NAME");
                if (name != null && column != null) {
                    parts.computeIfAbsent(name, _ -> new ArrayList<>())
                            .add(new Part(column.toLowerCase(Locale.ROOT), "D".equals(rows.getString("ASC_OR_DESC"))));
                }
            }
        }
        return new TableIndexes(
                dialect,
                parts.entrySet().stream()
                        .map(entry -> new Index(entry.getKey(), List.copyOf(entry.getValue())))
                        .toList(),
                folded(connection, stored));
    }

    private static Set<String> folded(Connection connection, String stored) throws SQLException {
        var folded = new HashSet<String>();
        try (ResultSet rows =
                connection.getMetaData().getColumns(null, connection.getSchema(), stored.replace("_", "\\_"), null)) {
            while (rows.next()) {
                String type = rows.getString("TYPE_NAME").toUpperCase(Locale.ROOT);
                if (type.contains("CHAR") && !type.equals("CHARACTER VARYING")) {
                    folded.add(rows.getString("COLUMN_NAME").toLowerCase(Locale.ROOT));
                }
            }
        }
        return folded;
    }

    /** One that holds all rows in the order, with a name that a hint can say. */
    Optional<Index> along(Order order) {
        return indexes.stream()
                .filter(index -> isSorted(index.parts().stream(), order))
                .filter(index -> index.name().matches(dialect == Kind.H2 ? "[A-Z][A-Z0-9_]*" : ".+"))
                .findFirst();
    }

    /** Whether the rows of one key of the column lie in the order, side by side. */
    boolean isSorted(String column, Order order) {
        return begin(column).anyMatch(index -> isSorted(index.parts().stream().skip(1), order));
    }

    /** Whether the rows of one key of the column lie side by side. */
    boolean isFound(String column) {
        return begin(column).findAny().isPresent();
    }

    private Stream<Index> begin(String column) {
        return indexes.stream()
                .filter(index -> index.parts().getFirst().column().equals(column));
    }

    private boolean isSorted(Stream<Part> parts, Order order) {
        List<String> wanted = order.column().equals("id") ? List.of("id") : List.of(order.column(), "id");
        List<Part> first = parts.limit(wanted.size()).toList();
        boolean descending = dialect == Kind.H2
                ? order.descending()
                : !first.isEmpty() && first.getFirst().descending();
        return first.stream().map(Part::column).toList().equals(wanted)
                && first.stream().allMatch(part -> part.descending() == descending);
    }
}
