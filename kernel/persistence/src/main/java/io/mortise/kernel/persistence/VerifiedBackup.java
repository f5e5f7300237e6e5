package io.mortise.kernel.persistence;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipFile;
import javax.sql.DataSource;

/** A copy of the whole database that was opened and counted before it is believed. */
final class VerifiedBackup {

    private VerifiedBackup() {}

    /**
     * Copies H2 into a zip file, unpacks that into a scratch folder, opens it and counts every table.
     *
     * @return the file
     */
    static String ofH2(DataSource connections, Path folder, String name) throws SQLException, IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(name + ".zip").toAbsolutePath();
        Path part = folder.resolve(name + ".zip.part").toAbsolutePath();
        Path scratch = Files.createTempDirectory(folder, "verify-");
        try (Connection connection = connections.getConnection()) {
            try (var statement = connection.prepareStatement("backup to ?")) {
                statement.setString(1, part.toString());
                statement.execute();
            }
            Path copy = scratch.resolve("copy");
            unpack(part, Path.of(copy + ".mv.db"));
            try (Connection opened =
                    Pool.h2(copy, ";IFEXISTS=TRUE;ACCESS_MODE_DATA=r").getConnection()) {
                requireSame(counts(connection), counts(opened));
            }
            Files.move(part, file);
            return file.toString();
        } finally {
            Files.deleteIfExists(part);
            try (var walk = Files.walk(scratch)) {
                for (Path each : walk.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    private static void unpack(Path zip, Path target) throws IOException {
        try (var opened = new ZipFile(zip.toFile())) {
            for (var entry : java.util.Collections.list(opened.entries())) {
                if (entry.getName().endsWith(".mv.db")) {
                    try (InputStream in = opened.getInputStream(entry)) {
                        Files.copy(in, target);
                    }
                    return;
                }
            }
        }
        throw new IOException(zip + " holds no database file");
    }

    /**
     * Copies a PostgreSQL database beside itself ({@code create database … template}), which works while nobody else is
     * connected and the user may create databases.
     *
     * @return the copy's name
     */
    static String ofPostgresql(DatabaseSettings settings, String name) throws SQLException {
        String database;
        Map<String, Long> expected;
        try (Connection source = connect(settings, settings.url())) {
            database = source.getCatalog();
            expected = counts(source);
        }
        String copy = database + "-" + name;
        try (Connection maintenance = connect(settings, addressOf(settings.url(), "postgres"));
                var statement = maintenance.createStatement()) {
            statement.execute("create database " + quoted(copy) + " template " + quoted(database));
        }
        try (Connection opened = connect(settings, addressOf(settings.url(), copy))) {
            requireSame(expected, counts(opened));
        }
        return copy;
    }

    /** The same server's address of another database. */
    static String addressOf(String url, String database) {
        int query = url.indexOf('?');
        String address = query < 0 ? url : url.substring(0, query);
        int slash = address.lastIndexOf('/');
        return address.substring(0, slash + 1) + database + (query < 0 ? "" : url.substring(query));
    }

    private static Connection connect(DatabaseSettings settings, String url) throws SQLException {
        if (settings.user().isEmpty()) {
            return DriverManager.getConnection(url);
        }
        return DriverManager.getConnection(url, settings.user(), settings.secret());
    }

    /** Rows by table. */
    static Map<String, Long> counts(Connection connection) throws SQLException {
        var counts = new TreeMap<String, Long>();
        try (var statement = connection.createStatement()) {
            for (String table : Catalogs.stored(connection, "%")) {
                try (var rows = statement.executeQuery("select count(*) from " + quoted(table))) {
                    rows.next();
                    counts.put(table.toLowerCase(Locale.ROOT), rows.getLong(1));
                }
            }
        }
        return counts;
    }

    private static void requireSame(Map<String, Long> original, Map<String, Long> copy) {
        if (original.isEmpty() || !original.equals(copy)) {
            throw new IllegalStateException(
                    "the copy does not hold what the original does: rows by table are " + copy + ", not " + original);
        }
    }

    private static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }
}
