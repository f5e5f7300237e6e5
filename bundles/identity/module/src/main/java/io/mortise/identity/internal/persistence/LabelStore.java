package io.mortise.identity.internal.persistence;

import io.mortise.data.Database;
import io.mortise.data.Row;
import io.mortise.identity.internal.domain.Label;
import io.mortise.identity.internal.domain.LabelKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Statements on positions, or on tags. */
public final class LabelStore {

    private final Database database;
    private final String table;
    private final String links;
    private final String column;
    private final boolean ranked;

    public LabelStore(Database database, LabelKind kind) {
        this.database = database;
        this.table = "identity_" + kind.key();
        this.links = "identity_person_" + kind.key();
        this.column = kind.key() + "_id";
        this.ranked = kind == LabelKind.POSITION;
    }

    public Optional<Label> find(UUID id) {
        return database.rows(select() + " where id = :id", Map.of("id", id), this::read).stream()
                .findFirst();
    }

    /** In the order of their names. */
    public List<Label> after(String name, int limit) {
        return database.rows(
                select() + " where name > :name order by name fetch first " + limit + " rows only",
                Map.of("name", name),
                this::read);
    }

    public void insert(Label label) {
        Map<String, ?> parameters = PersonStore.with(
                "id",
                label.id(),
                "name",
                label.name(),
                "now",
                label.stamp().createdAt(),
                "who",
                label.stamp().createdBy());
        database.execute(
                "insert into " + table
                        + " (id, name, created_at, created_by, updated_at, updated_by, revision)"
                        + " values (:id, :name, :now, :who, :now, :who, 0)",
                parameters);
        rank(label);
    }

    /** Whether the row still had the revision that was seen. */
    public boolean update(Label label, long seen, Instant now, String by) {
        int changed = database.execute(
                "update " + table + " set name = :name, updated_at = :now, updated_by = :who, revision = revision + 1"
                        + " where id = :id and revision = :seen",
                PersonStore.with("id", label.id(), "name", label.name(), "now", now, "who", by, "seen", seen));
        if (changed > 0) {
            rank(label);
        }
        return changed > 0;
    }

    /** Removes it, and takes it from everybody who had it. */
    public void delete(UUID id) {
        database.execute("delete from " + links + " where " + column + " = :id", Map.of("id", id));
        database.execute("delete from " + table + " where id = :id", Map.of("id", id));
    }

    private void rank(Label label) {
        if (ranked) {
            database.execute(
                    "update " + table + " set level = :rank where id = :id",
                    PersonStore.with("rank", label.level(), "id", label.id()));
        }
    }

    private String select() {
        return "select id, name, " + (ranked ? "level" : "cast(null as integer) as level") + ", " + Stamps.COLUMNS
                + " from " + table;
    }

    private Label read(Row row) {
        Long level = row.number("level");
        return new Label(
                row.requireUuid("id"),
                row.requireText("name"),
                level == null ? null : Math.toIntExact(level),
                Stamps.read(row));
    }
}
