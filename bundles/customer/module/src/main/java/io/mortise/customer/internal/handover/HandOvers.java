package io.mortise.customer.internal.handover;

import io.mortise.access.Access;
import io.mortise.access.Caller;
import io.mortise.customer.CustomerException;
import io.mortise.customer.CustomerFilter;
import io.mortise.customer.CustomerProblem;
import io.mortise.customer.internal.JobRow;
import io.mortise.customer.internal.Owners;
import io.mortise.customer.internal.Starters;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.domain.CustomerRules;
import io.mortise.customer.internal.handover.HandOver.State;
import io.mortise.customer.internal.handover.HandOverStore.Held;
import io.mortise.customer.internal.parts.CustomerParts;
import io.mortise.customer.internal.persistence.CustomerStore;
import io.mortise.customer.internal.pools.Capacities;
import io.mortise.customer.internal.search.CustomerSearch;
import io.mortise.data.Database;
import io.mortise.data.Ids;
import io.mortise.message.Jobs;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Hands many customers over as one operation that can be taken back: previews it, begins it, and tells how far it is. A job
 * does the work in steps ({@link HandOverSteps}).
 */
@Component(service = HandOvers.class)
public final class HandOvers {

    static final String JOB = "hand-over";

    /** Most takers of one hand-over. */
    public static final int MOST_TAKERS = 100;

    private static final int CAP = 1_000_000;
    private static final int LOOKED_AT = 10_000;
    private static final int MOST_KEPT = 1_000;
    private static final int MOST_LISTED = 100;

    private final Database database;
    private final Jobs jobs;
    private final Access access;
    private final Owners owners;
    private final Starters starters;
    private final Capacities capacities;
    private final CustomerParts parts;
    private final CustomerStore customers;
    private final HandOverStore store;

    @Activate
    public HandOvers(
            @Reference Database database,
            @Reference Jobs jobs,
            @Reference Access access,
            @Reference Owners owners,
            @Reference Starters starters,
            @Reference Capacities capacities,
            @Reference CustomerParts parts,
            @Reference CustomerSearch search) {
        this.database = database;
        this.jobs = jobs;
        this.access = access;
        this.owners = owners;
        this.starters = starters;
        this.capacities = capacities;
        this.parts = parts;
        this.customers = new CustomerStore(database, search);
        this.store = new HandOverStore(database);
    }

    /** What a hand-over would do; nothing is done. */
    public Preview preview(Selection selection, List<UUID> takers) {
        check(takers);
        // Writes nothing but the turn of whoever counts somebody's customers.
        return database.write(() -> {
            CustomerFilter filter = selection.filter();
            long all = customers.count(CustomerPermissions.READ, filter, selection.ids(), CAP + 1L);
            long giveable = customers.count(CustomerPermissions.TRANSFER, filter, selection.ids(), CAP);
            long locked = customers.countLocked(CustomerPermissions.READ, filter, selection.ids(), Instant.now(), CAP);
            var told = new ArrayList<Preview.Taker>();
            for (int i = 0; i < takers.size(); i++) {
                UUID taker = takers.get(i);
                long share = giveable / takers.size() + (i < giveable % takers.size() ? 1 : 0);
                told.add(new Preview.Taker(
                        taker,
                        owners.name(taker),
                        share,
                        capacities.room(taker).left(),
                        starters.holds(taker, CustomerPermissions.READ)));
            }
            return new Preview(
                    Math.min(all, CAP), all > CAP, giveable, locked, open(selection.filter(), selection.ids()), told);
        });
    }

    /** Begins one. */
    public HandOver start(Selection selection, List<UUID> takers, String reason) {
        check(takers);
        CustomerRules.check(CustomerRules.reasonFaults(reason));
        return database.write(() -> {
            long total = customers.count(CustomerPermissions.READ, selection.filter(), selection.ids(), CAP);
            Instant now = now();
            var started = new HandOver(
                    Ids.next(),
                    selection,
                    takers,
                    reason.strip(),
                    State.WAITING,
                    total,
                    0,
                    0,
                    0,
                    0,
                    0,
                    null,
                    Caller.current().id(),
                    Owners.acting().orElse(null),
                    now,
                    now);
            store.insert(started);
            var facts = new HashMap<>(selection.facts());
            facts.put("handOver", started.id().toString());
            access.audit(CustomerPermissions.TRANSFER, null, started.reason(), facts);
            jobs.enqueue(JOB, started.id().toString(), JobRow.of("handOver", started.id()), Duration.ZERO);
            return started;
        });
    }

