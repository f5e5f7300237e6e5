package io.mortise.kernel.persistence.files;

import io.mortise.kernel.spi.UnitsOfWork;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * {@code kernel_files_file}, one row for each SHA-256 that is kept, and {@code kernel_files_use}, who refers to it. The row is
 * locked by whoever puts the bytes in their place or takes them away, so that these never cross.
 */
final class FileTables {

    private static final String UNIQUE_VIOLATION = "23505";
    private static final String NO_PARENT = "23503";
    private static final String NO_PARENT_H2 = "23506";

    private final UnitsOfWork units;

    FileTables(UnitsOfWork units) {
        this.units = units;
    }

    /** Whether this thread is in a unit of work. */
    boolean working() {
        return units.active();
    }

    void requireWriting() {
        if (!units.writing()) {
            throw new IllegalStateException("files are used and released in a writing unit of work");
        }
    }

    /** Something to do while nobody else touches the bytes. */
    @FunctionalInterface
    interface Act {
        void run() throws Exception;
    }

    /** Notes that the bytes are here, and puts them in their place meanwhile. */
    void keep(String sha256, long size, Instant now, Act place) throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                units.separately(() -> {
                    if (touch(sha256, size, now) == 0) {
                        insert(sha256, size, now);
                    }
                    place.run();
                    return sha256;
                });
                return;
            } catch (SQLException e) {
                // Somebody sends the same bytes at this moment: the row is there when we look again.
                if (!UNIQUE_VIOLATION.equals(e.getSQLState()) || attempt == 5) {
                    throw e;
                }
            }
        }
    }

    private int touch(String sha256, long size, Instant now) throws SQLException {
        try (PreparedStatement update =
                connection().prepareStatement("update kernel_files_file set seen_at = ?, size = ? where sha256 = ?")) {
            update.setObject(1, now.atOffset(ZoneOffset.UTC));
            update.setLong(2, size);
            update.setString(3, sha256);
            return update.executeUpdate();
        }
    }

    private void insert(String sha256, long size, Instant now) throws SQLException {
        try (PreparedStatement insert = connection()
                .prepareStatement("insert into kernel_files_file (sha256, size, seen_at) values (?, ?, ?)")) {
            insert.setString(1, sha256);
            insert.setLong(2, size);
            insert.setObject(3, now.atOffset(ZoneOffset.UTC));
            insert.executeUpdate();
        }
    }

    /** False when the bytes are gone. */
    boolean use(String module, UUID reference, String sha256) throws SQLException {
        try (PreparedStatement insert = connection()
                .prepareStatement("insert into kernel_files_use (module, reference, sha256) values (?, ?, ?)")) {
            insert.setString(1, module);
            insert.setObject(2, reference);
            insert.setString(3, sha256);
            insert.executeUpdate();
            return true;
        } catch (SQLException e) {
            if (NO_PARENT.equals(e.getSQLState()) || NO_PARENT_H2.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    void release(String module, UUID reference, Instant now) throws SQLException {
        try (PreparedStatement touch = connection()
                .prepareStatement("update kernel_files_file set seen_at = ? where sha256 ="
                        + " (select sha256 from kernel_files_use where module = ? and reference = ?)")) {
            touch.setObject(1, now.atOffset(ZoneOffset.UTC));
            touch.setString(2, module);
            touch.setObject(3, reference);
            touch.executeUpdate();
        }
        try (PreparedStatement delete =
                connection().prepareStatement("delete from kernel_files_use where module = ? and reference = ?")) {
            delete.setString(1, module);
            delete.setObject(2, reference);
            delete.executeUpdate();
        }
    }

    /** What a reference refers to. */
    record Row(String sha256, long size) {}

    Optional<Row> find(String module, UUID reference) throws SQLException {
        return units.read(() -> {
            try (PreparedStatement select = connection()
                    .prepareStatement(
                            "select f.sha256, f.size from kernel_files_use u"
                                    + " join kernel_files_file f on f.sha256 = u.sha256 where u.module = ? and u.reference = ?")) {
                select.setString(1, module);
                select.setObject(2, reference);
                try (ResultSet rows = select.executeQuery()) {
                    return rows.next() ? Optional.of(new Row(rows.getString(1), rows.getLong(2))) : Optional.empty();
                }
            }
        });
    }

    /** Forgets everything that a module used. */
    int forget(String module) throws SQLException {
        return units.separately(() -> {
            try (PreparedStatement delete =
                    connection().prepareStatement("delete from kernel_files_use where module = ?")) {
                delete.setString(1, module);
                return delete.executeUpdate();
            }
        });
    }

    /** Some that nothing refers to and that nobody has seen since then. */
    List<String> unused(Instant before, int most) throws SQLException {
        return units.read(() -> {
            var found = new ArrayList<String>();
            try (PreparedStatement select = connection()
                    .prepareStatement("select f.sha256 from kernel_files_file f where f.seen_at < ?"
                            + " and not exists (select 1 from kernel_files_use u where u.sha256 = f.sha256)"
                            + " order by f.seen_at fetch first " + most + " rows only")) {
                select.setObject(1, before.atOffset(ZoneOffset.UTC));
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        found.add(rows.getString(1));
                    }
                }
            }
            return found;
        });
    }

    /** Takes one away, if that is still so: its row is locked while its bytes go, and goes after them. */
    boolean drop(String sha256, Instant before, Act remove) throws Exception {
        return units.separately(() -> {
            try (PreparedStatement lock = connection()
                    .prepareStatement(
                            "select sha256 from kernel_files_file where sha256 = ? and seen_at < ? for update")) {
                lock.setString(1, sha256);
                lock.setObject(2, before.atOffset(ZoneOffset.UTC));
                try (ResultSet rows = lock.executeQuery()) {
                    if (!rows.next()) {
                        return false;
                    }
                }
            }
            if (isUsed(sha256)) {
                return false;
            }
            remove.run();
            try (PreparedStatement delete =
                    connection().prepareStatement("delete from kernel_files_file where sha256 = ?")) {
                delete.setString(1, sha256);
                return delete.executeUpdate() == 1;
            }
        });
    }

    private boolean isUsed(String sha256) throws SQLException {
        try (PreparedStatement select = connection()
                .prepareStatement("select 1 from kernel_files_use where sha256 = ? fetch first 1 row only")) {
            select.setString(1, sha256);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next();
            }
        }
    }

    /** Gives stray bytes a row, so that they are taken away as others are; false when they have one. */
    boolean adopt(String sha256, Instant seen) throws SQLException {
        boolean known = units.read(() -> {
            try (PreparedStatement select =
                    connection().prepareStatement("select 1 from kernel_files_file where sha256 = ?")) {
                select.setString(1, sha256);
                try (ResultSet rows = select.executeQuery()) {
                    return rows.next();
                }
            }
        });
        if (known) {
            return false;
        }
        try {
            units.separately(() -> {
                insert(sha256, 0, seen);
                return sha256;
            });
            return true;
        } catch (SQLException e) {
            // Somebody sends them at this moment.
            if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    private Connection connection() {
        return units.connection();
    }
}
