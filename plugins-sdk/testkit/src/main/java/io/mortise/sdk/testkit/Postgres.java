package io.mortise.sdk.testkit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** One embedded PostgreSQL for the whole JVM, started when first asked for; every server gets a database of its own. */
final class Postgres {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private Postgres() {}

    private static final class Holder {
        static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "200")
                        .setServerConfig("fsync", "off")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException("embedded PostgreSQL does not start", e);
            }
        }
    }

    /** JDBC address of a new, empty database; the user is {@code postgres}, without a password. */
    static String freshDatabase() {
        String name = "mortise" + NUMBER.incrementAndGet();
        try (var connection = Holder.SERVER.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("database " + name + " can't be made", e);
        }
        return "jdbc:postgresql://127.0.0.1:" + Holder.SERVER.getPort() + "/" + name;
    }
}
