package io.mortise.kernel.persistence;

import io.mortise.data.RecordFields;
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
    private final @Nullable ObjectFields declared;
    private @Nullable RecordFields fields;

    /** Of a result that belongs to no page: nothing is known about fields. */
    ResultRow(ResultSet rows) throws SQLException {
        this(rows, null);
    }

    /** Of a page. */
    ResultRow(ResultSet rows, @Nullable ObjectFields declared) throws SQLException {
        this.rows = rows;
        this.declared = declared;
        ResultSetMetaData meta = rows.getMetaData();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            columns.putIfAbsent(meta.getColumnLabel(i).toLowerCase(Locale.ROOT), i);
        }
    }

    /** The cursor stands on another row, of which the caller may see this. */
    void show(RecordFields now) {
        this.fields = now;
    }

    @Override
    public RecordFields fields() {
        if (fields == null) {
            throw new IllegalStateException("what may be seen of a field is known in rows of a page alone");
        }
        return fields;
    }

    @Override
    public @Nullable String text(String column) {
        String text = read(column, rows::getString, false);
        if (fields == null || declared == null) {
            return text;
        }
        for (String field : declared.in(column)) {
            text = fields.shown(field, text);
        }
        return text;
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
        return read(column, reading, true);
    }

    private <T> @Nullable T read(String column, Reading<T> reading, boolean whole) {
        Integer index = columns.get(column);
        if (index == null) {
            throw new IllegalArgumentException("the result has no column " + column + "; it has " + columns.keySet());
        }
        if (whole && fields != null && declared != null) {
            for (String field : declared.in(column)) {
                if (!fields.of(field).isReadable()) {
                    return null;
                }
            }
        }
        try {
            return reading.at(index);
        } catch (SQLException e) {
            throw DatabaseFailures.translate("column " + column + " can't be read as asked", e);
        }
    }
}
