package io.mortise.permissions.internal.persistence;

import io.mortise.data.Database;
import io.mortise.data.Row;
import io.mortise.permissions.internal.rulebook.Draft;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The table {@code access_draft}. */
public final class DraftStore {

    private static final String COLUMNS =
            "id, name, base_version, status, created_at, created_by, changed_at, changed_by, agreed_by, revision";

    private final Database database;

    public DraftStore(Database database) {
        this.database = database;
    }

    /** The draft. */
    public Optional<Draft> find(UUID id) {
        return database
                .rows("select " + COLUMNS + " from access_draft where id = :id", Map.of("id", id), DraftStore::draft)
                .stream()
                .findFirst();
    }

    /** Newest first, without end: drafts are few. */
    public List<Draft> all() {
        return database.rows(
                "select " + COLUMNS + " from access_draft order by id desc fetch first 1000 rows only",
                Map.of(),
                DraftStore::draft);
    }

    /** Its content, in the form of a policy file. */
    public String content(UUID id) {
        return database.rows(
                        "select content from access_draft where id = :id",
                        Map.of("id", id),
                        row -> row.requireText("content"))
                .getFirst();
    }

    /** A new one. */
    public void insert(Draft draft, String content) {
        database.execute(
                "insert into access_draft (id, name, base_version, content, status, created_at, created_by,"
                        + " changed_at, changed_by, revision) values (:id, :name, :base, :content, :status,"
                        + " :createdAt, :createdBy, :changedAt, :changedBy, :revision)",
                Map.of(
                        "id",
                        draft.id(),
                        "name",
                        draft.name(),
                        "base",
                        draft.base(),
                        "content",
                        content,
                        "status",
                        draft.status(),
                        "createdAt",
                        draft.createdAt(),
                        "createdBy",
                        draft.createdBy(),
                        "changedAt",
                        draft.changedAt(),
                        "changedBy",
                        draft.changedBy(),
                        "revision",
                        draft.revision()));
    }

    /** New content; consent to the old one is gone. Whether the draft was open and at the revision that was seen. */
    public boolean rewrite(Draft draft, String content) {
        return database.execute(
                        "update access_draft set content = :content, changed_at = :at, changed_by = :by,"
                                + " agreed_by = null, revision = revision + 1"
                                + " where id = :id and revision = :seen and status = 'open'",
                        Map.of(
                                "content",
                                content,
                                "at",
                                draft.changedAt(),
                                "by",
                                draft.changedBy(),
                                "id",
                                draft.id(),
                                "seen",
                                draft.revision()))
                == 1;
    }

    /** Notes the second person. */
    public boolean agree(UUID id, String by, long seen) {
        return database.execute(
                        "update access_draft set agreed_by = :by, revision = revision + 1"
                                + " where id = :id and revision = :seen and status = 'open'",
                        Map.of("by", by, "id", id, "seen", seen))
                == 1;
    }

    /** Closes it. */
    public boolean close(UUID id, String status, long seen) {
        return database.execute(
                        "update access_draft set status = :status, revision = revision + 1"
                                + " where id = :id and revision = :seen and status = 'open'",
                        Map.of("status", status, "id", id, "seen", seen))
                == 1;
    }

    private static Draft draft(Row row) {
        return new Draft(
                row.requireUuid("id"),
                row.requireText("name"),
                row.requireNumber("base_version"),
                row.requireText("status"),
                row.requireInstant("created_at"),
                row.requireText("created_by"),
                row.requireInstant("changed_at"),
                row.requireText("changed_by"),
                row.text("agreed_by"),
                row.requireNumber("revision"));
    }
}
