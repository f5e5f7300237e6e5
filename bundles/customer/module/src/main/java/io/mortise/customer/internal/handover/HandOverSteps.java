package io.mortise.customer.internal.handover;

import io.mortise.access.Access;
import io.mortise.access.Caller;
import io.mortise.customer.CustomerEvent;
import io.mortise.customer.CustomerFilter;
import io.mortise.customer.Transfer;
import io.mortise.customer.internal.Owners;
import io.mortise.customer.internal.Starters;
import io.mortise.customer.internal.domain.CustomerFields;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.domain.Owner;
import io.mortise.customer.internal.handover.HandOver.State;
import io.mortise.customer.internal.handover.HandOverStore.Given;
import io.mortise.customer.internal.handover.HandOverStore.Held;
import io.mortise.customer.internal.handover.HandOverStore.WentAlong;
import io.mortise.customer.internal.handover.Kept.Why;
import io.mortise.customer.internal.parts.CustomerParts;
import io.mortise.customer.internal.persistence.CustomerEntity;
import io.mortise.customer.internal.persistence.CustomerEntity.Holding;
import io.mortise.customer.internal.persistence.CustomerStore;
import io.mortise.customer.internal.pools.Capacities;
import io.mortise.customer.internal.search.CustomerSearch;
import io.mortise.customer.internal.timeline.Happening;
import io.mortise.customer.internal.timeline.Timeline;
import io.mortise.data.Database;
import io.mortise.message.Events;
import io.mortise.notification.Notifications;
import io.mortise.rest.Texts;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * One step of a hand-over after the other, each a unit of work: customers with what is still to do for them, and how far it is.
 * Giving has the rights of whoever wants it, as they are then; a customer that he may not give away stays and is told. Taking
 * back is the module's own work, on what nobody changed since.
 */
@Component(service = HandOverSteps.class)
public final class HandOverSteps {

    /** Customers of one step. */
    static final int PAGE = 200;

    private static final List<String> CHANGED = List.of("ownerId", "previousOwnerId", "ownerDepartmentId");

    private final Database database;
    private final Events events;
    private final Access access;
    private final Owners owners;
    private final Starters starters;
    private final Capacities capacities;
    private final CustomerParts parts;
    private final Timeline timeline;
    private final Texts texts;
    private final CustomerStore customers;
    private final HandOverStore store;

    /** Comes with the module that knows people. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable Notifications notifications;

    @Activate
    public HandOverSteps(
            @Reference Database database,
            @Reference Events events,
            @Reference Access access,
            @Reference Owners owners,
            @Reference Starters starters,
            @Reference Capacities capacities,
            @Reference CustomerParts parts,
            @Reference Timeline timeline,
            @Reference Texts texts,
            @Reference CustomerSearch search) {
        this.database = database;
        this.events = events;
        this.access = access;
        this.owners = owners;
        this.starters = starters;
        this.capacities = capacities;
        this.parts = parts;
        this.timeline = timeline;
        this.texts = texts;
        this.customers = new CustomerStore(database, search);
        this.store = new HandOverStore(database);
    }

    /** Goes on by one step; false when there is none left. */
    boolean step(UUID id) {
        HandOver now = database.read(() -> store.find(id)).orElseThrow();
        return switch (now.state()) {
            case WAITING, RUNNING ->
                starters.act(now.startedBy(), now.personId(), () -> database.write(() -> give(store.lock(id))));
            case UNDOING -> database.write(() -> takeBack(store.lock(id)));
            case DONE, UNDONE, FAILED -> false;
        };
    }

    /** Its job gave up: what was given stays given, and can be taken back. */
    void fail(UUID id) {
        database.write(() -> {
            store.state(id, State.FAILED, now());
            return id;
        });
    }

