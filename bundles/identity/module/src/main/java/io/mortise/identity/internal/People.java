package io.mortise.identity.internal;

import io.mortise.access.Caller;
import io.mortise.access.FieldAccess;
import io.mortise.access.Permission;
import io.mortise.data.Condition;
import io.mortise.data.Database;
import io.mortise.data.Ids;
import io.mortise.data.Order;
import io.mortise.identity.PersonStatus;
import io.mortise.identity.internal.domain.IdentityPermissions;
import io.mortise.identity.internal.domain.OrganisationRules;
import io.mortise.identity.internal.domain.Person;
import io.mortise.identity.internal.domain.PersonDetails;
import io.mortise.identity.internal.domain.PersonFields;
import io.mortise.identity.internal.domain.Refused;
import io.mortise.identity.internal.domain.Shown;
import io.mortise.identity.internal.domain.StatusMoves;
import io.mortise.identity.internal.persistence.DepartmentStore;
import io.mortise.identity.internal.persistence.Members;
import io.mortise.identity.internal.persistence.PersonEntity;
import io.mortise.identity.internal.persistence.PersonStore;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Page;
import io.mortise.rest.ProblemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** People as they are administered: unit of work, rules, store, consequences, in this order. */
@Component(service = People.class)
public final class People {

    private final Database database;
    private final PersonStore store;
    private final Members members;
    private final DepartmentStore departments;
    private final Consequences consequences;

    @Activate
    public People(@Reference Database database, @Reference Consequences consequences) {
        this.database = database;
        this.store = new PersonStore(database);
        this.members = new Members(database);
        this.departments = new DepartmentStore(database);
        this.consequences = consequences;
    }

    /** The whole person, when the caller may read him; for this module alone. */
    public Person require(UUID id) {
        return find(id).orElseThrow(() -> Refused.notFound("person", id));
    }

    /** The person as the caller may see him. */
    public Shown show(UUID id) {
        return database.read(() -> shown(id));
    }

    private Shown shown(UUID id) {
        return store.see(IdentityPermissions.PERSON_READ, id).orElseThrow(() -> Refused.notFound("person", id));
    }

    /** The person, when the caller may read him. */
    public Optional<Person> find(UUID id) {
        return database.read(() -> store.find(IdentityPermissions.PERSON_READ, id));
    }

    /** One page of those that the caller reaches. */
    public Page<Shown> page(
            Permission permission, List<Condition> conditions, Order order, int limit, @Nullable String after) {
        return database.read(() -> store.page(permission, conditions, order, limit, after));
    }

    /** How many the caller reaches, up to a cap. */
    public long count(List<Condition> conditions, long cap) {
        return database.read(() -> store.count(conditions, cap));
    }

    /**
     * Registers a person; he has no way to sign in yet.
     *
     * @param fields names of the fields that the caller gave
     */
    public Shown register(PersonDetails given, Set<String> fields) {
        PersonDetails details = checked(given);
        UUID id = Ids.next();
        return database.write(() -> {
            consequences.endEpoch();
            checkLinks(id, details);
            var row = new PersonEntity(
                    id, details, consequences.now(), Caller.current().id());
            taken(details, () -> {
                store.insert(id, details, row);
                return true;
            });
            Shown created = store.see(IdentityPermissions.PERSON_CREATE, id).orElseThrow();
            PersonFields.requireWritable(created.fields(), fields, FieldAccess.CREATE);
            return store.see(IdentityPermissions.PERSON_READ, id).orElse(created);
        });
    }

    /**
     * Replaces what is written down about a person.
     *
     * @param fields names of the fields that the caller gave
     */
    public Shown edit(UUID id, long revision, PersonDetails given, Set<String> fields) {
        PersonDetails details = checked(given);
        return database.write(() -> {
            Person before =
                    store.find(IdentityPermissions.PERSON_READ, id).orElseThrow(() -> Refused.notFound("person", id));
            if (before.stamp().revision() != revision) {
                throw Refused.stale(before.stamp().revision());
            }
            PersonFields.requireWritable(
                    store.see(IdentityPermissions.PERSON_EDIT, id)
                            .orElseThrow(() -> Refused.forbidden(IdentityPermissions.PERSON_EDIT))
                            .fields(),
                    fields,
                    FieldAccess.EDIT);
            if (before.details().equals(details)) {
                return shown(id);
            }
            boolean elsewhere = belongsElsewhere(before.details(), details);
            if (elsewhere && !consequences.mayMove()) {
                throw Refused.forbidden(IdentityPermissions.PERSON_MOVE);
            }
            consequences.endEpoch();
            checkLinks(id, details);
            taken(details, () -> {
                write(IdentityPermissions.PERSON_EDIT, id, revision, details);
                return true;
            });
            if (elsewhere) {
                consequences.transferred(Set.of(id));
            }
            return shown(id);
        });
    }

