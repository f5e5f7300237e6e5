package io.mortise.customer.internal.exports;

import io.mortise.data.Database;
import io.mortise.data.Row;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Statements on {@code customer_export}, which belongs to no object. Needs an open unit of work. */
final class ExportStore {

    private static final String SELECT = "select id, question, state, row_count, byte_count, file, problem, started_by,"
            + " person_id, started_at, updated_at from customer_export where ";

    private final Database database;

    ExportStore(Database database) {
        this.database = database;
    }

    void insert(Export started) {
        Map<String, Object> values = new HashMap<>();
        values.put("id", started.id());
        values.put("question", started.question().write());
        values.put("startedBy", started.startedBy());
        values.put("person", started.personId());
        values.put("now", started.startedAt());
        database.execute("""
                insert into customer_export (id, question, state, row_count, byte_count, started_by, person_id,
                  started_at, updated_at)
                values (:id, :question, 'waiting', 0, 0, :startedBy, :person, :now, :now)""", values);
    }

    Optional<Export> find(UUID id) {
        return database.rows(SELECT + "id = :id", Map.of("id", id), ExportStore::read).stream()
                .findFirst();
    }

    /** Those that ended, or never began, before. */
    List<Export> olderThan(Instant time) {
        return database.rows(
                SELECT + "updated_at < :time and state <> 'expired' order by id fetch first 500 rows only",
                Map.of("time", time),
                ExportStore::read);
    }

    void progress(UUID id, long rows, Instant now) {
        database.execute(
                "update customer_export set state = 'running', row_count = :rows, updated_at = :now where id = :id",
                Map.of("id", id, "rows", rows, "now", now));
    }

    void done(UUID id, long rows, long bytes, String file, Instant now) {
        database.execute(
                "update customer_export set state = 'done', row_count = :rows, byte_count = :bytes, file = :file,"
                        + " updated_at = :now where id = :id",
                Map.of("id", id, "rows", rows, "bytes", bytes, "file", file, "now", now));
    }

    void failed(UUID id, String problem, Instant now) {
        database.execute(
                "update customer_export set state = 'failed', problem = :problem, updated_at = :now"
                        + " where id = :id and state <> 'done'",
                Map.of("id", id, "problem", problem, "now", now));
    }

    void expired(UUID id, Instant now) {
        database.execute(
                "update customer_export set state = 'expired', file = null, updated_at = :now where id = :id",
                Map.of("id", id, "now", now));
    }

    private static Export read(Row row) {
        return new Export(
                row.requireUuid("id"),
                ExportQuestion.read(row.requireText("question")),
                Export.State.valueOf(row.requireText("state").toUpperCase(Locale.ROOT)),
                row.requireNumber("row_count"),
                row.requireNumber("byte_count"),
                row.text("file"),
                row.text("problem"),
                row.requireText("started_by"),
                row.uuid("person_id"),
                row.requireInstant("started_at"),
                row.requireInstant("updated_at"));
    }
}
