package io.mortise.kernel.persistence;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens older data after a verified backup, and refuses newer data, before anything is changed (DECISIONS.md 15). */
final class ProductUpgrade {

    private static final Logger LOG = LoggerFactory.getLogger(ProductUpgrade.class);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final DatabaseSettings settings;
    private final Path dataFolder;
    private final ProductSchema product;
    private final Clock clock;

    ProductUpgrade(DatabaseSettings settings, Path dataFolder, ProductSchema product, Clock clock) {
        this.settings = settings;
        this.dataFolder = dataFolder;
        this.product = product;
        this.clock = clock;
    }

    /**
     * Call before the first migration.
     *
     * @return a connection that keeps H2's file open until the pool has it: opening it twice costs a start 50 ms; null for
     *     PostgreSQL, which copies a database only while nobody is connected
     */
    @Nullable
    Connection prepare(DataSource connections) {
        try {
            Connection connection = connections.getConnection();
            try {
                prepare(connection, connections);
            } catch (RuntimeException | SQLException failure) {
                connection.close();
                throw failure;
            }
            return settings.embedded() ? connection : null;
        } catch (SQLException e) {
            throw DatabaseFailures.translate("the product mark of " + where() + " can't be read", e);
        }
    }

    private void prepare(Connection connection, DataSource connections) throws SQLException {
        Optional<ProductSchema> found = ProductSchema.read(connection);
        if (!settings.embedded()) {
            connection.close();
        }
        if (found.isEmpty() || found.get().number() == product.number()) {
            return;
        }
        ProductSchema theirs = found.get();
        if (theirs.number() > product.number()) {
            throw new IllegalStateException("the data of " + where() + " was written by Mortise " + theirs.version()
                    + " (schema " + theirs.number() + "); this is the older Mortise " + product.version()
                    + " (schema " + product.number() + "), which can't read it. Start the newer version,"
                    + " or restore a backup made by this one");
        }
        backUp(theirs, connections);
    }

    private void backUp(ProductSchema theirs, DataSource connections) {
        String name =
                "before-" + product.version().replaceAll("[^A-Za-z0-9.-]", "-") + "-" + STAMP.format(clock.instant());
        try {
            String copy = settings.embedded()
                    ? VerifiedBackup.ofH2(connections, dataFolder.resolve("backups"), name)
                    : VerifiedBackup.ofPostgresql(settings, name);
            LOG.info("upgrading from Mortise {}: backup {} made and verified", theirs.version(), copy);
        } catch (SQLException | java.io.IOException | IllegalStateException failure) {
            if (!settings.embedded() && settings.upgradeWithoutBackup()) {
                LOG.warn("upgrading {} without a backup, as database.upgrade-without-backup says", where(), failure);
                return;
            }
            throw new IllegalStateException(
                    "the data of " + where() + " is of Mortise " + theirs.version()
                            + " and must be backed up before Mortise " + product.version()
                            + " upgrades it, but the backup failed (" + failure.getMessage() + "). Nothing was changed."
                            + (settings.embedded()
                                    ? " Make room and start again"
                                    : " Stop the other servers and give the user the right CREATEDB, or make a backup"
                                            + " yourself and set database.upgrade-without-backup=true"),
                    failure);
        }
    }

    private String where() {
        return settings.embedded() ? dataFolder.toString() : settings.toString();
    }
}
