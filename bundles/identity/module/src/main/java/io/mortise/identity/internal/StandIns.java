package io.mortise.identity.internal;

import io.mortise.access.Permission;
import io.mortise.data.Database;
import io.mortise.data.Ids;
import io.mortise.identity.internal.domain.IdentityPermissions;
import io.mortise.identity.internal.domain.OrganisationRules;
import io.mortise.identity.internal.domain.Refused;
import io.mortise.identity.internal.domain.StandIn;
import io.mortise.identity.internal.persistence.Members;
import io.mortise.identity.internal.persistence.StandInStore;
import io.mortise.rest.FieldFault;
import io.mortise.rest.ProblemException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Who acts for whom while he is away. */
@Component(service = StandIns.class)
public final class StandIns {

    private final Database database;
    private final StandInStore store;
    private final Members members;
    private final Consequences consequences;

    @Activate
    public StandIns(@Reference Database database, @Reference Consequences consequences) {
        this.database = database;
        this.store = new StandInStore(database);
        this.members = new Members(database);
        this.consequences = consequences;
    }

    /** In the order of their ids; of one person, or of all. */
    public List<StandIn> after(@Nullable UUID person, UUID after, int limit) {
        return database.read(() -> store.after(person, after, limit));
    }

    /**
     * Names one.
     *
     * @param permission what lets the caller: for himself, or for others
     */
    public StandIn name(
            Permission permission, UUID person, UUID standIn, LocalDate from, LocalDate until, String reason) {
        var faults = new ArrayList<>(OrganisationRules.nameFaults("/reason", reason.strip(), 500));
        if (until.isBefore(from)) {
            faults.add(new FieldFault(
                    "/until", "dates-reversed", Map.of("from", from.toString(), "until", until.toString())));
        }
        if (person.equals(standIn)) {
            faults.add(FieldFault.of("/standInId", "own-stand-in"));
        }
        return database.write(() -> {
            unknown(faults, "/personId", person);
            unknown(faults, "/standInId", standIn);
            if (!faults.isEmpty()) {
                throw ProblemException.invalid(faults);
            }
            consequences.endEpoch();
            var made = new StandIn(Ids.next(), person, standIn, from, until, reason.strip(), consequences.fresh());
            store.insert(made);
            consequences.audit(
                    permission,
                    made.id(),
                    Map.of(
                            "person",
                            person.toString(),
                            "standIn",
                            standIn.toString(),
                            "from",
                            from.toString(),
                            "until",
                            until.toString(),
                            "reason",
                            made.reason()));
            return made;
        });
    }

    /**
     * Ends one at once.
     *
     * @param own whose it must be, or null for anybody's
     */
    public void end(Permission permission, @Nullable UUID own, UUID id) {
        database.write(() -> {
            consequences.endEpoch();
            StandIn ended = store.find(id)
                    .filter(one -> own == null || one.person().equals(own))
                    .orElseThrow(() -> Refused.notFound("stand-in", id));
            store.delete(id);
            consequences.audit(permission, id, Map.of("person", ended.person().toString()));
            return true;
        });
    }

    /** For others. */
    public static Permission forOthers() {
        return new Permission(IdentityPermissions.STANDIN, "edit");
    }

    /** For himself. */
    public static Permission forSelf() {
        return new Permission(IdentityPermissions.SELF, "use");
    }

    private void unknown(List<FieldFault> faults, String pointer, UUID person) {
        if (!members.missing("identity_member", "person_id", List.of(person)).isEmpty()) {
            faults.add(new FieldFault(pointer, "unknown-person", Map.of("id", person.toString())));
        }
    }
}
