package io.mortise.kernel.persistence;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.mortise.kernel.spi.KernelDatabase.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one pool, and beside it connections of their own for migrations, which no statement time-out may stop. */
final class Pool implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Pool.class);

    private final Kind kind;
    private final DataSource patient;
    private final HikariDataSource pool;

    private Pool(Kind kind, DataSource patient, HikariDataSource pool) {
        this.kind = kind;
        this.patient = patient;
        this.pool = pool;
    }

    /** Opens it over an address that answers; see {@link #unpooled}. */
    static Pool open(DatabaseSettings settings, Path dataFolder) {
        Kind kind = settings.embedded() ? Kind.H2 : Kind.POSTGRESQL;
        DataSource patient = unpooled(settings, dataFolder);
        var config = new HikariConfig();
        config.setPoolName("mortise");
        config.setDataSource(patient);
        config.setMaximumPoolSize(settings.poolSize());
        config.setMinimumIdle(Math.min(4, settings.poolSize()));
        config.setConnectionTimeout(settings.connectionTimeout().toMillis());
        config.setConnectionInitSql(
                kind == Kind.H2
                        ? "set query_timeout " + settings.statementTimeout().toMillis()
                        : "set statement_timeout = "
                                + settings.statementTimeout().toMillis());
        return new Pool(kind, patient, new HikariDataSource(config));
    }

    /** Connections outside a pool: for migrations, backups and checks before the pool opens. */
    static DataSource unpooled(DatabaseSettings settings, Path dataFolder) {
        long lockMillis = settings.lockTimeout().toMillis();
        if (settings.embedded()) {
            try {
                Files.createDirectories(dataFolder.resolve("db"));
            } catch (IOException e) {
                throw new UncheckedIOException("the folder " + dataFolder.resolve("db") + " can't be made", e);
            }
            // WRITE_DELAY=0: what was committed survives a halt of the process (DECISIONS.md 4).
            return h2(
                    dataFolder.resolve("db/mortise"),
                    ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=" + lockMillis);
        }
        var source = new PGSimpleDataSource();
        source.setUrl(settings.url());
        if (!settings.user().isEmpty()) {
            source.setUser(settings.user());
            source.setPassword(settings.secret());
        }
        source.setApplicationName("mortise");
        source.setTcpKeepAlive(true);
        source.setOptions("-c lock_timeout=" + lockMillis);
        return source;
    }

    /** An H2 file. */
    static JdbcDataSource h2(Path file, String options) {
        var source = new JdbcDataSource();
        source.setURL("jdbc:h2:file:" + file.toAbsolutePath() + options);
        source.setUser("mortise");
        source.setPassword("");
        return source;
    }

    Kind kind() {
        return kind;
    }

    DataSource connections() {
        return pool;
    }

    DataSource patientConnections() {
        return patient;
    }

    PoolUse use() {
        HikariPoolMXBean numbers = pool.getHikariPoolMXBean();
        return new PoolUse(
                numbers.getActiveConnections(),
                numbers.getIdleConnections(),
                numbers.getThreadsAwaitingConnection(),
                pool.getMaximumPoolSize());
    }

    @Override
    public void close() {
        if (kind == Kind.H2 && !pool.isClosed()) {
            try (var connection = patient.getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("shutdown");
            } catch (SQLException e) {
                LOG.warn("H2 could not be shut down in order; it will look after itself at the next start", e);
            }
        }
        pool.close();
    }
}
