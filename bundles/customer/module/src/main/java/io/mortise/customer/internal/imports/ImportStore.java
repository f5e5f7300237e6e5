package io.mortise.customer.internal.imports;

import io.mortise.customer.internal.persistence.IdList;
import io.mortise.data.Database;
import io.mortise.data.Row;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Statements on the tables of imports, which belong to no object. Needs an open unit of work. */
final class ImportStore {

    private static final String COLUMNS = """
            id, file_name, source, existing, dry_run, currency, fields, header, state, total, done, created, updated,
            skipped, failed, batch, batch_row, owner_id, owner_department_id, started_by, started_at, updated_at,
            match_by, notices""";

    private final Database database;
    private final FaultText faultText = new FaultText();

    ImportStore(Database database) {
        this.database = database;
    }

    void insert(Import started, String digest) {
        Map<String, Object> values = new HashMap<>();
        values.put("id", started.id());
        values.put("fileName", started.fileName());
        values.put("source", started.source());
        values.put("digest", digest);
        values.put("existing", started.existing().name().toLowerCase(Locale.ROOT));
        values.put("dryRun", started.dryRun());
        values.put("currency", started.currency());
        values.put("fields", new CsvText().add(started.fields()).toString());
        values.put("header", new CsvText().add(started.columns()).toString());
        values.put("total", started.total());
        values.put("failed", started.failed());
        values.put("ownerId", started.ownerId());
        values.put("ownerDepartmentId", started.ownerDepartmentId());
        values.put("startedBy", started.startedBy());
        values.put("now", started.startedAt());
        values.put("match", started.match().key());
        values.put("notices", notices(started.notices()));
        database.execute("""
                insert into customer_import (id, file_name, source, digest, existing, dry_run, currency, fields, header,
                  state, total, done, created, updated, skipped, failed, batch, batch_row, owner_id,
                  owner_department_id, started_by, started_at, updated_at, match_by, notices)
                values (:id, :fileName, :source, :digest, :existing, :dryRun, :currency, :fields, :header,
                  'waiting', :total, :failed, 0, 0, 0, :failed, 0, 0, :ownerId,
                  :ownerDepartmentId, :startedBy, :now, :now, :match, :notices)""", values);
    }

    Optional<Import> find(UUID id) {
        return one("select " + COLUMNS + " from customer_import where id = :id", Map.of("id", id));
    }

    /** Nobody else moves it on until this unit of work ends. */
    Optional<Import> lock(UUID id) {
        return one("select " + COLUMNS + " from customer_import where id = :id for update", Map.of("id", id));
    }

    /** One that the caller started with the same bytes and settings, that waits or is at work. */
    Optional<Import> unfinished(String startedBy, String digest) {
        return one(
                "select " + COLUMNS + " from customer_import where started_by = :startedBy and digest = :digest"
                        + " and state in ('waiting', 'running')",
                Map.of("startedBy", startedBy, "digest", digest));
    }

    void addBatch(UUID id, int batch, String content) {
        database.execute(
                "insert into customer_import_batch (import_id, batch, content) values (:id, :batch, :content)",
                Map.of("id", id, "batch", batch, "content", content));
    }

    Optional<String> batch(UUID id, int batch) {
        return database
                .rows(
                        "select content from customer_import_batch where import_id = :id and batch = :batch",
                        Map.of("id", id, "batch", batch),
                        row -> row.requireText("content"))
                .stream()
                .findFirst();
    }

    void removeBatch(UUID id, int batch) {
        database.execute(
                "delete from customer_import_batch where import_id = :id and batch = :batch",
                Map.of("id", id, "batch", batch));
    }

    void addFault(UUID id, ImportFault fault) {
        database.execute(
                "insert into customer_import_fault (import_id, line, faults, cells)"
                        + " values (:id, :line, :faults, :cells)",
                Map.of(
                        "id", id,
                        "line", fault.line(),
                        "faults", faultText.write(fault.faults()),
                        "cells", new CsvText().add(fault.cells()).toString()));
    }

