package io.mortise.identity.internal.persistence;

import io.mortise.access.Permission;
import io.mortise.data.Condition;
import io.mortise.data.Database;
import io.mortise.data.Listing;
import io.mortise.data.Order;
import io.mortise.data.RecordFields;
import io.mortise.data.Row;
import io.mortise.identity.PersonStatus;
import io.mortise.identity.internal.domain.IdentityPermissions;
import io.mortise.identity.internal.domain.Person;
import io.mortise.identity.internal.domain.PersonDetails;
import io.mortise.identity.internal.domain.PersonFields;
import io.mortise.identity.internal.domain.Shown;
import io.mortise.rest.Page;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Statements on people: the protected table, and beside it the unprotected facts that decisions rest on ({@link Members}),
 * written by the same methods so that they can't differ. Needs an open unit of work.
 */
public final class PersonStore {

    private static final List<String> COLUMNS = List.of(
            "id",
            "number",
            "name",
            "email",
            "phone",
            "employee_number",
            "status",
            "status_changed_at",
            "main_department_id",
            "manager_id",
            "locale",
            "created_at",
            "created_by",
            "updated_at",
            "updated_by",
            "revision");

    private static final String SELECT = "select "
            + COLUMNS.stream().map(column -> "r." + column).collect(Collectors.joining(", "))
            + " from identity_person r where ";

    private final Database database;
    private final Members members;

    public PersonStore(Database database) {
        this.database = database;
        this.members = new Members(database);
    }

    /** The person, when the permission's scope reaches him. */
    public Optional<Person> find(Permission permission, UUID id) {
        return some(permission, "r.id = :id", Map.of("id", id)).stream().findFirst();
    }

    /** Those of these employee numbers that the permission's scope reaches. */
    public List<Person> byEmployeeNumbers(Permission permission, Collection<String> numbers) {
        var found = new ArrayList<Person>();
        for (List<String> some : Members.chunks(numbers)) {
            found.addAll(some(permission, "r.employee_number in (:numbers)", Map.of("numbers", some)));
        }
        return found;
    }

    /** Those of these that the permission's scope reaches. */
    public List<Person> byIds(Permission permission, Collection<UUID> ids) {
        var found = new ArrayList<Person>();
        for (List<UUID> some : Members.chunks(ids)) {
            found.addAll(some(permission, "r.id in (:ids)", Map.of("ids", some)));
        }
        return found;
    }

    /** The person, and what the caller may do with his fields by this permission, when its scope reaches him. */
    public Optional<Shown> see(Permission permission, UUID id) {
        return database.see(permission, PersonEntity.class, id)
                .flatMap(seen -> find(permission, id).map(person -> new Shown(person, seen.fields())));
    }

    /** One page of those that the permission's scope reaches, with what the caller may see of each. */
    public Page<Shown> page(
            Permission permission, List<Condition> conditions, Order order, int limit, @Nullable String after) {
        Page<Place> places = database.page(new Listing<>(
                permission,
                List.of("id"),
                conditions,
                order,
                limit,
                after,
                row -> new Place(row.requireUuid("id"), row.fields())));
        Map<UUID, Person> people = byIds(
                        permission, places.items().stream().map(Place::id).toList())
                .stream()
                .collect(Collectors.toMap(Person::id, person -> person));
        return new Page<>(
                places.items().stream()
                        .filter(place -> people.containsKey(place.id()))
                        .map(place -> new Shown(Objects.requireNonNull(people.get(place.id())), place.fields()))
                        .toList(),
                places.next());
    }

    /** Somebody's place in a page. */
    private record Place(UUID id, RecordFields fields) {}

    /** How many there are, up to a cap. */
    public long count(List<Condition> conditions, long cap) {
        return database.count(IdentityPermissions.PERSON_LIST, conditions, cap);
    }

    /** Saves a new one. */
    public void insert(UUID id, PersonDetails details, PersonEntity row) {
        database.insert(IdentityPermissions.PERSON_CREATE, row, PersonFields.NEW);
        members.insert(id, details);
    }

    /** Saves many new ones. */
    public void importAll(Map<UUID, PersonDetails> details, Collection<PersonEntity> rows) {
        database.insertAll(IdentityPermissions.PERSON_IMPORT, rows, PersonFields.NEW);
        details.forEach(members::insert);
    }

    /** Changes what is written down; {@code revision} is the one the caller saw, or null for any. */
    public void edit(
            Permission permission,
            UUID id,
            @Nullable Long revision,
            PersonDetails details,
            Consumer<PersonEntity> mutation) {
        database.change(permission, PersonEntity.class, id, revision, PersonFields.STAMPS, mutation);
        members.replace(id, details);
    }

