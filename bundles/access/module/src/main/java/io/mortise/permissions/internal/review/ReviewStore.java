package io.mortise.permissions.internal.review;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mortise.data.Database;
import io.mortise.data.Row;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Statements on campaigns and their items. */
final class ReviewStore {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Database database;

    ReviewStore(Database database) {
        this.database = database;
    }

    void insert(Campaign campaign) {
        write("insert", "access_review", campaign.id(), columns(campaign));
    }

    void update(Campaign campaign) {
        write("update", "access_review", campaign.id(), columns(campaign));
    }

    void insert(Item item) {
        write("insert", "access_review_item", item.id(), columns(item));
    }

    void update(Item item) {
        write("update", "access_review_item", item.id(), columns(item));
    }

    /** Lets one writer at a time answer items of a campaign or move it on. */
    Optional<Campaign> lock(UUID id) {
        database.execute("update access_review set status = status where id = :id", Map.of("id", id));
        return find(id);
    }

    Optional<Campaign> find(UUID id) {
        return campaigns(" where id = :id", Map.of("id", id), 1).stream().findFirst();
    }

    /** Newest first. */
    List<Campaign> before(UUID before, int limit) {
        return campaigns(" where id < :before order by id desc", Map.of("before", before), limit);
    }

    /** Those that are not closed, or shall be repeated. */
    List<Campaign> moving() {
        return campaigns(" where status <> 'CLOSED' or next_at is not null order by id", Map.of(), 1000);
    }

    /** Whether a one-person review of him is under way. */
    boolean micro(UUID person) {
        return !campaigns(
                        " where status in ('OPENING', 'OPEN', 'GRACE') and person_id = :person",
                        Map.of("person", person),
                        1)
                .isEmpty();
    }

    Optional<Item> item(UUID id) {
        return items(" where id = :id", Map.of("id", id), 1).stream().findFirst();
    }

    /** In the order of their ids. */
    List<Item> items(UUID review, UUID after, int limit) {
        return items(
                " where review_id = :review and id > :after order by id",
                Map.of("review", review, "after", after),
                limit);
    }

    /** What a person is asked now. */
    List<Item> asked(UUID reviewer, UUID after, int limit) {
        return items(
                " where reviewer_id = :reviewer and decision is null and id > :after and review_id in"
                        + " (select r.id from access_review r where r.status = 'OPEN') order by id",
                Map.of("reviewer", reviewer, "after", after),
                limit);
    }

    /** Questions that are still at an earlier stage. */
    List<Item> behind(UUID review, int stage, int limit) {
        return items(
                " where review_id = :review and decision is null and stage < :stage order by id",
                Map.of("review", review, "stage", stage),
                limit);
    }

    /** How many still wait, by reviewer. */
    Map<UUID, Long> waiting(UUID review) {
        var waiting = new HashMap<UUID, Long>();
        database.rows(
                        "select reviewer_id, count(*) as n from access_review_item where review_id = :review"
                                + " and decision is null and reviewer_id is not null group by reviewer_id",
                        Map.of("review", review),
                        row -> Map.entry(row.requireUuid("reviewer_id"), row.requireNumber("n")))
                .forEach(one -> waiting.put(one.getKey(), one.getValue()));
        return waiting;
    }

    /** How many have no decision. */
    long open(UUID review) {
        return database.rows(
                        "select count(*) as n from access_review_item where review_id = :review and decision is null",
                        Map.of("review", review),
                        row -> row.requireNumber("n"))
                .getFirst();
    }

    /** When somebody answered last. */
    Optional<Instant> lastDecision(String by) {
        return Optional.ofNullable(database.rows(
                        "select max(decided_at) as decided_at from access_review_item where decided_by = :by",
                        Map.of("by", by),
                        row -> Optional.ofNullable(row.instant("decided_at")))
                .getFirst()
                .orElse(null));
    }

    private void write(String verb, String table, UUID id, Map<String, @Nullable Object> all) {
        // A parameter that is null has no type: written as the word.
        var values = new HashMap<String, Object>();
        var sql = new StringBuilder(
                verb.equals("insert") ? "insert into " + table + " (id" : "update " + table + " set ");
        var marks = new StringBuilder(":id");
        values.put("id", id);
        String comma = "";
        for (var column : all.entrySet()) {
            Object value = column.getValue();
            String mark = value == null ? "null" : ":" + column.getKey();
            if (value != null) {
                values.put(column.getKey(), value);
            }
            if (verb.equals("insert")) {
                sql.append(", ").append(column.getKey());
                marks.append(", ").append(mark);
            } else {
                sql.append(comma).append(column.getKey()).append(" = ").append(mark);
                comma = ", ";
            }
        }
        sql.append(verb.equals("insert") ? ") values (" + marks + ")" : " where id = :id");
        database.execute(sql.toString(), values);
    }