    private boolean give(HandOver handOver) {
        CustomerFilter filter = handOver.selection().filter();
        List<UUID> ids = customers.idsAfter(
                CustomerPermissions.READ, filter, handOver.selection().ids(), handOver.last(), PAGE);
        if (ids.isEmpty()) {
            store.state(handOver.id(), State.DONE, now());
            tell(handOver);
            return false;
        }
        Map<UUID, Held> held = store.held(CustomerPermissions.TRANSFER, ids);
        Set<UUID> locked = store.locked(CustomerPermissions.READ, ids, now());
        var round = new Round(handOver);
        var newOwners = new LinkedHashMap<UUID, UUID>();
        for (UUID id : ids) {
            Held one = held.get(id);
            if (one == null) {
                store.kept(handOver.id(), id, locked.contains(id) ? Why.LOCKED : Why.NOT_ALLOWED);
            } else {
                UUID taker = round.next(one);
                if (taker == null) {
                    store.kept(handOver.id(), id, round.why(one));
                } else {
                    newOwners.put(id, taker);
                }
            }
        }
        along(handOver, held, newOwners);
        give(handOver, newOwners, round);
        store.progress(handOver.id(), ids.size(), newOwners.size(), round.turn, ids.getLast(), now());
        return true;
    }

    /** Who got something is told how much, and by whose wish. */
    private void tell(HandOver handOver) {
        Notifications told = notifications;
        if (told == null) {
            return;
        }
        UUID person = handOver.personId();
        String by = person == null ? handOver.startedBy() : owners.name(person);
        store.byTaker(handOver.id())
                .forEach((taker, count) -> told.tell(
                        taker,
                        "customer.handed-over",
                        locale -> texts.text(locale, "hand-over.told", Map.of("count", count, "by", by)),
                        "/customer/customers"));
    }

    /** Before the customers go: afterwards the caller may have no right to them. */
    private void along(HandOver handOver, Map<UUID, Held> held, Map<UUID, UUID> newOwners) {
        var byOwner = new LinkedHashMap<UUID, Map<UUID, UUID>>();
        newOwners.forEach((customer, taker) -> {
            UUID owner = Objects.requireNonNull(held.get(customer)).owner();
            if (owner != null) {
                byOwner.computeIfAbsent(owner, _ -> new LinkedHashMap<>()).put(customer, taker);
            }
        });
        byOwner.forEach((owner, some) -> parts.handOver(CustomerPermissions.TRANSFER, owner, some)
                .forEach((part, given) -> store.wentAlong(handOver.id(), owner, part, given, some)));
    }

    private void give(HandOver handOver, Map<UUID, UUID> newOwners, Round round) {
        Instant now = now();
        String by = Caller.current().id();
        var before = new LinkedHashMap<CustomerEntity, Holding>();
        database.giveAll(
                CustomerPermissions.TRANSFER,
                CustomerEntity.class,
                newOwners.keySet(),
                CustomerFields.derived(Set.of("ownerId", "ownerDepartmentId")),
                row -> {
                    before.put(row, row.holding());
                    row.transfer(round.owner(Objects.requireNonNull(newOwners.get(row.id()))), now, by);
                });
        before.forEach((row, holding) -> {
            UUID taker = Objects.requireNonNull(newOwners.get(row.id()));
            store.given(handOver.id(), new Given(row.id(), taker, row.revision(), holding));
            access.audit(
                    CustomerPermissions.TRANSFER,
                    row.id(),
                    handOver.reason(),
                    Map.of("handOver", handOver.id().toString()));
            timeline.add(
                    row.id(),
                    Happening.of("handed-over")
                            .with("person", taker)
                            .about("ownerId")
                            .record(handOver.id()));
            events.publish(new CustomerEvent.Changed(row.id(), row.revision(), CHANGED));
        });
    }

    /** Whose turn it is among the takers. */
    private final class Round {

        private final List<UUID> takers = new ArrayList<>();
        private final Map<UUID, Owner> asOwners = new HashMap<>();
        private final Map<UUID, Long> left = new HashMap<>();
        private final Map<UUID, Boolean> countsDealt = new HashMap<>();
        private long turn;

        Round(HandOver handOver) {
            this.turn = handOver.turn();
            // In one order, so that two hand-overs at once wait for each other.
            for (UUID taker : handOver.takers().stream().sorted().toList()) {
                if (!owners.hasLeft(taker)) {
                    Capacities.Room room = capacities.room(taker);
                    left.put(taker, room.left() < 0 ? Long.MAX_VALUE : room.left());
                    countsDealt.put(taker, room.countsDealt());
                    asOwners.put(taker, owners.of(new Transfer(taker, null, handOver.reason())));
                }
            }
            handOver.takers().stream().filter(asOwners::containsKey).forEach(takers::add);
        }

        Owner owner(UUID taker) {
            return Objects.requireNonNull(asOwners.get(taker));
        }

