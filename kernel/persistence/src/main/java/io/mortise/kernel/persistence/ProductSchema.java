package io.mortise.kernel.persistence;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;

/**
 * The mark by which a product knows whose data it opens (DECISIONS.md 15).
 *
 * @param number raised by one with each release whose kernel tables an older release can't use
 * @param version of the product, for people
 */
record ProductSchema(int number, String version) {

    /** This product's. */
    static final ProductSchema CURRENT = new ProductSchema(1, version("0.1.0"));

    private static String version(String fallback) {
        return Optional.ofNullable(ProductSchema.class.getPackage().getImplementationVersion())
                .orElse(fallback);
    }

    /** The mark in the database; empty in a new one. */
    static Optional<ProductSchema> read(Connection connection) throws SQLException {
        if (Catalogs.stored(connection, "%").stream().noneMatch("kernel_persistence_product"::equalsIgnoreCase)) {
            return Optional.empty();
        }
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select schema_number, version from kernel_persistence_product where id = 1")) {
            return rows.next() ? Optional.of(new ProductSchema(rows.getInt(1), rows.getString(2))) : Optional.empty();
        }
    }

    /** Writes this mark, when it isn't there yet. */
    void write(Connection connection, Clock clock) throws SQLException {
        if (read(connection).equals(Optional.of(this))) {
            return;
        }
        connection.setAutoCommit(false);
        try (var delete = connection.prepareStatement("delete from kernel_persistence_product");
                var insert = connection.prepareStatement("insert into kernel_persistence_product"
                        + " (id, schema_number, version, changed_at) values (1, ?, ?, ?)")) {
            delete.executeUpdate();
            insert.setInt(1, number);
            insert.setString(2, version);
            insert.setObject(3, TableShape.toJdbc(clock.instant()));
            insert.executeUpdate();
            connection.commit();
        } finally {
            connection.setAutoCommit(true);
        }
    }
}
