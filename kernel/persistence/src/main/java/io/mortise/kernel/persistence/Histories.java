package io.mortise.kernel.persistence;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/** Runs migration histories. Each has a table of its own, so that modules come and go without knowing each other. */
final class Histories {

    private final DataSource connections;

    Histories(DataSource patientConnections) {
        this.connections = patientConnections;
    }

    /** Paths of the files that have not run, or whose run failed. */
    List<String> pending(String table, MigrationFiles files) {
        var paths = new ArrayList<String>();
        for (MigrationInfo info : flyway(table, files).info().all()) {
            if (info.getState() == MigrationState.PENDING || info.getState() == MigrationState.FAILED) {
                paths.add(info.getPhysicalLocation());
            }
        }
        return paths;
    }

    /** Paths of files whose text is not what ran under their version. */
    List<String> changed(String table, MigrationFiles files) {
        var paths = new ArrayList<String>();
        for (MigrationInfo info : flyway(table, files).info().applied()) {
            if (info.getState() != MigrationState.FAILED && !info.isChecksumMatching()) {
                paths.add(info.getPhysicalLocation());
            }
        }
        return paths;
    }

    /** Runs what has not run, after taking away the mark of a try that failed. */
    void migrate(String table, MigrationFiles files) {
        try (Connection connection = connections.getConnection()) {
            forgetFailure(connection, table);
        } catch (SQLException e) {
            throw DatabaseFailures.translate("the migration history " + table + " can't be read", e);
        }
        flyway(table, files).migrate();
    }

    /**
     * H2 commits at each DDL, so a failed migration leaves its row behind, which would stop every later try. A file has
     * one statement there: what failed left nothing else. Only that row goes; Flyway's own repair would also accept
     * changed files.
     */
    private static void forgetFailure(Connection connection, String table) throws SQLException {
        try (var tables = connection.getMetaData().getTables(null, null, table, null)) {
            if (!tables.next()) {
                return;
            }
        }
        try (var statement = connection.createStatement()) {
            statement.executeUpdate("delete from \"" + table + "\" where \"success\" = false");
        }
    }

    private Flyway flyway(String table, MigrationFiles files) {
        // The platform's loader, never the thread's or the module's (PLATFORM.md, section 4).
        return Flyway.configure(Histories.class.getClassLoader())
                .dataSource(connections)
                .resourceProvider(files.provider())
                .javaMigrationClassProvider(List::of)
                .table(table.toLowerCase(Locale.ROOT))
                .placeholderReplacement(false)
                // The second history meets a schema that is not empty; version 1 must run all the same.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                // Parts of a module number their files in ranges of their own: a lower number may come later.
                .outOfOrder(true)
                // After a roll-back the history knows more than the jar.
                .ignoreMigrationPatterns("*:future", "*:missing")
                .load();
    }
}
