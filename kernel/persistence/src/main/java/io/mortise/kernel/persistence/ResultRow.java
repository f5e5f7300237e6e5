package io.mortise.kernel.persistence;

import io.mortise.data.Row;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of a JDBC result, by column label. */
final class ResultRow implements Row {

    @FunctionalInterface
    private interface Reading<T> {
        @Nullable
        T at(int index) throws SQLException;
    }

    private final ResultSet rows;
    private final Map<String, Integer> columns = new HashMap<>();

    ResultRow(ResultSet rows) throws SQLException {
        this.rows = rows;
        ResultSetMetaData meta = rows.getMetaData();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            columns.putIfAbsent(meta.getColumnLabel(i).toLowerCase(Locale.ROOT), i);
        }
    }

    @Override
    public @Nullable String text(String column) {
        return read(column, rows::getString);
    }

    @Override
    public @Nullable UUID uuid(String column) {
        return read(column, index -> rows.getObject(index, UUID.class));
    }

    @Override
    public @Nullable Long number(String column) {
        return read(column, index -> {
            long value = rows.getLong(index);
            return rows.wasNull() ? null : value;
        });
    }

    @Override
    public @Nullable BigDecimal decimal(String column) {
        return read(column, rows::getBigDecimal);
    }

    @Override
    public @Nullable Boolean truth(String column) {
        return read(column, index -> {
            boolean value = rows.getBoolean(index);
            return rows.wasNull() ? null : value;
        });
    }

    @Override
    public @Nullable Instant instant(String column) {
        return read(column, index -> {
            OffsetDateTime value = rows.getObject(index, OffsetDateTime.class);
            return value == null ? null : value.toInstant();
        });
    }

    @Override
    public @Nullable LocalDate day(String column) {
        return read(column, index -> rows.getObject(index, LocalDate.class));
    }

    private <T> @Nullable T read(String column, Reading<T> reading) {
        Integer index = columns.get(column);
        if (index == null) {
            throw new IllegalArgumentException("the result has no column " + column + "; it has " + columns.keySet());
        }
        try {
            return reading.at(index);
        } catch (SQLException e) {
            throw DatabaseFailures.translate("column " + column + " can't be read as asked", e);
        }
    }
}
