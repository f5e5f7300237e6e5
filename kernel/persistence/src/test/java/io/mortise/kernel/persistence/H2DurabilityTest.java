package io.mortise.kernel.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DECISIONS.md 4: what was committed survives a halt of the process. */
class H2DurabilityTest {

    @TempDir
    Path folder;

    @Test
    void nothingCommittedIsLostWhenTheProcessIsHalted() throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        folder.toString())
                .redirectError(folder.resolve("err").toFile())
                .start();
        int committed = 0;
        try (var lines = new BufferedReader(new InputStreamReader(child.getInputStream()))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("committed ")) {
                    committed = Integer.parseInt(line.substring(10));
                }
            }
        }
        assertTrue(child.waitFor(60, TimeUnit.SECONDS));
        assertEquals(137, child.exitValue());

        assertEquals(Writer.ROWS, committed);
        try (Persistence persistence = Persistence.open(DatabaseSettings.h2(), folder, Grants::new);
                var connection = persistence.dataSource().getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*), max(id) from crash_row")) {
            rows.next();
            assertEquals(Writer.ROWS, rows.getInt(1));
            assertEquals(Writer.ROWS, rows.getInt(2));
        }
    }

    /** The child: commits rows one by one, says so, and halts without any ending. */
    static final class Writer {

        static final int ROWS = 1500;

        private Writer() {}

        public static void main(String[] arguments) throws Exception {
            // Not closed: that is the point.
            Persistence persistence = Persistence.open(DatabaseSettings.h2(), Path.of(arguments[0]), Grants::new);
            persistence.units().write(() -> {
                try (var statement = persistence.units().connection().createStatement()) {
                    return statement.execute("create table crash_row (id integer primary key)");
                }
            });
            for (int i = 1; i <= ROWS; i++) {
                int id = i;
                persistence.units().write(() -> {
                    try (var insert =
                            persistence.units().connection().prepareStatement("insert into crash_row values (?)")) {
                        insert.setInt(1, id);
                        return insert.executeUpdate();
                    }
                });
            }
            System.out.println("committed " + ROWS);
            System.out.flush();
            Runtime.getRuntime().halt(137);
        }
    }
}
