package io.mortise.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarFile;

/**
 * The rows of one server's customer table, inserted by bare JDBC into an empty H2 file with {@code WRITE_DELAY=0}: the same
 * table and the same indexes, made by the module's own migrations; one prepared statement, in batches, one commit a batch.
 */
final class BareInsert {

    private static final String TABLE = "customer_customer";

    /** Rows that are in memory at a time. */
    private static final int PART = 50_000;

    private final Path data;
    private final Path target;
    private final int batch;

    /**
     * @param data data folder of a stopped server
     * @param target a new folder
     */
    BareInsert(Path data, Path target, int batch) {
        this.data = data;
        this.target = target;
        this.batch = batch;
    }

    /**
     * Runs it in a process of its own, as cold as the server that imported: in this one the reference grew 20 % faster from round
     * to round, and the server, new in each, did not.
     */
    double runApart(long expected) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms1g",
                        "-Xmx1g",
                        "-XX:+UseSerialGC",
                        "-Dmortise.root=" + Bench.root(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        BareInsert.class.getName(),
                        data.toString(),
                        target.toString(),
                        Integer.toString(batch),
                        Long.toString(expected))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("the bare insert failed: " + said);
        }
        return Double.parseDouble(said);
    }

    /** {@code BareInsert <data> <target> <batch> <rows>}: prints the seconds. */
    public static void main(String[] arguments) throws IOException, SQLException {
        var bare = new BareInsert(Path.of(arguments[0]), Path.of(arguments[1]), Integer.parseInt(arguments[2]));
        System.out.println(bare.run(Long.parseLong(arguments[3])));
    }

    /** Inserts, and answers the seconds that the inserting took; reading the rows before does not count. */
    double run(long expected) throws IOException, SQLException {
        Files.createDirectories(target);
        try (Connection source = open(data.resolve("db/mortise"));
                Connection sink = open(target.resolve("bare"))) {
            long kept = count(source);
            if (kept != expected) {
                throw new IllegalStateException("the server keeps " + kept + " rows, the import said " + expected);
            }
            for (String statement : migrations()) {
                try (var ddl = sink.createStatement()) {
                    ddl.execute(statement);
                }
            }
            return copy(source, sink) / 1e9;
        }
    }

    private static long count(Connection source) throws SQLException {
        try (var statement = source.createStatement();
                ResultSet result = statement.executeQuery("select count(*) from " + TABLE)) {
            result.next();
            return result.getLong(1);
        }
    }

    /** In the order of their making, as the import wrote them; a part in memory at a time, and only inserting it counts. */
    private long copy(Connection source, Connection sink) throws SQLException {
        sink.setAutoCommit(false);
        long nanos = 0;
        long after = 0;
        try (var select = source.prepareStatement(
                "select * from " + TABLE + " where number > ? order by number fetch first " + PART + " rows only")) {
            while (true) {
                List<String> columns = new ArrayList<>();
                List<Object[]> rows = new ArrayList<>();
                select.setLong(1, after);
                after = read(select, columns, rows, after);
                if (rows.isEmpty()) {
                    return nanos;
                }
                long began = System.nanoTime();
                insert(sink, columns, rows);
                nanos += System.nanoTime() - began;
            }
        }
    }

    private void insert(Connection sink, List<String> columns, List<Object[]> rows) throws SQLException {
        String sql = "insert into " + TABLE + " (" + String.join(", ", columns) + ") values ("
                + String.join(", ", Collections.nCopies(columns.size(), "?")) + ")";
        try (var statement = sink.prepareStatement(sql)) {
            int waiting = 0;
            for (Object[] row : rows) {
                for (int i = 0; i < row.length; i++) {
                    statement.setObject(i + 1, row[i]);
                }
                statement.addBatch();
                if (++waiting == batch) {
                    statement.executeBatch();
                    sink.commit();
                    waiting = 0;
                }
            }
            statement.executeBatch();
            sink.commit();
        }
    }

    /** The last number that was read. */
    private static long read(PreparedStatement select, List<String> columns, List<Object[]> rows, long after)
            throws SQLException {
        long last = after;
        try (ResultSet result = select.executeQuery()) {
            ResultSetMetaData shape = result.getMetaData();
            for (int i = 1; i <= shape.getColumnCount(); i++) {
                columns.add(shape.getColumnName(i));
            }
            while (result.next()) {
                var row = new Object[columns.size()];
                for (int i = 0; i < row.length; i++) {
                    row[i] = result.getObject(i + 1);
                }
                rows.add(row);
                last = result.getLong("number");
            }
        }
        return last;
    }

    /** The module's own statements about the table, in order. */
    private static List<String> migrations() throws IOException {
        var statements = new ArrayList<String>();
        try (var jar = new JarFile(Customers.jar().toFile())) {
            for (var entry : jar.stream()
                    .filter(it -> it.getName().matches("db/expand/(h2/)?V\\d+__.*\\.sql"))
                    .sorted(java.util.Comparator.comparing(it -> it.getName().replaceFirst(".*/", "")))
                    .toList()) {
                try (var in = jar.getInputStream(entry)) {
                    String sql = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
                    if (sql.matches("(?s).*\\b" + TABLE + "\\b.*")) {
                        statements.add(sql.replaceFirst(";\\s*$", ""));
                    }
                }
            }
        }
        return statements;
    }

    private static Connection open(Path file) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:h2:file:" + file.toAbsolutePath() + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE", "mortise", "");
    }
}
