package io.mortise.kernel.persistence;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresqlPersistenceTest extends PersistenceContract {

    private static PostgresServer server;
    private String name = "";

    @BeforeAll
    static void start() throws Exception {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Override
    DatabaseSettings settings() throws Exception {
        name = server.create();
        return reopened();
    }

    @Override
    DatabaseSettings reopened() {
        return server.settings(name);
    }

    @Override
    int backups() throws Exception {
        try (var connection = server.server().getPostgresDatabase().getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select count(*) from pg_database where datname like '" + name + "-before-%'")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
