package io.mortise.permissions.internal.shadow;

import io.mortise.access.Permission;
import io.mortise.data.Database;
import io.mortise.data.Row;
import io.mortise.permissions.internal.shadow.Finding.Effect;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The tables {@code access_shadow_run} and {@code access_shadow_finding}. */
final class ShadowStore {

    private static final String RUN =
            "id, draft_id, draft_name, started_at, started_by, until_at, ended_at, ended_by, missed";
    private static final UUID NONE = new UUID(0, 0);

    /** How often one permission would have been decided otherwise, and for how many people. */
    record Total(Permission permission, Effect effect, long people, long times) {}

    private final Database database;

    ShadowStore(Database database) {
        this.database = database;
    }

    /** Newest first; only the last are kept. */
    List<Run> runs() {
        return database.rows("select " + RUN + " from access_shadow_run order by id desc", Map.of(), ShadowStore::run);
    }

    Optional<Run> find(UUID id) {
        return database
                .rows("select " + RUN + " from access_shadow_run where id = :id", Map.of("id", id), ShadowStore::run)
                .stream()
                .findFirst();
    }

    /** The one that nobody has ended. */
    Optional<Run> open() {
        return database
                .rows("select " + RUN + " from access_shadow_run where ended_at is null", Map.of(), ShadowStore::run)
                .stream()
                .findFirst();
    }

    String content(UUID id) {
        return database.rows(
                        "select content from access_shadow_run where id = :id",
                        Map.of("id", id),
                        row -> row.requireText("content"))
                .getFirst();
    }

    void insert(Run run, String content) {
        database.execute(
                "insert into access_shadow_run (id, draft_id, draft_name, content, started_at, started_by, until_at,"
                        + " missed) values (:id, :draft, :name, :content, :startedAt, :startedBy, :until, 0)",
                Map.of(
                        "id", run.id(),
                        "draft", run.draft(),
                        "name", run.name(),
                        "content", content,
                        "startedAt", run.startedAt(),
                        "startedBy", run.startedBy(),
                        "until", run.until()));
    }

    /** Whether it ran until now. */
    boolean end(UUID id, Instant at, String by) {
        return database.execute(
                        "update access_shadow_run set ended_at = :at, ended_by = :by"
                                + " where id = :id and ended_at is null",
                        Map.of("id", id, "at", at, "by", by))
                == 1;
    }

    /** Removes a run with what it found. */
    void remove(UUID id) {
        database.execute("delete from access_shadow_finding where run_id = :id", Map.of("id", id));
        database.execute("delete from access_shadow_run where id = :id", Map.of("id", id));
    }

    void miss(UUID id, long more) {
        database.execute(
                "update access_shadow_run set missed = missed + :more where id = :id", Map.of("id", id, "more", more));
    }

    long findings(UUID run) {
        return database.rows(
                        "select count(*) as n from access_shadow_finding where run_id = :run",
                        Map.of("run", run),
                        row -> row.requireNumber("n"))
                .getFirst();
    }

    /** Adds to a finding that is there. */
    boolean again(UUID run, Counts.Count count, long more, Instant now) {
        return database.execute(
                        "update access_shadow_finding set times = times + :more, last_at = :now where run_id = :run"
                                + " and person_id = :person and object = :object and action = :action"
                                + " and record_id = :record and effect = :effect",
                        Map.of(
                                "run",
                                run,
                                "person",
                                count.person,
                                "object",
                                count.permission.object(),
                                "action",
                                count.permission.action(),
                                "record",
                                count.record,
                                "effect",
                                count.effect.word(),
                                "more",
                                more,
                                "now",
                                now))
                == 1;
    }

    void insert(UUID run, Counts.Count count, long times, Instant now, @Nullable Long gained, @Nullable Long lost) {
        var values = new HashMap<String, Object>(Map.of(
                "run_id",
                run,
                "person_id",
                count.person,
                "object",
                count.permission.object(),
                "action",
                count.permission.action(),
                "record_id",
                count.record,
                "effect",
                count.effect.word(),
                "times",
                times,
                "last_at",
                now));
        // A parameter that is null has no type: left out.
        if (gained != null && lost != null) {
            values.put("rows_gained", gained);
            values.put("rows_lost", lost);
        }
        List<String> columns = values.keySet().stream().sorted().toList();
        database.execute(
                "insert into access_shadow_finding (" + String.join(", ", columns) + ") values (:"
                        + String.join(", :", columns) + ")",
                values);
    }

    /** By permission, those with the most people first. */
    List<Total> totals(UUID run) {
        return database.rows(
                "select object, action, effect, count(distinct person_id) as people, sum(times) as times"
                        + " from access_shadow_finding where run_id = :run group by object, action, effect"
                        + " order by people desc, object, action, effect",
                Map.of("run", run),
                row -> new Total(
                        new Permission(row.requireText("object"), row.requireText("action")),
                        Effect.of(row.requireText("effect")),
                        row.requireNumber("people"),
                        row.requireNumber("times")));
    }

    /** One page in the order of person, permission, record and effect. */
    List<Finding> page(UUID run, @Nullable Finding after, int limit) {
        var values = new HashMap<String, Object>(Map.of("run", run));
        String from = "";
        if (after != null) {
            from = " and (person_id, object, action, record_id, effect)"
                    + " > (:person, :object, :action, :record, :effect)";
            values.put("person", after.person());
            values.put("object", after.permission().object());
            values.put("action", after.permission().action());
            values.put("record", after.record() == null ? NONE : after.record());
            values.put("effect", after.effect().word());
        }
        return database.rows(
                "select person_id, object, action, record_id, effect, times, last_at, rows_gained, rows_lost"
                        + " from access_shadow_finding where run_id = :run" + from
                        + " order by person_id, object, action, record_id, effect fetch first " + limit
                        + " rows only",
                values,
                ShadowStore::finding);
    }

    private static Finding finding(Row row) {
        UUID record = row.requireUuid("record_id");
        return new Finding(
                row.requireUuid("person_id"),
                new Permission(row.requireText("object"), row.requireText("action")),
                record.equals(NONE) ? null : record,
                Effect.of(row.requireText("effect")),
                row.requireNumber("times"),
                row.requireInstant("last_at"),
                row.number("rows_gained"),
                row.number("rows_lost"));
    }

    private static Run run(Row row) {
        return new Run(
                row.requireUuid("id"),
                row.requireUuid("draft_id"),
                row.requireText("draft_name"),
                row.requireInstant("started_at"),
                row.requireText("started_by"),
                row.requireInstant("until_at"),
                row.instant("ended_at"),
                row.text("ended_by"),
                row.requireNumber("missed"));
    }
}
