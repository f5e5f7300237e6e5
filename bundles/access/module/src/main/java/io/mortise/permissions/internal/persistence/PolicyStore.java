package io.mortise.permissions.internal.persistence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mortise.data.Database;
import io.mortise.data.Row;
import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.policy.Receiver;
import io.mortise.permissions.internal.rulebook.PolicyReader;
import io.mortise.permissions.internal.rulebook.PolicyText;
import io.mortise.permissions.internal.rulebook.PolicyVersion;
import io.mortise.permissions.internal.rulebook.Receivers;
import io.mortise.permissions.internal.rulebook.Rulebook;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Versions of the rulebook. Whatever is small lies in one document, kept for each version that changed it; assignments, of which
 * there are as many as people, are rows that say since and until which version they hold. What version N reads is therefore the
 * same for ever, also beside a transaction that writes N + 1.
 */
public final class PolicyStore {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Database database;

    public PolicyStore(Database database) {
        this.database = database;
    }

    /** The newest version; empty before the first. */
    public Optional<PolicyVersion> newest() {
        return versions(Long.MAX_VALUE, 1).stream().findFirst();
    }

    /** Versions before one, newest first. */
    public List<PolicyVersion> versions(long before, int limit) {
        return database.rows(
                "select version, id, changed_at, changed_by, act, subject, reason from access_version"
                        + " where version < :before order by version desc fetch first " + limit + " rows only",
                Map.of("before", before),
                PolicyStore::version);
    }

    /** The version of that number. */
    public Optional<PolicyVersion> version(long number) {
        return number < 1 || number == Long.MAX_VALUE
                ? Optional.empty()
                : versions(number + 1, 1).stream()
                        .filter(one -> one.version() == number)
                        .findFirst();
    }

    /** The newest version that was made until a moment; 0 when none was. */
    public long versionAt(Instant moment) {
        return database.rows(
                        "select coalesce(max(version), 0) as version from access_version where changed_at <= :moment",
                        Map.of("moment", moment),
                        row -> row.requireNumber("version"))
                .getFirst();
    }

    /** Everything as it was at a version. */
    public Rulebook read(PolicyVersion version) {
        String content = database.rows(
                        "select content from access_document where version <= :version"
                                + " order by version desc fetch first 1 rows only",
                        Map.of("version", version.version()),
                        row -> row.requireText("content"))
                .getFirst();
        List<Assignment> assignments = database.rows(
                "select id, receiver, role_id, group_id, valid_from, valid_until, reason, granted_by, ticket"
                        + " from access_assignment where since_version <= :version"
                        + " and (until_version is null or until_version > :version) order by id",
                Map.of("version", version.version()),
                PolicyStore::assignment);
        try {
            return new PolicyReader("?", Instant.EPOCH, null)
                    .rulebook(JSON.readTree(content), version.version())
                    .withAssignments(assignments);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the policy document of version " + version.version() + " is no JSON", e);
        }
    }

    /** Lets one writer at a time through, until his transaction ends. Makes the row when there is none yet. */
    public void lock() {
        if (database.execute("update access_head set version = version + 1 where id = 1", Map.of()) == 0) {
            database.execute("insert into access_head (id, version) values (1, 1)", Map.of());
        }
    }

    /** Appends a version. */
    public void append(@Nullable Rulebook before, Rulebook after, PolicyVersion version) {
        database.execute(
                "insert into access_version (version, id, changed_at, changed_by, act, subject, reason)"
                        + " values (:version, :id, :at, :by, :act, :subject, :reason)",
                Map.of(
                        "version",
                        version.version(),
                        "id",
                        version.id(),
                        "at",
                        version.changedAt(),
                        "by",
                        version.changedBy(),
                        "act",
                        version.act(),
                        "subject",
                        version.subject(),
                        "reason",
                        version.reason()));
        String content = content(after);
        if (before == null || !content.equals(content(before))) {
            database.execute(
                    "insert into access_document (version, content) values (:version, :content)",
                    Map.of("version", version.version(), "content", content));
        }
        Set<Assignment> old =
                before == null ? Set.of() : new HashSet<>(before.policy().assignments());
        Set<Assignment> now = new HashSet<>(after.policy().assignments());
        old.stream().filter(one -> !now.contains(one)).forEach(one -> end(one.id(), version.version()));
        now.stream().filter(one -> !old.contains(one)).forEach(one -> insert(one, version.version()));
    }

    private void end(UUID id, long version) {
        database.execute(
                "update access_assignment set until_version = :version where id = :id and until_version is null",
                Map.of("version", version, "id", id));
    }

    /** Absent values are left out of the statement: a parameter that is null has no type. */
    private void insert(Assignment assignment, long version) {
        var values = new HashMap<String, Object>(Map.of(
                "id", assignment.id(),
                "since_version", version,
                "receiver", Receivers.text(assignment.receiver()),
                "valid_from", assignment.from(),
                "reason", assignment.reason(),
                "granted_by", assignment.grantedBy()));
        optional(values, "role_id", assignment.role());
        optional(values, "group_id", assignment.group());
        optional(values, "valid_until", assignment.until());
        optional(values, "ticket", assignment.ticket());
        List<String> columns = values.keySet().stream().sorted().toList();
        database.execute(
                "insert into access_assignment (" + String.join(", ", columns) + ") values (:"
                        + String.join(", :", columns) + ")",
                values);
    }

    private static void optional(Map<String, Object> values, String column, @Nullable Object value) {
        if (value != null) {
            values.put(column, value);
        }
    }

    private static String content(Rulebook book) {
        ObjectNode json = PolicyText.write(book);
        json.remove("assignments");
        return json.toString();
    }

    private static PolicyVersion version(Row row) {
        return new PolicyVersion(
                row.requireNumber("version"),
                row.requireUuid("id"),
                row.requireInstant("changed_at"),
                row.requireText("changed_by"),
                row.requireText("act"),
                row.requireText("subject"),
                row.requireText("reason"));
    }

    private static Assignment assignment(Row row) {
        Receiver receiver = Receivers.parse(row.requireText("receiver"))
                .orElseThrow(() -> new IllegalStateException(
                        "assignment " + row.requireUuid("id") + " has no receiver that can be read"));
        return new Assignment(
                row.requireUuid("id"),
                receiver,
                row.uuid("role_id"),
                row.uuid("group_id"),
                row.requireInstant("valid_from"),
                row.instant("valid_until"),
                row.requireText("reason"),
                row.requireText("granted_by"),
                row.text("ticket"));
    }
}
