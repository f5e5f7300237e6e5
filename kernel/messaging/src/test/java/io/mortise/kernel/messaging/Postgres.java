package io.mortise.kernel.messaging;

import io.mortise.kernel.persistence.DatabaseSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.util.concurrent.atomic.AtomicInteger;

/** One PostgreSQL for a test class, with a new database for each test. */
final class Postgres {

    private final EmbeddedPostgres server;
    private final AtomicInteger databases = new AtomicInteger();

    Postgres() throws Exception {
        server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "off")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .start();
    }

    DatabaseSettings next() throws Exception {
        String name = "test" + databases.incrementAndGet();
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
        return DatabaseSettings.postgresql(
                "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + name, "postgres", "postgres");
    }

    void close() throws Exception {
        server.close();
    }
}
