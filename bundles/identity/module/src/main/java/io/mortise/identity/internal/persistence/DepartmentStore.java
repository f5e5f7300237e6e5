package io.mortise.identity.internal.persistence;

import io.mortise.data.Database;
import io.mortise.data.Row;
import io.mortise.identity.DepartmentTree;
import io.mortise.identity.internal.domain.DepartmentCard;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Statements on departments. They belong to no protected table: everybody's decisions rest on the whole tree. */
public final class DepartmentStore {

    private static final String SELECT =
            "select id, name, parent_id, place, " + Stamps.COLUMNS + " from identity_department ";

    private final Database database;

    public DepartmentStore(Database database) {
        this.database = database;
    }

    /** The tree as this unit of work sees it. */
    public DepartmentTree tree() {
        Map<UUID, Set<UUID>> heads = heads("", Map.of());
        return new DepartmentTree(database.rows(
                "select id, name, parent_id from identity_department order by place, name, id",
                Map.of(),
                row -> new DepartmentTree.Department(
                        row.requireUuid("id"),
                        row.requireText("name"),
                        row.uuid("parent_id"),
                        heads.getOrDefault(row.requireUuid("id"), Set.of()))));
    }

    /** The department. */
    public Optional<DepartmentCard> find(UUID id) {
        Map<UUID, Set<UUID>> heads = heads(" where department_id = :id", Map.of("id", id));
        return database.rows(SELECT + "where id = :id", Map.of("id", id), row -> read(row, heads)).stream()
                .findFirst();
    }

    /** Departments in the order of their ids. */
    public List<DepartmentCard> after(UUID after, int limit) {
        Map<UUID, Set<UUID>> heads = heads("", Map.of());
        return database.rows(
                SELECT + "where id > :after order by id fetch first " + limit + " rows only",
                Map.of("after", after),
                row -> read(row, heads));
    }

    /** Holds every department until the end of the unit of work, so that no two changes together make a circle. */
    public void lockAll() {
        database.rows(
                "select id from identity_department order by id for update", Map.of(), row -> row.requireUuid("id"));
    }

    /** Holds these, so that nobody removes them meanwhile; returns those that do not exist. */
    public Set<UUID> lock(Collection<UUID> ids) {
        var missing = new HashSet<>(ids);
        for (List<UUID> some : Members.chunks(new ArrayList<>(ids))) {
            database.rows(
                            "select id from identity_department where id in (:some) order by id for update",
                            Map.of("some", some),
                            row -> row.requireUuid("id"))
                    .forEach(missing::remove);
        }
        return missing;
    }

    public void insert(DepartmentCard card) {
        database.execute(
                "insert into identity_department (id, name, parent_id, place, created_at, created_by, updated_at,"
                        + " updated_by, revision) values (:id, :name, :parent, :place, :now, :who, :now, :who, 0)",
                PersonStore.with(
                        "parent",
                        card.parent(),
                        "id",
                        card.id(),
                        "name",
                        card.name(),
                        "place",
                        card.place(),
                        "now",
                        card.stamp().createdAt(),
                        "who",
                        card.stamp().createdBy()));
        link(card);
    }

    /** Whether the row still had the revision that was seen. */
    public boolean update(DepartmentCard card, long seen, Instant now, String by) {
        int changed = database.execute(
                "update identity_department set name = :name, parent_id = :parent, place = :place, updated_at = :now,"
                        + " updated_by = :who, revision = revision + 1 where id = :id and revision = :seen",
                PersonStore.with(
                        "parent",
                        card.parent(),
                        "id",
                        card.id(),
                        "name",
                        card.name(),
                        "place",
                        card.place(),
                        "now",
                        now,
                        "who",
                        by,
                        "seen",
                        seen));
        if (changed == 0) {
            return false;
        }
        database.execute("delete from identity_department_head where department_id = :id", Map.of("id", card.id()));
        link(card);
        return true;
    }

    public void delete(UUID id) {
        database.execute("delete from identity_department_head where department_id = :id", Map.of("id", id));
        database.execute("delete from identity_department where id = :id", Map.of("id", id));
    }

    private void link(DepartmentCard card) {
        for (UUID head : card.heads()) {
            database.execute(
                    "insert into identity_department_head (department_id, person_id) values (:id, :head)",
                    Map.of("id", card.id(), "head", head));
        }
    }

    private Map<UUID, Set<UUID>> heads(String where, Map<String, ?> parameters) {
        var heads = new HashMap<UUID, Set<UUID>>();
        database.rows(
                "select department_id, person_id from identity_department_head" + where,
                parameters,
                row -> heads.computeIfAbsent(row.requireUuid("department_id"), _ -> new HashSet<>())
                        .add(row.requireUuid("person_id")));
        return heads;
    }

    private static DepartmentCard read(Row row, Map<UUID, Set<UUID>> heads) {
        UUID id = row.requireUuid("id");
        return new DepartmentCard(
                id,
                row.requireText("name"),
                row.uuid("parent_id"),
                Math.toIntExact(row.requireNumber("place")),
                heads.getOrDefault(id, Set.of()),
                Stamps.read(row));
    }
}
