package io.mortise.kernel.persistence;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What each history of migrations was last brought up to. A start compares these marks instead of asking Flyway about every file:
 * most starts find everything as they left it, and asking was a tenth of their time. Marks are written after the work, in the
 * database that it was done in, so a mark that is missing or old only costs the question.
 */
final class SchemaMarks {

    private static final String TABLE = "kernel_persistence_mark";

    private final DataSource connections;
    private @Nullable Map<String, String> known;

    SchemaMarks(DataSource connections) {
        this.connections = connections;
    }

    /** Whether the history was brought up to this content, and to nothing else since. */
    synchronized boolean has(String history, String content) {
        if (known == null) {
            known = read();
        }
        return content.equals(known.get(history));
    }

    /** The history has been brought up to this content. */
    synchronized void put(String history, String content) {
        write(history, content);
        if (known != null) {
            known.put(history, content);
        }
    }

    /** Nothing is known about the history any more. */
    synchronized void forget(String history) {
        write(history, null);
        if (known != null) {
            known.remove(history);
        }
    }

    private Map<String, String> read() {
        var marks = new HashMap<String, String>();
        try (Connection connection = connections.getConnection()) {
            if (Catalogs.stored(connection, "%").stream().noneMatch(TABLE::equalsIgnoreCase)) {
                return marks;
            }
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery("select history, content from " + TABLE)) {
                while (rows.next()) {
                    marks.put(rows.getString(1), rows.getString(2));
                }
            }
            return marks;
        } catch (SQLException e) {
            throw DatabaseFailures.translate("the marks of the migrations can't be read", e);
        }
    }

    private void write(String history, @Nullable String content) {
        try (Connection connection = connections.getConnection()) {
            connection.setAutoCommit(false);
            try (var delete = connection.prepareStatement("delete from " + TABLE + " where history = ?");
                    var insert =
                            connection.prepareStatement("insert into " + TABLE + " (history, content) values (?, ?)")) {
                delete.setString(1, history);
                delete.executeUpdate();
                if (content != null) {
                    insert.setString(1, history);
                    insert.setString(2, content);
                    insert.executeUpdate();
                }
                connection.commit();
            } catch (SQLException e) {
                connection.rollback();
                // Another node that starts beside this one wrote it at the same moment.
                if (!DatabaseFailures.isUnique(e)) {
                    throw e;
                }
            }
        } catch (SQLException e) {
            throw DatabaseFailures.translate("the mark of the migrations " + history + " can't be written", e);
        }
    }
}
