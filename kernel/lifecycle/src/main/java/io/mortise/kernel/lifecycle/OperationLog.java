package io.mortise.kernel.lifecycle;

import io.mortise.kernel.lifecycle.Operation.Phase;
import io.mortise.kernel.lifecycle.Operation.State;
import io.mortise.kernel.lifecycle.Operation.Step;
import io.mortise.kernel.spi.Sentence;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Operations and their steps in the database, kept for ever. */
final class OperationLog {

    private final Sql sql;

    OperationLog(Sql sql) {
        this.sql = sql;
    }

    /** What of an operation lies in the column {@code content}. */
    private record Content(
            Plan plan, @Nullable Sentence note, @Nullable Report report) {}

    /** Begins: writes the operation and marks its plan as used, in one transaction. False when the plan was used before. */
    boolean begin(Operation operation) {
        return sql.inTransaction(connection -> {
            int used = Sql.update(
                    connection,
                    "update kernel_lifecycle_plan set operation = ? where id = ? and operation is null",
                    operation.id(),
                    operation.plan().id());
            if (used == 0) {
                return false;
            }
            Sql.update(
                    connection,
                    "insert into kernel_lifecycle_operation (id, change_kind, state, phase, content, author, reason,"
                            + " started_at) values (?, ?, ?, ?, ?, ?, ?, ?)",
                    operation.id(),
                    operation.plan().change(),
                    operation.state().name(),
                    operation.phase().name(),
                    content(operation),
                    operation.author(),
                    operation.reason(),
                    operation.startedAt());
            return true;
        });
    }

    void step(String operation, Step step) {
        sql.inTransaction(connection -> {
            Sql.update(
                    connection,
                    "update kernel_lifecycle_operation set phase = ? where id = ?",
                    step.phase().name(),
                    operation);
            return Sql.update(
                    connection,
                    "insert into kernel_lifecycle_step (operation, position, phase, content, at)"
                            + " values (?, ?, ?, ?, ?)",
                    operation,
                    step.position(),
                    step.phase().name(),
                    Json.write(step.text()),
                    step.at());
        });
    }

    void end(Operation operation) {
        sql.inTransaction(connection -> Sql.update(
                connection,
                "update kernel_lifecycle_operation set state = ?, phase = ?, content = ?, ended_at = ? where id = ?",
                operation.state().name(),
                operation.phase().name(),
                content(operation),
                operation.endedAt(),
                operation.id()));
    }

    Optional<Operation> find(String id) {
        return sql
                .inTransaction(
                        connection -> list(connection, "select * from kernel_lifecycle_operation where id = ?", id))
                .stream()
                .findFirst();
    }

    /** The last ones, newest first. */
    List<Operation> last(int limit) {
        return sql.inTransaction(connection -> list(
                connection,
                "select * from kernel_lifecycle_operation order by id desc fetch first " + limit + " rows only"));
    }

    /** Those that an earlier process did not bring to an end. */
    List<Operation> unfinished() {
        return sql.inTransaction(connection -> list(
                connection,
                "select * from kernel_lifecycle_operation where state = ? order by id",
                State.RUNNING.name()));
    }

    List<Step> steps(String operation) {
        return sql.inTransaction(connection -> Sql.list(
                connection,
                "select * from kernel_lifecycle_step where operation = ? order by position",
                row -> new Step(
                        row.getInt("position"),
                        Phase.valueOf(row.getString("phase")),
                        Json.read(row.getString("content"), Sentence.class),
                        Sql.instant(row, "at")),
                operation));
    }

    private static List<Operation> list(Connection connection, String query, @Nullable Object... values)
            throws SQLException {
        return Sql.list(
                connection,
                query,
                row -> {
                    Content content = Json.read(row.getString("content"), Content.class);
                    Instant started = Sql.instant(row, "started_at");
                    return new Operation(
                            row.getString("id"),
                            content.plan(),
                            State.valueOf(row.getString("state")),
                            Phase.valueOf(row.getString("phase")),
                            row.getString("author"),
                            row.getString("reason"),
                            started,
                            Sql.instantOrNull(row, "ended_at"),
                            content.note(),
                            content.report());
                },
                values);
    }

    private static String content(Operation operation) {
        return Json.write(new Content(operation.plan(), operation.note(), operation.report()));
    }
}
