package io.mortise.identity.internal.persistence;

import io.mortise.data.Database;
import io.mortise.identity.PersonStatus;
import io.mortise.identity.Subject;
import io.mortise.identity.internal.domain.PersonDetails;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The facts about people that decisions rest on: status, departments, manager, positions, tags; no contact. They are asked
 * for any caller, also for one about whom it is just being decided what he may, so they lie in tables of no object.
 */
public final class Members {

    /** Most values in one list of a statement. */
    private static final int CHUNK = 1000;

    private final Database database;

    public Members(Database database) {
        this.database = database;
    }

    /** Those of these that exist. */
    public Map<UUID, Subject> subjects(Collection<UUID> people) {
        var found = new LinkedHashMap<UUID, Subject>();
        for (List<UUID> ids : chunks(people)) {
            Map<UUID, List<UUID>> departments = links("identity_membership", "department_id", ids);
            Map<UUID, List<UUID>> heads = links("identity_department_head", "department_id", ids);
            Map<UUID, List<UUID>> positions = links("identity_person_position", "position_id", ids);
            Map<UUID, List<UUID>> tags = links("identity_person_tag", "tag_id", ids);
            database.rows(
                            "select person_id, name, status, main_department_id, manager_id from identity_member"
                                    + " where person_id in (:ids)",
                            Map.of("ids", ids),
                            row -> {
                                UUID id = row.requireUuid("person_id");
                                return new Subject(
                                        id,
                                        row.requireText("name"),
                                        PersonStatus.valueOf(
                                                row.requireText("status").toUpperCase(Locale.ROOT)),
                                        row.uuid("main_department_id"),
                                        Set.copyOf(departments.getOrDefault(id, List.of())),
                                        Set.copyOf(heads.getOrDefault(id, List.of())),
                                        Set.copyOf(positions.getOrDefault(id, List.of())),
                                        Set.copyOf(tags.getOrDefault(id, List.of())),
                                        row.uuid("manager_id"));
                            })
                    .forEach(subject -> found.put(subject.id(), subject));
        }
        return found;
    }

    /** Active people linked to one of these by a table of links. */
    public List<UUID> active(String table, String column, Collection<UUID> values) {
        var found = new ArrayList<UUID>();
        for (List<UUID> some : chunks(values)) {
            found.addAll(database.rows(
                    "select distinct m.person_id from identity_member m join " + table
                            + " l on l.person_id = m.person_id where l." + column
                            + " in (:some) and m.status = 'active' order by m.person_id",
                    Map.of("some", some),
                    row -> row.requireUuid("person_id")));
        }
        return found.stream().distinct().toList();
    }

    /** People of whatever status that are in one of these departments. */
    public Set<UUID> in(Collection<UUID> departments) {
        return ids("select distinct person_id from identity_membership where department_id in (:some)", departments);
    }

    /** People of whatever status whose line manager is one of these. */
    public Set<UUID> managedBy(Collection<UUID> managers) {
        return ids("select person_id from identity_member where manager_id in (:some)", managers);
    }

    /** Everybody's line manager, of those who have one. */
    public Map<UUID, UUID> managers() {
        var managers = new HashMap<UUID, UUID>();
        database.rows(
                "select person_id, manager_id from identity_member where manager_id is not null", Map.of(), row -> {
                    managers.put(row.requireUuid("person_id"), row.requireUuid("manager_id"));
                    return true;
                });
        return managers;
    }

    /** The main department of each, of those who have one. */
    public Map<UUID, UUID> mainDepartments(Collection<UUID> people) {
        var main = new HashMap<UUID, UUID>();
        for (List<UUID> some : chunks(people)) {
            database.rows(
                    "select person_id, main_department_id from identity_member"
                            + " where person_id in (:some) and main_department_id is not null",
                    Map.of("some", some),
                    row -> {
                        main.put(row.requireUuid("person_id"), row.requireUuid("main_department_id"));
                        return true;
                    });
        }
        return main;
    }

    /** How many active people there are. */
    public long activePeople() {
        return database.rows(
                        "select count(*) as people from identity_member where status = 'active'",
                        Map.of(),
                        row -> row.requireNumber("people"))
                .getFirst();
    }

    /** Active people in the order of their ids. */
    public List<UUID> after(UUID after, int limit) {
        return database.rows(
                "select person_id from identity_member where status = 'active' and person_id > :after"
                        + " order by person_id fetch first " + limit + " rows only",
                Map.of("after", after),
                row -> row.requireUuid("person_id"));
    }

    /** Whom people are linked to by a table of links. */
    public Map<UUID, List<UUID>> links(String table, String column, Collection<UUID> people) {
        var links = new HashMap<UUID, List<UUID>>();
        for (List<UUID> ids : chunks(people)) {
            database.rows(
                    "select person_id, " + column + " from " + table + " where person_id in (:ids)",
                    Map.of("ids", ids),
                    row -> links.computeIfAbsent(row.requireUuid("person_id"), _ -> new ArrayList<>())
                            .add(row.requireUuid(column)));
        }
        return links;
    }