    /**
     * Begins to take one back that ended; said again, it is the same. What nobody changed since goes back to who had it, whatever
     * the starter may do with it by now: that it is no longer his is why he needs this.
     *
     * @throws ProblemException {@code hand-over-not-undoable} 409
     */
    public HandOver undo(UUID id) {
        return database.write(() -> {
            HandOver now = store.lock(id);
            if (now.state() == State.UNDOING || now.state() == State.UNDONE) {
                return now;
            }
            if (!now.isEnded()) {
                throw new ProblemException(Problem.of("hand-over-not-undoable", 409)
                        .with("id", id.toString())
                        .with("state", now.state().key()));
            }
            store.state(id, State.UNDOING, now());
            access.audit(
                    CustomerPermissions.TRANSFER, null, now.reason(), Map.of("handOver", id.toString(), "act", "undo"));
            jobs.enqueue(JOB, id.toString(), JobRow.of("handOver", id), Duration.ZERO);
            return store.find(id).orElseThrow();
        });
    }

    /** One that the caller started; the operator sees all. */
    public Optional<HandOver> find(UUID id) {
        return database.read(() -> store.find(id)).filter(one -> Starters.isOrOperates(one.startedBy()));
    }

    /** The last of those. */
    public List<HandOver> last() {
        Caller caller = Caller.current();
        String by = caller.kind() == Caller.Kind.OPERATOR ? null : caller.id();
        return database.read(() -> store.last(by, MOST_LISTED));
    }

    /** Customers that stayed, at most 1000. */
    public List<Kept> kept(UUID id) {
        return database.read(() -> store.kept(id, MOST_KEPT));
    }

    /** What somebody still has in his hands, of what the caller may see. */
    public OpenItems openItems(UUID person) {
        return database.read(() -> {
            var filter = new CustomerFilter(null, null, person);
            long all = customers.count(CustomerPermissions.READ, filter, CAP + 1L);
            return new OpenItems(
                    person,
                    owners.name(person),
                    Math.min(all, CAP),
                    all > CAP,
                    customers.countLocked(CustomerPermissions.READ, filter, List.of(), Instant.now(), CAP),
                    open(filter, List.of()));
        });
    }

    /** What owners still have to do for these, by part; of the first ten thousand. */
    private Map<String, Long> open(CustomerFilter filter, Collection<UUID> chosen) {
        var open = new TreeMap<String, Long>();
        UUID last = null;
        for (int seen = 0; seen < LOOKED_AT; ) {
            List<UUID> ids = customers.idsAfter(CustomerPermissions.READ, filter, chosen, last, HandOverSteps.PAGE);
            if (ids.isEmpty()) {
                break;
            }
            var byOwner = new HashMap<UUID, List<UUID>>();
            for (Held held : store.held(CustomerPermissions.READ, ids).values()) {
                if (held.owner() != null) {
                    byOwner.computeIfAbsent(held.owner(), _ -> new ArrayList<>())
                            .add(held.id());
                }
            }
            byOwner.forEach((owner, some) -> parts.open(CustomerPermissions.READ, owner, some)
                    .forEach((part, count) -> open.merge(part, count, Long::sum)));
            last = ids.getLast();
            seen += ids.size();
        }
        return open;
    }

    private void check(List<UUID> takers) {
        for (int i = 0; i < takers.size(); i++) {
            owners.requireColleague("/to/" + i, takers.get(i));
            if (takers.indexOf(takers.get(i)) != i) {
                throw new CustomerException(new CustomerProblem.Invalid(List.of(FieldFault.of("/to/" + i, "twice"))));
            }
        }
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}
