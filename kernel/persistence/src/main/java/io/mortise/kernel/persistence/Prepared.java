package io.mortise.kernel.persistence;

import io.mortise.kernel.persistence.ScopePredicate.SqlArray;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A prepared statement with its values. */
final class Prepared {

    private Prepared() {}

    /** What is done with it. */
    @FunctionalInterface
    interface Use<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    /** Prepares it, sets the values and uses it. */
    static <T> T run(Connection connection, String sql, List<? extends @Nullable Object> values, Use<T> use)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            return use.of(statement);
        }
    }

    /** Sets the values from the first on. */
    static void bind(PreparedStatement statement, List<? extends @Nullable Object> values) throws SQLException {
        int position = 1;
        for (Object value : values) {
            if (value instanceof SqlArray(String type, List<Object> elements)) {
                Object[] all = elements.stream().map(TableShape::toJdbc).toArray();
                statement.setArray(position++, statement.getConnection().createArrayOf(type, all));
            } else {
                statement.setObject(position++, TableShape.toJdbc(value));
            }
        }
    }
}
