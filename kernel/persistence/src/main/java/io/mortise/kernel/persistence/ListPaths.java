package io.mortise.kernel.persistence;

import io.mortise.data.Order;
import io.mortise.kernel.spi.KernelDatabase.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What the lists of one module instance remember about the way to their rows. The indexes, until a migration; and, for a
 * moment, how far along an order so many rows reach. What is out of date makes a list slower, never wrong.
 */
final class ListPaths {

    /** Imports put rows before it all the time; that long, they do not matter. */
    private static final long FRESH = TimeUnit.SECONDS.toNanos(1);

    /**
     * Where one way becomes dearer than another.
     *
     * @param manyKeys with more keys than this a scope may be dense
     * @param fewRows so many rows of a key are read and sorted without a thought
     * @param shortPrefix rows of the order that are looked at first
     * @param longPrefix the same where what follows may read the whole table
     * @param muchRows when conditions match few of so many rows, the table is read instead
     */
    record Limits(int manyKeys, int fewRows, int shortPrefix, int longPrefix, int muchRows) {

        /** As they were measured to pay (bench/scoped-list). */
        static final Limits USUAL = new Limits(50, 2_000, 2_000, 20_000, 60_000);

        /** So many rows for so many keys. */
        int prefix(int keys) {
            return Math.clamp(4L * keys, shortPrefix, longPrefix);
        }
    }

    private record Known(Catalog catalog, Map<String, TableIndexes> tables) {}

    private record Prefix(String table, Order order, int rows) {}

    private record End(Optional<Object> key, long at) {}

    private final Kind dialect;
    private final Supplier<Catalog> catalog;
    private final Map<Prefix, End> ends = new ConcurrentHashMap<>();
    private volatile Known known;
    private volatile Limits limits = Limits.USUAL;

    ListPaths(Kind dialect, Supplier<Catalog> catalog) {
        this.dialect = dialect;
        this.catalog = catalog;
        this.known = new Known(catalog.get(), new ConcurrentHashMap<>());
    }

    Limits limits() {
        return limits;
    }

    /** Other limits: small ones let a test reach every way with few rows. */
    void limit(Limits others) {
        limits = others;
        ends.clear();
    }

    /** The indexes of a table. */
    TableIndexes indexes(Connection connection, String table) {
        Known now = known;
        if (now.catalog() != catalog.get()) {
            now = new Known(catalog.get(), new ConcurrentHashMap<>());
            known = now;
        }
        TableIndexes indexes = now.tables().get(table);
        if (indexes == null) {
            try {
                indexes = TableIndexes.read(connection, dialect, table);
            } catch (SQLException e) {
                throw DatabaseFailures.translate("the indexes of table " + table + " can't be read", e);
            }
            now.tables().put(table, indexes);
        }
        return indexes;
    }

    /** The key that stands so many rows after the first of an order, asked for when it is not known; empty when there is none. */
    Optional<Object> end(String table, Order order, int rows, Supplier<Optional<Object>> ask) {
        var prefix = new Prefix(table, order, rows);
        End end = ends.get(prefix);
        if (end == null || System.nanoTime() - end.at() > FRESH) {
            end = new End(ask.get(), System.nanoTime());
            ends.put(prefix, end);
        }
        return end.key();
    }
}
