package io.mortise.identity.internal;

import io.mortise.access.Caller;
import io.mortise.access.Permission;
import io.mortise.data.Database;
import io.mortise.data.Ids;
import io.mortise.identity.DepartmentTree;
import io.mortise.identity.internal.domain.DepartmentCard;
import io.mortise.identity.internal.domain.IdentityPermissions;
import io.mortise.identity.internal.domain.OrganisationRules;
import io.mortise.identity.internal.domain.Refused;
import io.mortise.identity.internal.persistence.DepartmentStore;
import io.mortise.identity.internal.persistence.Members;
import io.mortise.rest.FieldFault;
import io.mortise.rest.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Departments as they are administered. Ids are for ever: a department that moves or is renamed stays the same one. */
@Component(service = Departments.class)
public final class Departments {

    private final Database database;
    private final DepartmentStore store;
    private final Members members;
    private final Consequences consequences;

    @Activate
    public Departments(@Reference Database database, @Reference Consequences consequences) {
        this.database = database;
        this.store = new DepartmentStore(database);
        this.members = new Members(database);
        this.consequences = consequences;
    }

    /** The department. */
    public DepartmentCard require(UUID id) {
        return database.read(() -> store.find(id)).orElseThrow(() -> Refused.notFound("department", id));
    }

    /** In the order of their ids. */
    public List<DepartmentCard> after(UUID after, int limit) {
        return database.read(() -> store.after(after, limit));
    }

    /** Makes one. */
    public DepartmentCard create(String name, @Nullable UUID parent, int place, Set<UUID> heads) {
        return database.write(() -> {
            consequences.endEpoch();
            var card = new DepartmentCard(Ids.next(), name.strip(), parent, place, heads, consequences.fresh());
            check(card);
            store.insert(card);
            audit("create", card);
            return store.find(card.id()).orElseThrow();
        });
    }

    /** Renames it, moves it with everything below, gives it another place or other heads. */
    public DepartmentCard change(
            UUID id, long revision, String name, @Nullable UUID parent, int place, Set<UUID> heads) {
        return database.write(() -> {
            consequences.endEpoch();
            store.lockAll();
            DepartmentCard before = store.find(id).orElseThrow(() -> Refused.notFound("department", id));
            var card = new DepartmentCard(id, name.strip(), parent, place, heads, before.stamp());
            check(card);
            OrganisationRules.checkParent(store.tree(), id, parent);
            if (!store.update(
                    card, revision, consequences.now(), Caller.current().id())) {
                throw Refused.stale(before.stamp().revision());
            }
            audit("edit", card);
            return store.find(id).orElseThrow();
        });
    }

    /** Removes it, when nothing and nobody is in it. */
    public void delete(UUID id, long revision) {
        database.write(() -> {
            consequences.endEpoch();
            store.lockAll();
            DepartmentCard card = store.find(id).orElseThrow(() -> Refused.notFound("department", id));
            if (card.stamp().revision() != revision) {
                throw Refused.stale(card.stamp().revision());
            }
            DepartmentTree tree = store.tree();
            long children = tree.withBelow(List.of(id)).size() - 1L;
            long people = members.in(List.of(id)).size();
            if (children > 0 || people > 0) {
                throw Refused.notEmpty(card.name(), children, people);
            }
            store.delete(id);
            audit("delete", card);
            return true;
        });
    }

    private void check(DepartmentCard card) {
        var faults = new ArrayList<>(OrganisationRules.nameFaults("/name", card.name(), OrganisationRules.NAME_LENGTH));
        UUID parent = card.parent();
        if (parent != null && !store.lock(List.of(parent)).isEmpty()) {
            faults.add(new FieldFault("/parentId", "unknown-department", Map.of("id", parent.toString())));
        }
        members.missing("identity_member", "person_id", card.heads()).stream()
                .findFirst()
                .ifPresent(id -> faults.add(new FieldFault("/headIds", "unknown-person", Map.of("id", id.toString()))));
        if (!faults.isEmpty()) {
            throw ProblemException.invalid(faults);
        }
    }

    private void audit(String action, DepartmentCard card) {
        consequences.audit(
                new Permission(IdentityPermissions.DEPARTMENT, action), card.id(), Map.of("name", card.name()));
    }
}
