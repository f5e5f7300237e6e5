package io.mortise.identity.internal.persistence;

import io.mortise.data.Database;
import io.mortise.identity.internal.domain.Notice;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Statements on notifications; each is reached by the id of its receiver alone. */
public final class NoticeStore {

    private final Database database;

    public NoticeStore(Database database) {
        this.database = database;
    }

    /** The language a person reads; empty when there is no such person. */
    public Optional<Locale> language(UUID person) {
        return database
                .rows(
                        "select locale from identity_member where person_id = :person",
                        Map.of("person", person),
                        row -> Locale.forLanguageTag(row.requireText("locale")))
                .stream()
                .findFirst();
    }

    public void insert(UUID person, Notice notice) {
        database.execute(
                "insert into identity_notification (id, person_id, kind, text, link, sent_at)"
                        + " values (:id, :person, :kind, :text, :link, :now)",
                PersonStore.with(
                        "link",
                        notice.link(),
                        "id",
                        notice.id(),
                        "person",
                        person,
                        "kind",
                        notice.kind(),
                        "text",
                        notice.text(),
                        "now",
                        notice.sentAt()));
    }

    /** Newest first. */
    public List<Notice> before(UUID person, UUID before, boolean unreadOnly, int limit) {
        return database.rows(
                "select id, kind, text, link, sent_at, read_at from identity_notification"
                        + " where person_id = :person and id < :before" + (unreadOnly ? " and read_at is null" : "")
                        + " order by id desc fetch first " + limit + " rows only",
                Map.of("person", person, "before", before),
                row -> new Notice(
                        row.requireUuid("id"),
                        row.requireText("kind"),
                        row.requireText("text"),
                        row.text("link"),
                        row.requireInstant("sent_at"),
                        row.instant("read_at")));
    }

    public long unread(UUID person) {
        return database.rows(
                        "select count(*) as unread from identity_notification"
                                + " where person_id = :person and read_at is null",
                        Map.of("person", person),
                        row -> row.requireNumber("unread"))
                .getFirst();
    }

    /** Whether this person has such a notification. */
    public boolean read(UUID person, UUID id, Instant now) {
        return database.execute(
                        "update identity_notification set read_at = coalesce(read_at, cast(:now as timestamp with time zone))"
                                + " where id = :id and person_id = :person",
                        Map.of("id", id, "person", person, "now", now))
                > 0;
    }

    public void readAll(UUID person, Instant now) {
        database.execute(
                "update identity_notification set read_at = :now where person_id = :person and read_at is null",
                Map.of("person", person, "now", now));
    }
}