    /** Which of these are no row of a table. */
    public Set<UUID> missing(String table, String column, Collection<UUID> ids) {
        var missing = new HashSet<>(ids);
        for (List<UUID> some : chunks(ids)) {
            database.rows(
                            "select " + column + " as id from " + table + " where " + column + " in (:some)",
                            Map.of("some", some),
                            row -> row.requireUuid("id"))
                    .forEach(missing::remove);
        }
        return missing;
    }

    void insert(UUID person, PersonDetails details) {
        database.execute(
                "insert into identity_member (person_id, name, status, locale, main_department_id, manager_id)"
                        + " values (:person, :name, 'active', :language, :department, :manager)",
                PersonStore.with(
                        "manager",
                        details.manager(),
                        "department",
                        details.mainDepartment(),
                        "person",
                        person,
                        "name",
                        details.name(),
                        "language",
                        details.locale()));
        link("identity_membership", "department_id", person, details.departments());
        link("identity_person_position", "position_id", person, details.positions());
        link("identity_person_tag", "tag_id", person, details.tags());
    }

    void replace(UUID person, PersonDetails details) {
        database.execute(
                "update identity_member set name = :name, locale = :language, main_department_id = :department, manager_id = :manager"
                        + " where person_id = :person",
                PersonStore.with(
                        "manager",
                        details.manager(),
                        "department",
                        details.mainDepartment(),
                        "person",
                        person,
                        "name",
                        details.name(),
                        "language",
                        details.locale()));
        relink("identity_membership", "department_id", person, details.departments());
        relink("identity_person_position", "position_id", person, details.positions());
        relink("identity_person_tag", "tag_id", person, details.tags());
    }

    void become(UUID person, PersonStatus status) {
        database.execute(
                "update identity_member set status = :status where person_id = :person",
                Map.of("status", PersonEntity.status(status), "person", person));
    }

    /**
     * Puts people into a department, some thousand with a few statements.
     *
     * @param from the department they leave; null for their main one
     * @param keepOthers whether they stay in their other departments
     */
    public void move(Collection<UUID> people, @Nullable UUID from, UUID to, boolean keepOthers) {
        for (List<UUID> some : chunks(people)) {
            if (!keepOthers) {
                database.execute("delete from identity_membership where person_id in (:some)", Map.of("some", some));
            } else if (from != null) {
                database.execute(
                        "delete from identity_membership where person_id in (:some) and department_id = :left",
                        Map.of("some", some, "left", from));
            } else {
                database.execute(
                        "delete from identity_membership where person_id in (:some) and department_id ="
                                + " (select m.main_department_id from identity_member m"
                                + " where m.person_id = identity_membership.person_id)",
                        Map.of("some", some));
            }
            database.execute(
                    "insert into identity_membership (person_id, department_id) select m.person_id, cast(:target as uuid)"
                            + " from identity_member m where m.person_id in (:some) and not exists"
                            + " (select 1 from identity_membership x where x.person_id = m.person_id"
                            + " and x.department_id = :target)",
                    Map.of("some", some, "target", to));
            database.execute(
                    "update identity_member set main_department_id = :target where person_id in (:some)"
                            + (keepOthers && from != null
                                    ? " and (main_department_id is null or main_department_id = :left)"
                                    : ""),
                    keepOthers && from != null
                            ? Map.of("some", some, "target", to, "left", from)
                            : Map.of("some", some, "target", to));
        }
    }

    /** Values in lists that a statement can take. */
    static <T> List<List<T>> chunks(Collection<T> values) {
        var all = List.copyOf(values);
        var chunks = new ArrayList<List<T>>();
        for (int from = 0; from < all.size(); from += CHUNK) {
            chunks.add(all.subList(from, Math.min(from + CHUNK, all.size())));
        }
        return chunks;
    }

    private Set<UUID> ids(String sql, Collection<UUID> values) {
        var found = new HashSet<UUID>();
        for (List<UUID> some : chunks(values)) {
            found.addAll(database.rows(sql, Map.of("some", some), row -> row.requireUuid("person_id")));
        }
        return found;
    }

    private void relink(String table, String column, UUID person, List<UUID> values) {
        List<UUID> before = links(table, column, List.of(person)).getOrDefault(person, List.of());
        if (!Set.copyOf(before).equals(Set.copyOf(values))) {
            database.execute("delete from " + table + " where person_id = :person", Map.of("person", person));
            link(table, column, person, values);
        }
    }

    private void link(String table, String column, UUID person, List<UUID> values) {
        for (UUID value : values) {
            database.execute(
                    "insert into " + table + " (person_id, " + column + ") values (:person, :linked)",
                    Map.of("person", person, "linked", value));
        }
    }
}
