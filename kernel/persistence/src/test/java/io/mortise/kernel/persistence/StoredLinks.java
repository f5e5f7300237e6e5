package io.mortise.kernel.persistence;

import io.mortise.kernel.persistence.ScopePredicate.Links;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Asks a database that does not change for teams, shares and parents: each question once, in its plainest words. */
final class StoredLinks implements Links {

    private final Connection connection;
    private final Map<List<Object>, Boolean> known = new HashMap<>();
    private final Map<List<Object>, Set<String>> givers = new HashMap<>();
    private final Map<Object, Map<String, @Nullable Object>> rows = new HashMap<>();

    StoredLinks(Connection connection) {
        this.connection = connection;
    }

    @Override
    public boolean inTeam(TableShape table, Object record, UUID member, boolean writing) {
        return known.computeIfAbsent(
                List.of(table.table(), record, member, writing),
                _ -> exists(
                        table.teamTable() + " where record_id = ? and member_id = ? and (writing or not ?)"
                                + " and from_at <= current_timestamp"
                                + " and (until_at is null or until_at > current_timestamp)",
                        record,
                        member,
                        writing));
    }

    @Override
    public boolean isShared(TableShape table, Object record, Set<String> subjects, String action) {
        return subjects.stream()
                .anyMatch(subject -> known.computeIfAbsent(
                        List.of(table.table(), record, subject, action),
                        _ -> exists(
                                table.shareTable() + " where record_id = ? and receiver = ? and action = ?"
                                        + " and (until_at is null or until_at > current_timestamp)",
                                record,
                                subject,
                                action)));
    }

    @Override
    public Set<String> givers(TableShape table, Object record, Set<String> subjects, String action) {
        return givers.computeIfAbsent(List.of(table.table(), record, subjects, action), _ -> {
            var found = new HashSet<String>();
            try (var statement = connection.prepareStatement("select receiver, shared_by from " + table.shareTable()
                    + " where record_id = ? and action = ? and (until_at is null or until_at > current_timestamp)")) {
                statement.setObject(1, record);
                statement.setObject(2, action);
                try (ResultSet result = statement.executeQuery()) {
                    while (result.next()) {
                        if (subjects.contains(result.getString(1))) {
                            found.add(result.getString(2));
                        }
                    }
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return found;
        });
    }

    @Override
    public @Nullable Function<String, @Nullable Object> row(TableShape table, Object record) {
        Map<String, @Nullable Object> row = rows.computeIfAbsent(record, _ -> read(table, record));
        return row.isEmpty() ? null : row::get;
    }

    private Map<String, @Nullable Object> read(TableShape table, Object record) {
        var row = new HashMap<String, @Nullable Object>();
        try (var statement = connection.prepareStatement("select * from " + table.table() + " where id = ?")) {
            statement.setObject(1, record);
            try (ResultSet result = statement.executeQuery()) {
                if (result.next()) {
                    for (var column : table.columns().entrySet()) {
                        row.put(column.getKey(), column.getValue().read(result, result.findColumn(column.getKey())));
                    }
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return row;
    }

    private boolean exists(String rest, Object... values) {
        try (var statement = connection.prepareStatement("select 1 from " + rest)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            try (ResultSet result = statement.executeQuery()) {
                return result.next();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