    /** The next faults after a line, at most 500. */
    List<ImportFault> faults(UUID id, long afterLine) {
        return database.rows(
                "select line, faults, cells from customer_import_fault where import_id = :id and line > :line"
                        + " order by line fetch first 500 rows only",
                Map.of("id", id, "line", afterLine),
                row -> new ImportFault(
                        row.requireNumber("line"),
                        faultText.read(row.requireText("faults")),
                        CsvText.rows(row.requireText("cells")).getFirst()));
    }

    void progress(Import current, Outcome outcome, int batch, int batchRow, Instant now) {
        Map<String, Object> values = new HashMap<>();
        values.put("id", current.id());
        values.put("done", current.done() + outcome.rows());
        values.put("created", current.created() + outcome.created().size());
        values.put("updated", current.updated() + outcome.updated().size());
        values.put("skipped", current.skipped() + outcome.skipped());
        values.put("failed", current.failed() + outcome.faults().size());
        values.put("batch", batch);
        values.put("batchRow", batchRow);
        values.put("now", now);
        database.execute("""
                update customer_import set state = 'running', done = :done, created = :created, updated = :updated,
                  skipped = :skipped, failed = :failed, batch = :batch, batch_row = :batchRow, updated_at = :now
                where id = :id""", values);
    }

    void finish(UUID id, Instant now) {
        database.execute(
                "update customer_import set state = 'done', updated_at = :now where id = :id",
                Map.of("id", id, "now", now));
    }

    /** Gives it up, unless it came to its end. */
    void fail(UUID id, Instant now) {
        database.execute(
                "update customer_import set state = 'failed', updated_at = :now where id = :id and state <> 'done'",
                Map.of("id", id, "now", now));
    }

    /** What a step made, so that it can be undone. */
    void addStep(Import current, Outcome outcome) {
        if (outcome.created().isEmpty() && outcome.updated().isEmpty()) {
            return;
        }
        var changed = new CsvText();
        outcome.before().forEach(before -> changed.add(before.cells()));
        database.execute(
                "insert into customer_import_step (import_id, batch, batch_row, created, changed)"
                        + " values (:id, :batch, :row, :created, :changed)",
                Map.of(
                        "id", current.id(),
                        "batch", current.batch(),
                        "row", current.batchRow(),
                        "created", IdList.write(outcome.created()),
                        "changed", changed.toString()));
    }

    private static String notices(List<Notice> notices) {
        var text = new CsvText();
        notices.forEach(notice ->
                text.add(List.of(notice.field(), notice.value(), notice.suggestion(), Long.toString(notice.rows()))));
        return text.toString();
    }

    private static List<Notice> notices(@Nullable String text) {
        return text == null
                ? List.of()
                : CsvText.rows(text).stream()
                        .map(cells ->
                                new Notice(cells.get(0), cells.get(1), cells.get(2), Long.parseLong(cells.get(3))))
                        .toList();
    }

    private Optional<Import> one(String sql, Map<String, ?> parameters) {
        return database.rows(sql, parameters, ImportStore::read).stream().findFirst();
    }

    private static Import read(Row row) {
        return new Import(
                row.requireUuid("id"),
                row.requireText("file_name"),
                row.requireText("source"),
                ImportSettings.Existing.valueOf(row.requireText("existing").toUpperCase(Locale.ROOT)),
                Boolean.TRUE.equals(row.truth("dry_run")),
                row.requireText("currency"),
                ImportSettings.Match.of(Objects.requireNonNullElse(row.text("match_by"), "external")),
                notices(row.text("notices")),
                CsvText.rows(row.requireText("header")).getFirst(),
                CsvText.rows(row.requireText("fields")).getFirst(),
                Import.State.valueOf(row.requireText("state").toUpperCase(Locale.ROOT)),
                row.requireNumber("total"),
                row.requireNumber("done"),
                row.requireNumber("created"),
                row.requireNumber("updated"),
                row.requireNumber("skipped"),
                row.requireNumber("failed"),
                Math.toIntExact(row.requireNumber("batch")),
                Math.toIntExact(row.requireNumber("batch_row")),
                row.uuid("owner_id"),
                row.uuid("owner_department_id"),
                row.requireText("started_by"),
                row.requireInstant("started_at"),
                row.requireInstant("updated_at"));
    }
}
