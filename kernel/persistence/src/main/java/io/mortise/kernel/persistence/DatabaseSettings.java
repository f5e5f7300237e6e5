package io.mortise.kernel.persistence;

import io.mortise.kernel.spi.Section;
import io.mortise.kernel.spi.Setting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the data is and how hard it may be used.
 *
 * @param url empty for H2 in {@code <data>/db}; {@code jdbc:postgresql://host/name} for PostgreSQL
 * @param user of PostgreSQL
 * @param password of PostgreSQL, when it isn't in a file
 * @param passwordFile a file whose first line is the password
 * @param poolSize most connections; a quarter of them is kept for the kernel's own short transactions
 * @param connectionTimeout how long work waits for a connection before it is refused with 503
 * @param lockTimeout how long a statement waits for another transaction's lock
 * @param statementTimeout how long one statement may run; migrations have no limit
 * @param upgradeWithoutBackup whether a data folder of an older version may be upgraded without a backup
 */
@Section("database")
public record DatabaseSettings(
        @Setting(
                value = "",
                help = "JDBC address; empty for an H2 file below the data folder, or jdbc:postgresql://host:5432/name.")
        String url,

        @Setting(value = "", help = "User of PostgreSQL.") String user,

        @Setting(value = "", help = "Password of PostgreSQL; better in database.password-file.")
        String password,

        @Setting(value = "", help = "File whose first line is the password of PostgreSQL.")
        Optional<String> passwordFile,

        @Setting(
                value = "16",
                help = "Most connections of this server; raise it when mortise_database_waiting is above 0 for long.")
        int poolSize,

        @Setting(value = "5s", help = "How long work waits for a connection before it is refused with 503.")
        Duration connectionTimeout,

        @Setting(value = "10s", help = "How long a statement waits for a row another transaction holds.")
        Duration lockTimeout,

        @Setting(value = "30s", help = "How long one statement may run; 0s for no limit. Migrations have none.")
        Duration statementTimeout,

        @Setting(
                value = "false",
                help = "Upgrade a PostgreSQL database of an older version although no backup could be made by itself.")
        boolean upgradeWithoutBackup) {

    private static final String POSTGRESQL = "jdbc:postgresql:";

    public DatabaseSettings {
        if (!url.isEmpty() && !url.startsWith(POSTGRESQL)) {
            throw new IllegalArgumentException("database.url is \"" + url.replaceAll("[?;].*", "…")
                    + "\"; it must be empty (H2 in the data folder) or begin with " + POSTGRESQL + "//");
        }
        if (url.isEmpty() && (!user.isEmpty() || !password.isEmpty() || passwordFile.isPresent())) {
            throw new IllegalArgumentException(
                    "database.user and database.password belong to PostgreSQL, but database.url is empty");
        }
        if (!password.isEmpty() && passwordFile.isPresent()) {
            throw new IllegalArgumentException(
                    "give the password in database.password or in database.password-file, not in both");
        }
        if (poolSize < 4) {
            throw new IllegalArgumentException("database.pool-size is " + poolSize + "; it must be 4 or more");
        }
        if (connectionTimeout.toMillis() < 250) {
            throw new IllegalArgumentException("database.connection-timeout must be 250ms or more");
        }
        if (lockTimeout.isNegative() || statementTimeout.isNegative()) {
            throw new IllegalArgumentException(
                    "database.lock-timeout and database.statement-timeout can't be negative");
        }
    }

    /** The defaults: H2 in a file. */
    public static DatabaseSettings h2() {
        return postgresql("", "", "");
    }

    /** The defaults for this PostgreSQL. */
    public static DatabaseSettings postgresql(String url, String user, String password) {
        return new DatabaseSettings(
                url,
                user,
                password,
                Optional.empty(),
                16,
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                false);
    }

    /** Whether the data is in H2. */
    boolean embedded() {
        return url.isEmpty();
    }

    /** The password, read from its file when it is there. */
    String secret() {
        if (passwordFile.isEmpty()) {
            return password;
        }
        Path file = Path.of(passwordFile.get());
        try (var lines = Files.lines(file)) {
            return lines.findFirst().orElse("").strip();
        } catch (IOException | UncheckedIOException e) {
            throw new IllegalStateException("database.password-file " + file + " can't be read", e);
        }
    }

    @Override
    public String toString() {
        return "DatabaseSettings[" + (embedded() ? "H2" : url.replaceAll("[?].*", "")) + ", pool of " + poolSize + "]";
    }
}
