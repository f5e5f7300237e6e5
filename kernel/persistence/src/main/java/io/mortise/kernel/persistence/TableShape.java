package io.mortise.kernel.persistence;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A protected table's columns as they are in the database.
 *
 * @param table its name
 * @param columns type by column, in lower case
 * @param shareable whether {@code <table>_team} and {@code <table>_share} belong to it
 */
record TableShape(String table, Map<String, ColumnType> columns, boolean shareable) {

    /** What a column holds; reads and writes it, in text too. */
    enum ColumnType {
        TEXT,
        UUID,
        NUMBER,
        DECIMAL,
        TRUTH,
        INSTANT,
        DAY,
        OTHER;

        private static final BigDecimal LEAST = BigDecimal.valueOf(Long.MIN_VALUE);
        private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

        static ColumnType of(String databaseName) {
            String name = databaseName.toLowerCase(Locale.ROOT);
            return switch (name) {
                case "uuid" -> UUID;
                case "bigint", "int8", "integer", "int4", "smallint", "int2", "tinyint", "bigserial", "serial" ->
                    NUMBER;
                case "numeric", "decimal", "decfloat" -> DECIMAL;
                case "boolean", "bool" -> TRUTH;
                case "timestamp with time zone", "timestamptz" -> INSTANT;
                case "date" -> DAY;
                default -> name.contains("char") || name.equals("text") ? TEXT : OTHER;
            };
        }

        /** The column's value. */
        @Nullable
        Object read(ResultSet rows, int index) throws SQLException {
            return switch (this) {
                case TEXT -> rows.getString(index);
                case UUID -> rows.getObject(index, UUID.class);
                case NUMBER -> {
                    long value = rows.getLong(index);
                    yield rows.wasNull() ? null : value;
                }
                case DECIMAL -> rows.getBigDecimal(index);
                case TRUTH -> {
                    boolean value = rows.getBoolean(index);
                    yield rows.wasNull() ? null : value;
                }
                case INSTANT -> {
                    OffsetDateTime value = rows.getObject(index, OffsetDateTime.class);
                    yield value == null ? null : value.toInstant();
                }
                case DAY -> rows.getObject(index, LocalDate.class);
                case OTHER -> throw new IllegalStateException("a column of this type can't order a list");
            };
        }

        /** The value in the type that this column compares with. */
        Object value(Object key) {
            return switch (this) {
                case TEXT -> key.toString();
                case UUID -> key instanceof UUID uuid ? uuid : java.util.UUID.fromString(key.toString());
                case NUMBER -> key instanceof Number number ? number.longValue() : Long.valueOf(key.toString());
                case DECIMAL -> new BigDecimal(key.toString());
                case TRUTH -> {
                    if (key instanceof Boolean || key.equals("true") || key.equals("false")) {
                        yield Boolean.valueOf(key.toString());
                    }
                    throw new IllegalArgumentException("no truth: " + key);
                }
                case INSTANT -> key instanceof Instant instant ? instant : Instant.parse(key.toString());
                case DAY -> key instanceof LocalDate day ? day : LocalDate.parse(key.toString());
                case OTHER -> key;
            };
        }

        /** Whether there can be a row with this value at all: no whole number is 2.5. */
        boolean holds(Object key) {
            if (this != NUMBER || !(key instanceof BigDecimal || key instanceof Double || key instanceof Float)) {
                return true;
            }
            BigDecimal number = new BigDecimal(key.toString());
            return number.stripTrailingZeros().scale() <= 0
                    && number.compareTo(LEAST) >= 0
                    && number.compareTo(MOST) <= 0;
        }

        /** The value in the one form of all that are equal in the database: 1.50 is 1.5, and times go down to the microsecond. */
        Object key(Object key) {
            return switch (value(key)) {
                case BigDecimal number -> number.stripTrailingZeros();
                case Instant instant -> instant.truncatedTo(ChronoUnit.MICROS);
                case Object other -> other;
            };
        }

        /** Whether less and more mean the same in the database and here; with texts that depends on the database's language. */
        boolean isOrdered() {
            return this == NUMBER || this == DECIMAL || this == INSTANT || this == DAY;
        }

        /** Type of an array for H2. */
        String h2Array() {
            return switch (this) {
                case TEXT, OTHER -> "varchar array";
                case UUID -> "uuid array";
                case NUMBER -> "bigint array";
                case DECIMAL -> "decfloat array";
                case TRUTH -> "boolean array";
                case INSTANT -> "timestamp(6) with time zone array";
                case DAY -> "date array";
            };
        }

        /** Name of the element type of a PostgreSQL array. */
        String arrayType() {
            return switch (this) {
                case TEXT, OTHER -> "text";
                case UUID -> "uuid";
                case NUMBER -> "int8";
                case DECIMAL -> "numeric";
                case TRUTH -> "bool";
                case INSTANT -> "timestamptz";
                case DAY -> "date";
            };
        }
    }

    TableShape {
        columns = Map.copyOf(columns);
    }

    /** Reads a table's columns; none when there is no such table. */
    static TableShape read(Connection connection, String table) throws SQLException {
        var columns = new LinkedHashMap<String, ColumnType>();
        var meta = connection.getMetaData();
        String stored = meta.storesUpperCaseIdentifiers() ? table.toUpperCase(Locale.ROOT) : table;
        try (ResultSet rows = meta.getColumns(null, connection.getSchema(), stored.replace("_", "\\_"), null)) {
            while (rows.next()) {
                columns.put(
                        rows.getString("COLUMN_NAME").toLowerCase(Locale.ROOT),
                        ColumnType.of(rows.getString("TYPE_NAME")));
            }
        }
        return new TableShape(table, columns, false);
    }

    /** The same with teams and shares. */
    TableShape withSharing() {
        return new TableShape(table, columns, true);
    }

    /** Who is in the team of which record. */
    String teamTable() {
        return table + "_team";
    }

    /** Which record is shared with whom: a row for each action. */
    String shareTable() {
        return table + "_share";
    }

    /** The column's type; a sentence when there is none. */
    ColumnType column(String name) {
        ColumnType type = columns.get(name);
        if (type == null) {
            throw new IllegalArgumentException("table " + table + " has no column " + name);
        }
        return type;
    }

    /** The form in which JDBC takes a value. */
    static @Nullable Object toJdbc(@Nullable Object value) {
        return value instanceof Instant instant ? OffsetDateTime.ofInstant(instant, ZoneOffset.UTC) : value;
    }
}
