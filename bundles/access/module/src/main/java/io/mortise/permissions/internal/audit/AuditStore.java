package io.mortise.permissions.internal.audit;

import io.mortise.data.Database;
import io.mortise.data.Row;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Statements on the trail. Nothing here deletes; what is updated is the place in the chain, an open refusal's count, and erasures. */
final class AuditStore {

    private static final String COLUMNS =
            "id, happened_at, caller_id, caller_kind, behalf_id, object, action, record_id, outcome,"
                    + " times, trace_id, policy_version, personal, salt, personal_digest, place, hash";

    /** The end of the chain, kept apart from it so that a cut tail shows. */
    record Head(long position, String hash, Instant anchoredAt) {}

    private final Database database;

    AuditStore(Database database) {
        this.database = database;
    }

    void insert(Entry entry, @Nullable Instant openUntil) {
        var values = new HashMap<String, @Nullable Object>();
        values.put("id", entry.id());
        values.put("happened_at", entry.at());
        values.put("caller_id", entry.callerId());
        values.put("caller_kind", entry.callerKind());
        values.put("behalf_id", entry.behalfId());
        values.put("object", entry.object());
        values.put("action", entry.action());
        values.put("record_id", entry.record());
        values.put("outcome", entry.outcome());
        values.put("times", entry.times());
        values.put("trace_id", entry.traceId());
        values.put("policy_version", entry.policyVersion());
        values.put("personal", entry.personal());
        values.put("salt", entry.salt());
        values.put("personal_digest", entry.personalDigest());
        values.put("open_until", openUntil);
        // A parameter that is null has no type: left out.
        values.values().removeIf(value -> value == null);
        List<String> columns = values.keySet().stream().sorted().toList();
        database.execute(
                "insert into access_audit (" + String.join(", ", columns) + ") values (:" + String.join(", :", columns)
                        + ")",
                values);
    }

    /** Counts more of a refusal that is still open; false when it was sealed in the meantime. */
    boolean again(UUID id, long more) {
        return database.execute(
                        "update access_audit set times = times + :more where id = :id and place is null",
                        Map.of("id", id, "more", more))
                == 1;
    }

    /** What has no place in the chain yet, in the order it gets one. */
    List<Entry> unsealed(Instant now, int limit) {
        return database.rows(
                "select " + COLUMNS + " from access_audit where place is null"
                        + " and (open_until is null or open_until < :now) order by id fetch first " + limit
                        + " rows only",
                Map.of("now", now),
                AuditStore::entry);
    }

    /** How many wait for their place, open refusals included. */
    long waiting() {
        return database.rows(
                        "select count(*) as n from access_audit where place is null",
                        Map.of(),
                        row -> row.requireNumber("n"))
                .getFirst();
    }

    void seal(UUID id, long position, String hash) {
        database.execute(
                "update access_audit set place = :position, hash = :hash where id = :id and place is null",
                Map.of("id", id, "position", position, "hash", hash));
    }

    /** One entry. */
    Optional<Entry> find(UUID id) {
        return database
                .rows("select " + COLUMNS + " from access_audit where id = :id", Map.of("id", id), AuditStore::entry)
                .stream()
                .findFirst();
    }

    /** The chain from a position on. */
    List<Entry> chain(long from, int limit) {
        return database.rows(
                "select " + COLUMNS + " from access_audit where place >= :from order by place fetch first " + limit
                        + " rows only",
                Map.of("from", from),
                AuditStore::entry);
    }

    Optional<Head> head() {
        return database
                .rows(
                        "select place, hash, anchored_at from access_audit_head where id = 1",
                        Map.of(),
                        row -> new Head(
                                row.requireNumber("place"), row.requireText("hash"), row.requireInstant("anchored_at")))
                .stream()
                .findFirst();
    }

    /** Lets one sealer at a time through, until his transaction ends, and answers the head as it is then. */
    Head lockHead(Instant now) {
        if (database.execute("update access_audit_head set place = place where id = 1", Map.of()) == 0) {
            database.execute(
                    "insert into access_audit_head (id, place, hash, anchored_at) values (1, 0, :hash, :now)",
                    Map.of("hash", Chain.START, "now", now));
        }
        return head().orElseThrow();
    }

    void moveHead(Head head) {
        database.execute(
                "update access_audit_head set place = :position, hash = :hash, anchored_at = :at where id = 1",
                Map.of("position", head.position(), "hash", head.hash(), "at", head.anchoredAt()));
    }

    /** Takes the personal part out of whatever a person did, had done for him, or had done to him. */
    int erase(UUID person) {
        return database.execute(
                "update access_audit set personal = null, salt = null where personal is not null"
                        + " and (caller_id = :text or behalf_id = :text or record_id = :person)",
                Map.of("text", person.toString(), "person", person));
    }

    /** Newest first, before an id. */
    List<Entry> before(AuditFilter filter, UUID before, int limit) {
        var values = new HashMap<String, @Nullable Object>();
        values.put("before", before);
        return database.rows(
                "select " + COLUMNS + " from access_audit where id < :before" + filter.sql(values)
                        + " order by id desc fetch first " + limit + " rows only",
                values,
                AuditStore::entry);
    }

    private static Entry entry(Row row) {
        return new Entry(
                row.requireUuid("id"),
                row.requireInstant("happened_at"),
                row.requireText("caller_id"),
                row.requireText("caller_kind"),
                row.text("behalf_id"),
                row.requireText("object"),
                row.requireText("action"),
                row.uuid("record_id"),
                row.requireText("outcome"),
                row.requireNumber("times"),
                row.requireText("trace_id"),
                row.number("policy_version"),
                row.text("personal"),
                row.text("salt"),
                row.requireText("personal_digest"),
                row.number("place"),
                row.text("hash"));
    }
}