    /** Suspends him, lets him go, or takes him back; whoever may not work here has no session any more. */
    public Shown become(UUID id, @Nullable Long revision, PersonStatus to) {
        return database.write(() -> {
            Person before =
                    store.find(IdentityPermissions.PERSON_READ, id).orElseThrow(() -> Refused.notFound("person", id));
            if (revision != null && before.stamp().revision() != revision) {
                throw Refused.stale(before.stamp().revision());
            }
            StatusMoves.check(before.status(), to);
            consequences.endEpoch();
            if (to != PersonStatus.ACTIVE) {
                consequences.keepAdministrator(id);
            }
            Instant now = consequences.now();
            String by = Caller.current().id();
            store.become(id, before.stamp().revision(), to, row -> row.become(to, now, by));
            switch (to) {
                case SUSPENDED -> consequences.suspended(id);
                case LEFT -> consequences.left(id);
                case ACTIVE -> consequences.returned(id);
            }
            return shown(id);
        });
    }

    /**
     * Moves people into a department in one unit of work.
     *
     * @param people who moves; or null for everybody of {@code from}
     * @param from the department they leave; or null for each one's main department
     * @param keepOthers whether they stay in their other departments
     * @return how many moved
     */
    public long move(@Nullable Collection<UUID> people, @Nullable UUID from, UUID to, boolean keepOthers) {
        return database.write(() -> {
            consequences.endEpoch();
            var both = new ArrayList<>(List.of(to));
            if (from != null) {
                both.add(from);
            }
            departments.lock(both).stream().findFirst().ifPresent(missing -> {
                throw Refused.notFound("department", missing);
            });
            // In one order, so that two moves at once wait for each other and don't deadlock.
            var all = new TreeSet<>(people == null ? members.in(List.of(Objects.requireNonNull(from))) : people);
            members.missing("identity_member", "person_id", all).stream()
                    .findFirst()
                    .ifPresent(missing -> {
                        throw Refused.notFound("person", missing);
                    });
            Instant now = consequences.now();
            String by = Caller.current().id();
            members.move(all, from, to, keepOthers);
            var main = members.mainDepartments(all);
            store.moveAll(all, row -> row.move(main.get(row.id()), now, by));
            consequences.transferred(all);
            return (long) all.size();
        });
    }

    /** Everything an import writes; called in its unit of work, with details that were checked. */
    void write(Permission permission, UUID id, @Nullable Long revision, PersonDetails details) {
        Instant now = consequences.now();
        String by = Caller.current().id();
        store.edit(permission, id, revision, details, row -> row.edit(details, now, by));
    }

    /** Whether decisions about him may come out otherwise. */
    static boolean belongsElsewhere(PersonDetails before, PersonDetails after) {
        return !Objects.equals(before.mainDepartment(), after.mainDepartment())
                || !before.departments().equals(after.departments())
                || !Objects.equals(before.manager(), after.manager());
    }

    /** The person who is already above, when {@code person} under {@code manager} would close a circle. */
    static boolean closesCircle(UUID person, UUID manager, Map<UUID, UUID> managers) {
        var seen = new HashSet<UUID>();
        for (UUID above = manager; above != null && seen.add(above); above = managers.get(above)) {
            if (above.equals(person)) {
                return true;
            }
        }
        return false;
    }

    private PersonDetails checked(PersonDetails given) {
        PersonDetails details = OrganisationRules.normalise(given);
        List<FieldFault> faults = OrganisationRules.faults(details);
        if (!faults.isEmpty()) {
            throw ProblemException.invalid(faults);
        }
        return details;
    }

    private void checkLinks(UUID person, PersonDetails details) {
        var faults = new ArrayList<FieldFault>();
        unknown(faults, "/departmentIds", "unknown-department", departments.lock(details.departments()));
        unknown(
                faults,
                "/positionIds",
                "unknown-position",
                members.missing("identity_position", "id", details.positions()));
        unknown(faults, "/tagIds", "unknown-tag", members.missing("identity_tag", "id", details.tags()));
        UUID manager = details.manager();
        if (manager != null) {
            unknown(
                    faults,
                    "/managerId",
                    "unknown-person",
                    members.missing("identity_member", "person_id", List.of(manager)));
            if (closesCircle(person, manager, members.managers())) {
                faults.add(FieldFault.of("/managerId", "manager-circle"));
            }
        }
        if (!faults.isEmpty()) {
            throw ProblemException.invalid(faults);
        }
    }

    private static void unknown(List<FieldFault> faults, String pointer, String code, Set<UUID> missing) {
        missing.stream()
                .sorted()
                .findFirst()
                .ifPresent(id -> faults.add(new FieldFault(pointer, code, Map.of("id", id.toString()))));
    }

    private static <T> T taken(PersonDetails details, Supplier<T> work) {
        try {
            return work.get();
        } catch (ProblemException e) {
            String number = details.employeeNumber();
            if (e.problem().type().equals("unique-taken") && number != null) {
                throw Refused.employeeNumberTaken(number);
            }
            throw e;
        }
    }
}