    private static Map<String, @Nullable Object> columns(Campaign campaign) {
        var all = new HashMap<String, @Nullable Object>();
        all.put("name", campaign.definition().name());
        all.put("definition", DefinitionText.write(campaign.definition()).toString());
        all.put("status", campaign.status().name());
        all.put("person_id", campaign.person());
        all.put("policy_version", campaign.policyVersion());
        all.put("created_by", campaign.createdBy());
        all.put("opened_at", campaign.openedAt());
        all.put("ends_at", campaign.endsAt());
        all.put("apply_at", campaign.applyAt());
        all.put("applied_at", campaign.appliedAt());
        all.put("closed_at", campaign.closedAt());
        all.put("reminded_at", campaign.remindedAt());
        all.put("next_at", campaign.nextAt());
        all.put("report", campaign.report());
        all.put("report_hash", campaign.reportHash());
        return all;
    }

    private static Map<String, @Nullable Object> columns(Item item) {
        var all = new HashMap<String, @Nullable Object>();
        all.put("review_id", item.review());
        all.put("person_id", item.person());
        all.put("person_name", item.personName());
        all.put("assignment_id", item.assignment());
        all.put("group_id", item.group());
        all.put("group_name", item.groupName());
        all.put("granted_by", item.grantedBy());
        all.put("risky", item.risky());
        all.put("suggestion", item.suggestion().name());
        all.put("evidence", item.evidence());
        all.put("stage", item.stage());
        all.put("reviewer_id", item.reviewer());
        all.put("decision", item.decision() == null ? null : item.decision().name());
        all.put("until_at", item.until());
        all.put("to_group", item.toGroup());
        all.put("reason", item.reason());
        all.put("decided_by", item.decidedBy());
        all.put("decided_at", item.decidedAt());
        all.put("flagged", item.flagged());
        all.put("outcome", item.outcome());
        all.put("failure", item.failure());
        all.put("history", item.history());
        return all;
    }

    private List<Campaign> campaigns(String where, Map<String, ?> values, int limit) {
        return database.rows(
                "select id, definition, status, person_id, policy_version, created_by, opened_at, ends_at, apply_at,"
                        + " applied_at, closed_at, reminded_at, next_at, report, report_hash from access_review" + where
                        + " fetch first " + limit + " rows only",
                values,
                ReviewStore::campaign);
    }

    private List<Item> items(String where, Map<String, ?> values, int limit) {
        return database.rows(
                "select id, review_id, person_id, person_name, assignment_id, group_id, group_name, granted_by, risky,"
                        + " suggestion, evidence, stage, reviewer_id, decision, until_at, to_group, reason, decided_by,"
                        + " decided_at, flagged, outcome, failure, history from access_review_item" + where
                        + " fetch first " + limit + " rows only",
                values,
                ReviewStore::item);
    }

    private static Campaign campaign(Row row) {
        try {
            return new Campaign(
                    row.requireUuid("id"),
                    DefinitionText.read(JSON.readTree(row.requireText("definition"))),
                    Campaign.Status.valueOf(row.requireText("status")),
                    row.uuid("person_id"),
                    row.number("policy_version"),
                    row.requireText("created_by"),
                    row.requireInstant("opened_at"),
                    row.requireInstant("ends_at"),
                    row.instant("apply_at"),
                    row.instant("applied_at"),
                    row.instant("closed_at"),
                    row.instant("reminded_at"),
                    row.instant("next_at"),
                    row.text("report"),
                    row.text("report_hash"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "review " + row.requireUuid("id") + " has no definition that can be read", e);
        }
    }

    private static Item item(Row row) {
        String decision = row.text("decision");
        return new Item(
                row.requireUuid("id"),
                row.requireUuid("review_id"),
                row.requireUuid("person_id"),
                row.requireText("person_name"),
                row.requireUuid("assignment_id"),
                row.requireUuid("group_id"),
                row.requireText("group_name"),
                row.requireText("granted_by"),
                Boolean.TRUE.equals(row.truth("risky")),
                Item.Decision.valueOf(row.requireText("suggestion")),
                row.requireText("evidence"),
                (int) row.requireNumber("stage"),
                row.uuid("reviewer_id"),
                decision == null ? null : Item.Decision.valueOf(decision),
                row.instant("until_at"),
                row.uuid("to_group"),
                row.text("reason"),
                row.text("decided_by"),
                row.instant("decided_at"),
                Boolean.TRUE.equals(row.truth("flagged")),
                row.text("outcome"),
                row.text("failure"),
                row.requireText("history"));
    }
}
