package io.mortise.kernel.lifecycle;

import io.mortise.data.Ids;
import io.mortise.kernel.lifecycle.DesiredModule.Contracting;
import io.mortise.kernel.lifecycle.DesiredModule.Origin;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The desired state and its history, in the database. Changes of several modules are one transaction. */
final class DesiredState {

    private final Sql sql;

    DesiredState(Sql sql) {
        this.sql = sql;
    }

    /**
     * A line of the history.
     *
     * @param outcome {@code succeeded}, {@code failed}, {@code rolled-back}
     */
    record Line(
            String id,
            String module,
            @Nullable String operation,
            String change,
            String outcome,
            @Nullable String fromVersion,
            @Nullable String fromSha256,
            @Nullable String toVersion,
            @Nullable String toSha256,
            String author,
            String reason,
            Instant at) {}

    /** All modules by id, uninstalled ones too. */
    Map<String, DesiredModule> all() {
        var all = new TreeMap<String, DesiredModule>();
        sql.inTransaction(
                        connection -> Sql.list(connection, "select * from kernel_lifecycle_module", DesiredState::row))
                .forEach(module -> all.put(module.id(), module));
        return all;
    }

    Optional<DesiredModule> find(String id) {
        return sql
                .inTransaction(connection -> Sql.list(
                        connection, "select * from kernel_lifecycle_module where id = ?", DesiredState::row, id))
                .stream()
                .findFirst();
    }

    /** Writes modules and history lines, all or none. */
    void write(List<DesiredModule> modules, List<Line> history) {
        sql.inTransaction(connection -> {
            for (DesiredModule module : modules) {
                put(connection, module);
            }
            for (Line line : history) {
                append(connection, line);
            }
            return modules.size();
        });
    }

    /** Adds to the history alone: what was tried and did not come to pass. */
    void remember(List<Line> history) {
        write(List.of(), history);
    }

    /** What happened to a module, newest first. */
    List<Line> history(String module, int limit) {
        return sql.inTransaction(connection -> Sql.list(
                connection,
                "select * from kernel_lifecycle_history where module = ? order by id desc fetch first " + limit
                        + " rows only",
                row -> new Line(
                        row.getString("id"),
                        row.getString("module"),
                        row.getString("operation"),
                        row.getString("change_kind"),
                        row.getString("outcome"),
                        row.getString("from_version"),
                        row.getString("from_sha256"),
                        row.getString("to_version"),
                        row.getString("to_sha256"),
                        row.getString("author"),
                        row.getString("reason"),
                        Sql.instant(row, "at")),
                module));
    }

    static Line line(Target target, @Nullable String operation, String outcome, String author, String reason) {
        return new Line(
                Ids.next().toString(),
                target.module(),
                operation,
                target.kind().word(),
                outcome,
                target.fromVersion(),
                target.fromSha256(),
                target.version(),
                target.sha256(),
                author,
                reason,
                Instant.now());
    }

    private static void put(Connection connection, DesiredModule module) throws SQLException {
        int changed = Sql.update(
                connection,
                "update kernel_lifecycle_module set symbolic_name = ?, version = ?, sha256 = ?, enabled = ?,"
                        + " installed = ?, previous_version = ?, previous_sha256 = ?, contracting = ?, purging = ?,"
                        + " origin = ?, prepare_millis = ?, operation = ?, author = ?, reason = ?, changed_at = ?"
                        + " where id = ?",
                module.symbolicName(),
                module.version(),
                module.sha256(),
                module.enabled(),
                module.installed(),
                module.previousVersion(),
                module.previousSha256(),
                module.contracting().name(),
                module.purging(),
                module.origin().name(),
                module.prepareMillis(),
                module.operation(),
                module.author(),
                module.reason(),
                module.changedAt(),
                module.id());
        if (changed == 0) {
            Sql.update(
                    connection,
                    "insert into kernel_lifecycle_module (symbolic_name, version, sha256, enabled, installed,"
                            + " previous_version, previous_sha256, contracting, purging, origin, prepare_millis,"
                            + " operation, author, reason, changed_at, id)"
                            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    module.symbolicName(),
                    module.version(),
                    module.sha256(),
                    module.enabled(),
                    module.installed(),
                    module.previousVersion(),
                    module.previousSha256(),
                    module.contracting().name(),
                    module.purging(),
                    module.origin().name(),
                    module.prepareMillis(),
                    module.operation(),
                    module.author(),
                    module.reason(),
                    module.changedAt(),
                    module.id());
        }
    }

    private static void append(Connection connection, Line line) throws SQLException {
        Sql.update(
                connection,
                "insert into kernel_lifecycle_history (id, module, operation, change_kind, outcome, from_version,"
                        + " from_sha256, to_version, to_sha256, author, reason, at)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                line.id(),
                line.module(),
                line.operation(),
                line.change(),
                line.outcome(),
                line.fromVersion(),
                line.fromSha256(),
                line.toVersion(),
                line.toSha256(),
                line.author(),
                line.reason(),
                line.at());
    }

    private static DesiredModule row(ResultSet row) throws SQLException {
        long millis = row.getLong("prepare_millis");
        @Nullable Long prepareMillis = row.wasNull() ? null : millis;
        return new DesiredModule(
                row.getString("id"),
                row.getString("symbolic_name"),
                row.getString("version"),
                row.getString("sha256"),
                row.getBoolean("enabled"),
                row.getBoolean("installed"),
                row.getString("previous_version"),
                row.getString("previous_sha256"),
                Contracting.valueOf(row.getString("contracting")),
                row.getBoolean("purging"),
                Origin.valueOf(row.getString("origin")),
                prepareMillis,
                row.getString("operation"),
                row.getString("author"),
                row.getString("reason"),
                Sql.instant(row, "changed_at"));
    }
}
