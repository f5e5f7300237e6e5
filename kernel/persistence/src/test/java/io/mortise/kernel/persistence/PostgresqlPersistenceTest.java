package io.mortise.kernel.persistence;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresqlPersistenceTest extends PersistenceContract {

    private static final ProductSchema NEXT = new ProductSchema(2, "0.2.0");

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

    @Test
    void anUpgradeThatCantBeBackedUpIsRefusedUnlessTheConfigurationTakesTheRisk() throws Exception {
        var grants = new Grants().everything();
        Path data = Files.createDirectory(folder.resolve("other"));
        DatabaseSettings same = server.settings(server.create());
        Persistence.open(same, data, () -> grants).close();

        // PostgreSQL copies a database only while nobody else is connected to it.
        try (var _ = DriverManager.getConnection(same.url(), same.user(), same.password())) {
            var refused = assertThrows(
                    IllegalStateException.class,
                    () -> Persistence.open(same, data, () -> grants, NEXT, Clock.systemUTC()));
            assertTrue(refused.getMessage().contains("Nothing was changed"), refused.getMessage());
            assertTrue(refused.getMessage().contains("database.upgrade-without-backup=true"), refused.getMessage());
            // The version before still opens it.
            Persistence.open(same, data, () -> grants).close();

            Persistence.open(with(same, 16, Duration.ofSeconds(5), true), data, () -> grants, NEXT, Clock.systemUTC())
                    .close();
        }

        var older = assertThrows(IllegalStateException.class, () -> Persistence.open(same, data, () -> grants));
        assertTrue(older.getMessage().contains("Start the newer version"), older.getMessage());
    }
}