    /** Changes the status. */
    public void become(UUID id, @Nullable Long revision, PersonStatus to, Consumer<PersonEntity> mutation) {
        database.change(
                IdentityPermissions.PERSON_SUSPEND, PersonEntity.class, id, revision, PersonFields.STATUS, mutation);
        members.become(id, to);
    }

    /** Writes another main department, for some thousand with few statements; {@link Members#move} does the rest. */
    public void moveAll(Collection<UUID> people, Consumer<PersonEntity> mutation) {
        database.changeAll(IdentityPermissions.PERSON_MOVE, PersonEntity.class, people, PersonFields.MOVE, mutation);
    }

    private List<Person> some(Permission permission, String where, Map<String, ?> parameters) {
        return complete(database.query(permission, SELECT + where + " and {scope:r}", parameters, PersonStore::read));
    }

    /** A row without the lists that stand in other tables. */
    private record Bare(UUID id, Person person) {}

    private List<Person> complete(List<Bare> rows) {
        List<UUID> ids = rows.stream().map(Bare::id).toList();
        Map<UUID, List<UUID>> departments = members.links("identity_membership", "department_id", ids);
        Map<UUID, List<UUID>> positions = members.links("identity_person_position", "position_id", ids);
        Map<UUID, List<UUID>> tags = members.links("identity_person_tag", "tag_id", ids);
        return rows.stream()
                .map(row -> {
                    Person person = row.person();
                    PersonDetails bare = person.details();
                    var details = new PersonDetails(
                            bare.name(),
                            bare.email(),
                            bare.phone(),
                            bare.employeeNumber(),
                            bare.mainDepartment(),
                            departments.getOrDefault(row.id(), List.of()),
                            positions.getOrDefault(row.id(), List.of()),
                            tags.getOrDefault(row.id(), List.of()),
                            bare.manager(),
                            bare.locale());
                    return new Person(
                            row.id(),
                            person.number(),
                            details,
                            person.status(),
                            person.statusChangedAt(),
                            person.stamp());
                })
                .toList();
    }

    private static Bare read(Row row) {
        UUID id = row.requireUuid("id");
        var details = new PersonDetails(
                row.requireText("name"),
                row.text("email"),
                row.text("phone"),
                row.text("employee_number"),
                row.uuid("main_department_id"),
                List.of(),
                List.of(),
                List.of(),
                row.uuid("manager_id"),
                row.requireText("locale"));
        return new Bare(
                id,
                new Person(
                        id,
                        row.requireNumber("number"),
                        details,
                        PersonStatus.valueOf(row.requireText("status").toUpperCase(Locale.ROOT)),
                        row.requireInstant("status_changed_at"),
                        Stamps.read(row)));
    }

    /** What a list of people may be narrowed by. */
    public static List<Condition> conditions(
            @Nullable String nameKey,
            @Nullable PersonStatus status,
            @Nullable Collection<UUID> departments,
            @Nullable UUID position,
            @Nullable UUID tag) {
        var conditions = new ArrayList<Condition>();
        if (nameKey != null && !nameKey.isBlank()) {
            String pattern = "%" + nameKey.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
            conditions.add(Condition.of("r.name_key like :text escape '!'", "text", pattern));
        }
        if (status != null) {
            conditions.add(Condition.of("r.status = :status", "status", PersonEntity.status(status)));
        }
        if (departments != null) {
            conditions.add(Condition.of(
                            "r.id in (select m.person_id from identity_membership m where m.department_id in (:departments))",
                            "departments",
                            departments)
                    .touching("departmentIds"));
        }
        if (position != null) {
            conditions.add(Condition.of(
                            "r.id in (select p.person_id from identity_person_position p where p.position_id = :position)",
                            "position",
                            position)
                    .touching("positionIds"));
        }
        if (tag != null) {
            conditions.add(Condition.of(
                            "r.id in (select t.person_id from identity_person_tag t where t.tag_id = :tag)", "tag", tag)
                    .touching("tagIds"));
        }
        return conditions;
    }

    /** Parameters of which some may be null. */
    static Map<String, @Nullable Object> with(String name, @Nullable Object value, @Nullable Object... more) {
        var parameters = new HashMap<String, @Nullable Object>();
        parameters.put(name, value);
        for (int i = 0; i < more.length; i += 2) {
            parameters.put(Objects.toString(more[i]), more[i + 1]);
        }
        return parameters;
    }
}