        /** The next who has room and does not own it already; null when there is none. */
        @Nullable
        UUID next(Held customer) {
            for (int i = 0; i < takers.size(); i++) {
                UUID taker = takers.get((int) ((turn + i) % takers.size()));
                boolean counts = !customer.dealt() || Boolean.TRUE.equals(countsDealt.get(taker));
                long room = Objects.requireNonNull(left.get(taker));
                if (!taker.equals(customer.owner()) && (room > 0 || !counts)) {
                    if (counts) {
                        left.put(taker, room - 1);
                    }
                    turn += i + 1L;
                    return taker;
                }
            }
            return null;
        }

        Why why(Held customer) {
            if (takers.isEmpty()) {
                return Why.TAKER_LEFT;
            }
            return takers.size() == 1 && takers.getFirst().equals(customer.owner())
                    ? Why.ALREADY_THERE
                    : Why.CAPACITY_REACHED;
        }
    }

    private boolean takeBack(HandOver handOver) {
        List<Given> some = store.toTakeBack(handOver.id(), PAGE);
        if (some.isEmpty()) {
            return backAlong(handOver);
        }
        Map<UUID, CustomerEntity> rows = new HashMap<>();
        for (Given given : some) {
            database.find(CustomerPermissions.READ, CustomerEntity.class, given.customer())
                    .ifPresent(row -> rows.put(row.id(), row));
        }
        var room = new HashMap<UUID, Long>();
        some.stream()
                .map(given -> given.before().owner())
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .forEach(owner -> {
                    long left = capacities.room(owner).left();
                    room.put(owner, left < 0 ? Long.MAX_VALUE : left);
                });
        var back = new LinkedHashMap<UUID, Holding>();
        for (Given given : some) {
            Why why = why(given, rows.get(given.customer()), room);
            store.takenBack(handOver.id(), given.customer(), why);
            if (why == null) {
                back.put(given.customer(), given.before());
            }
        }
        Instant now = now();
        String by = Caller.current().id();
        var changed = new ArrayList<CustomerEntity>();
        database.giveAll(
                CustomerPermissions.TRANSFER,
                CustomerEntity.class,
                back.keySet(),
                CustomerFields.derived(Set.of()),
                row -> {
                    row.holdAgain(Objects.requireNonNull(back.get(row.id())), now, by);
                    changed.add(row);
                });
        changed.forEach(row -> {
            access.audit(
                    CustomerPermissions.TRANSFER,
                    row.id(),
                    handOver.reason(),
                    Map.of("handOver", handOver.id().toString(), "act", "undo"));
            UUID owner = row.ownerId();
            timeline.add(
                    row.id(),
                    (owner == null
                                    ? Happening.of("handed-back-to-nobody")
                                    : Happening.of("handed-back").with("person", owner))
                            .about("ownerId")
                            .record(handOver.id()));
            events.publish(new CustomerEvent.Changed(row.id(), row.revision(), CHANGED));
        });
        store.givenBack(handOver.id(), back.size(), now);
        return true;
    }

    private @Nullable Why why(Given given, @Nullable CustomerEntity row, Map<UUID, Long> room) {
        if (row == null || row.isDeleted()) {
            return Why.GONE;
        }
        if (row.revision() != given.revision()) {
            return Why.CHANGED_SINCE;
        }
        UUID owner = given.before().owner();
        if (owner == null) {
            return null;
        }
        if (owners.hasLeft(owner)) {
            return Why.OWNER_LEFT;
        }
        long left = Objects.requireNonNull(room.get(owner));
        if (left <= 0) {
            return Why.CAPACITY_REACHED;
        }
        room.put(owner, left - 1);
        return null;
    }

    /** What went along goes back with those that came back. */
    private boolean backAlong(HandOver handOver) {
        WentAlong along = store.nextWentAlong(handOver.id()).orElse(null);
        if (along == null) {
            store.state(handOver.id(), State.UNDONE, now());
            return false;
        }
        Set<UUID> back = store.cameBack(handOver.id(), along.newOwners().keySet());
        Map<UUID, UUID> theirs = along.newOwners().entrySet().stream()
                .filter(entry -> back.contains(entry.getKey()))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
        if (!theirs.isEmpty()) {
            parts.handBack(CustomerPermissions.TRANSFER, along.owner(), theirs, Map.of(along.part(), along.given()));
        }
        store.forget(along);
        return true;
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}
