package io.mortise.permissions.internal.administration;

import io.mortise.access.Caller;
import io.mortise.access.Permission;
import io.mortise.data.Database;
import io.mortise.data.Ids;
import io.mortise.identity.Administrators;
import io.mortise.identity.Organisation;
import io.mortise.module.ThisModule;
import io.mortise.permissions.internal.persistence.PolicyStore;
import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.policy.Receiver;
import io.mortise.permissions.internal.policy.Role;
import io.mortise.permissions.internal.rulebook.Rulebook;
import java.util.ArrayList;
import java.util.Set;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Administrators as the stored policy makes them; how identity makes the first one, and keeps the last. */
@Component(service = Administrators.class)
public final class StoredAdministrators implements Administrators {

    private static final Permission APPOINT = new Permission("access.assignment", "create");

    private final Database database;
    private final PolicyStore store;
    private final StoredPolicy policy;
    private final Changes changes;
    private final Organisation organisation;
    private final ThisModule module;

    @Activate
    public StoredAdministrators(
            @Reference Database database,
            @Reference StoredPolicy policy,
            @Reference Changes changes,
            @Reference Organisation organisation,
            @Reference ThisModule module) {
        this.database = database;
        this.store = new PolicyStore(database);
        this.policy = policy;
        this.changes = changes;
        this.organisation = organisation;
        this.module = module;
    }

    /** {@inheritDoc} Before the first version there is none: nothing is written only to find that out. */
    @Override
    public boolean exist() {
        return !lasting().isEmpty();
    }

    @Override
    public boolean include(UUID person) {
        return organisation
                .subject(person)
                .filter(found -> rule(policy.book()).includes(found, changes.now()))
                .isPresent();
    }

    @Override
    public boolean needs(UUID person) {
        if (!lasting().contains(person)) {
            return false;
        }
        return database.write(() -> {
            store.lock();
            return lasting().equals(Set.of(person));
        });
    }

    @Override
    public void appoint(UUID person, String reason) {
        module.asItself(() -> changes.apply(APPOINT, "administrator", reason, book -> {
            Role role = rule(book)
                    .role()
                    .orElseThrow(() -> new IllegalStateException(
                            "no role gives access.policy:administer, so nobody can be appointed"));
            var assignments = new ArrayList<>(book.policy().assignments());
            assignments.add(new Assignment(
                    Ids.next(),
                    new Receiver.Person(person),
                    role.id(),
                    null,
                    changes.now(),
                    null,
                    reason,
                    Caller.current().id(),
                    null));
            return book.withAssignments(assignments);
        }));
    }

    private Set<UUID> lasting() {
        if (database.read(store::newest).isEmpty()) {
            return Set.of();
        }
        return rule(policy.book()).lasting(organisation::subjects, changes.now());
    }

    private AdministratorRule rule(Rulebook book) {
        return new AdministratorRule(book.policy(), organisation.departments());
    }
}
