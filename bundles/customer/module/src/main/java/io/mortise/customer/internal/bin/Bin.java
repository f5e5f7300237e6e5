package io.mortise.customer.internal.bin;

import io.mortise.access.Access;
import io.mortise.access.Caller;
import io.mortise.access.Permission;
import io.mortise.customer.CustomerEvent;
import io.mortise.customer.CustomerException;
import io.mortise.customer.CustomerId;
import io.mortise.customer.CustomerProblem;
import io.mortise.customer.internal.domain.CustomerFields;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.domain.CustomerRules;
import io.mortise.customer.internal.domain.Owner;
import io.mortise.customer.internal.parts.CustomerParts;
import io.mortise.customer.internal.persistence.CustomerEntity;
import io.mortise.customer.internal.persistence.CustomerStore;
import io.mortise.customer.internal.persistence.CustomerStore.Binned;
import io.mortise.customer.internal.timeline.Happening;
import io.mortise.customer.internal.timeline.Timeline;
import io.mortise.data.Database;
import io.mortise.data.Ids;
import io.mortise.message.Events;
import io.mortise.message.Jobs;
import io.mortise.rest.Page;
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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Deletes customers into the recycle bin, and takes them out of it or removes them for good; each with all its parts, as one
 * unit of work. Teams and shares stay with their record. What must be unique is given up meanwhile, so that somebody else may
 * have it; a restore then says so. Every customer is decided by the caller's rights of now.
 */
@Component(service = Bin.class)
public final class Bin {

    /** How long things lie in the bin when nobody says otherwise. */
    public static final int DAYS = 30;

    private static final int STEP = 100;

    private final Database database;
    private final Events events;
    private final Jobs jobs;
    private final Access access;
    private final CustomerParts parts;
    private final RestoreCheck check;
    private final Timeline timeline;
    private final CustomerStore customers;
    private final BinStore store;

    @Activate
    public Bin(
            @Reference Database database,
            @Reference Events events,
            @Reference Jobs jobs,
            @Reference Access access,
            @Reference CustomerParts parts,
            @Reference RestoreCheck check,
            @Reference Timeline timeline) {
        this.database = database;
        this.events = events;
        this.jobs = jobs;
        this.access = access;
        this.parts = parts;
        this.check = check;
        this.timeline = timeline;
        this.customers = new CustomerStore(database);
        this.store = new BinStore(database);
    }

    /** Puts one into the bin that is at a revision. Needs an open unit of work. */
    public void delete(CustomerId id, long revision, @Nullable String reason) {
        delete(
                List.of(id.value()),
                reason,
                (batch, purge, now, by) -> customers.change(
                        CustomerPermissions.DELETE, id, revision, Set.of(), row -> put(row, batch, purge, now, by)));
    }

    /**
     * Puts many into the bin, all or none.
     *
     * @return the batch they have there
     */
    public Batch deleteAll(Collection<UUID> ids, String reason) {
        CustomerRules.check(CustomerRules.reasonFaults(reason));
        List<UUID> all = ids.stream().distinct().toList();
        return database.write(() -> delete(
                all,
                reason,
                (batch, purge, now, by) -> database.changeAll(
                        CustomerPermissions.DELETE,
                        CustomerEntity.class,
                        all,
                        CustomerFields.derived(Set.of()),
                        row -> put(row, batch, purge, now, by))));
    }

    /** Writes the customers themselves. */
    @FunctionalInterface
    private interface Rows {
        void write(UUID batch, @Nullable Instant purgeAfter, Instant now, String by);
    }

    private Batch delete(List<UUID> ids, @Nullable String reason, Rows rows) {
        Instant now = now();
        String by = Caller.current().id();
        int days = store.keepDays(DAYS);
        Instant purge = days < 0 ? null : now.plus(Duration.ofDays(days));
        var batch = new Batch(Ids.next(), reason, by, now, purge, ids.size(), 0, 0);
        parts.delete(CustomerPermissions.DELETE, batch.id(), ids);
        rows.write(batch.id(), purge, now, by);
        store.insert(batch);
        if (days == 0) {
            jobs.enqueue(PurgeJob.NAME, "at-once", "{}", Duration.ZERO);
        }
        if (reason != null) {
            ids.forEach(id -> access.audit(CustomerPermissions.DELETE, id, reason, Map.of()));
        }
        ids.forEach(id -> {
            timeline.add(id, Happening.of("deleted"));
            events.publish(new CustomerEvent.Deleted(id));
        });
        return batch;
    }

    private void put(CustomerEntity row, UUID batch, @Nullable Instant purgeAfter, Instant now, String by) {
        if (row.isDeleted()) {
            throw new CustomerException(new CustomerProblem.NotFound(new CustomerId(row.id())));
        }
        row.delete(batch, purgeAfter, now, by);
        store.keep(row.id(), batch, row.giveUpUnique());
    }

    /**
     * One page of the bin, what went into it last first.
     *
     * @param mine only what the caller put there
     */
    public Page<Binned> page(
            boolean mine, @Nullable UUID batch, @Nullable String text, int limit, @Nullable String after) {
        String by = mine ? Caller.current().id() : null;
        return database.read(() -> customers.binned(CustomerPermissions.RESTORE, by, batch, text, limit, after));
    }

    /** One of its customers. */
    public Optional<Binned> find(UUID customer) {
        return database.read(() -> customers.binned(CustomerPermissions.RESTORE, List.of(customer)).stream()
                .findFirst());
    }

    /** The acts of deleting that these belong to. */
    public Map<UUID, Batch> batches(Collection<Binned> binned) {
        Set<UUID> ids =
                binned.stream().map(Binned::batch).filter(Objects::nonNull).collect(Collectors.toUnmodifiableSet());
        return database.read(() -> store.batches(ids));
    }

    /** How many parts lie in the bin with a customer. */
    public Map<String, Long> parts(Binned binned) {
        UUID batch = binned.batch();
        return batch == null
                ? Map.of()
                : database.read(() -> parts.inBin(
                        CustomerPermissions.RESTORE,
                        batch,
                        List.of(binned.customer().id().value())));
    }

    /** Those of a batch that the caller may restore. */
    public List<UUID> ofBatch(UUID batch) {
        return database.read(() -> store.ofBatch(CustomerPermissions.RESTORE, batch, CustomerStore.MOST));
    }

    /**
     * What a restore would do.
     *
     * @param newOwner gets those whose owner has left; null to leave them to nobody, which stands in the way
     */
    public Restoration tryRestore(Collection<UUID> ids, @Nullable UUID newOwner) {
        // Writes nothing but the turn of whoever counts somebody's customers.
        return database.write(() -> check.of(ids, newOwner).told());
    }

    /**
     * Takes them out of the bin, all or none.
     *
     * @throws ProblemException {@code customer-not-restorable} 409
     */
    public Restoration restore(Collection<UUID> ids, @Nullable UUID newOwner, @Nullable String reason) {
        if (reason != null) {
            CustomerRules.check(CustomerRules.reasonFaults(reason));
        }
        return database.write(() -> {
            RestoreCheck.Found found = check.of(ids, newOwner);
            Restoration told = found.told();
            if (!told.isPossible()) {
                throw new NotRestorable(told);
            }
            restore(found, reason);
            return told;
        });
    }

    private void restore(RestoreCheck.Found found, @Nullable String reason) {
        Instant now = now();
        String by = Caller.current().id();
        Map<UUID, BinStore.Lying> lying = found.lying();
        var byBatch = new HashMap<UUID, List<UUID>>();
        lying.values().forEach(one -> {
            if (one.batch() != null) {
                byBatch.computeIfAbsent(one.batch(), _ -> new ArrayList<>()).add(one.id());
            }
        });
        byBatch.forEach((batch, ids) -> {
            parts.restore(CustomerPermissions.RESTORE, batch, ids);
            store.restored(batch, ids.size());
        });
        // Given, not changed: who gets one of a leaver may be out of the restorer's scope.
        database.giveAll(
                CustomerPermissions.RESTORE,
                CustomerEntity.class,
                lying.keySet(),
                CustomerFields.derived(Set.of()),
                row -> {
                    row.restore(now, by);
                    row.takeBackUnique(found.unique(row.id()));
                    Owner owner = found.newOwner(row.id());
                    if (owner != null) {
                        row.transfer(owner, now, by);
                    }
                    if (found.isPoolGone(row.id())) {
                        row.leavePool();
                    }
                });
        store.forget(lying.keySet());
        lying.keySet().forEach(id -> {
            if (reason != null) {
                access.audit(CustomerPermissions.RESTORE, id, reason, Map.of());
            }
            timeline.add(id, Happening.of("restored"));
            events.publish(new CustomerEvent.Restored(id));
        });
    }

    /**
     * Removes customers in the bin for good, all or none.
     *
     * @throws ProblemException {@code not-found} 404, {@code forbidden} 403, {@code record-locked} 409
     */
    public void purge(Collection<UUID> ids, String reason) {
        CustomerRules.check(CustomerRules.reasonFaults(reason));
        database.write(() -> {
            List<UUID> all = ids.stream().distinct().sorted().toList();
            Set<UUID> readable = lying(CustomerPermissions.RESTORE, all);
            List<String> unknown = all.stream()
                    .filter(id -> !readable.contains(id))
                    .map(UUID::toString)
                    .toList();
            if (!unknown.isEmpty()) {
                throw new ProblemException(
                        Problem.of("customer-not-in-bin", 404).with("records", unknown));
            }
            purge(all);
            all.forEach(id -> access.audit(CustomerPermissions.PURGE, id, reason, Map.of()));
            return all;
        });
    }

    /** Removes the next of those whose time is over; false when there is none. For the job, as the module itself. */
    boolean purgeDue(Instant now) {
        return database.write(() -> {
            List<UUID> due = store.due(CustomerPermissions.PURGE, now, STEP);
            purge(due);
            return !due.isEmpty();
        });
    }

    private Set<UUID> lying(Permission permission, Collection<UUID> ids) {
        return store.lying(permission, ids).stream().map(BinStore.Lying::id).collect(Collectors.toUnmodifiableSet());
    }

    private void purge(List<UUID> ids) {
        if (ids.isEmpty()) {
            return;
        }
        Map<UUID, Integer> batches = new HashMap<>();
        store.lying(CustomerPermissions.PURGE, ids).forEach(one -> {
            if (one.batch() != null) {
                batches.merge(one.batch(), 1, Integer::sum);
            }
        });
        parts.purge(CustomerPermissions.PURGE, ids);
        for (UUID id : ids) {
            database.delete(CustomerPermissions.PURGE, CustomerEntity.class, id, null);
            events.publish(new CustomerEvent.Purged(id));
        }
        store.forget(ids);
        batches.forEach(store::purged);
    }

    /** How many days things stay; empty for ever. */
    public Optional<Integer> keepDays() {
        int days = database.read(() -> store.keepDays(DAYS));
        return days < 0 ? Optional.empty() : Optional.of(days);
    }

    /** Sets it for what is deleted from now on. */
    public void keepDays(@Nullable Integer days) {
        database.write(() -> {
            store.keepDays(days, now(), Caller.current().id());
            access.audit(
                    CustomerPermissions.CONFIGURE_BIN,
                    null,
                    null,
                    Map.of("keepDays", days == null ? "" : days.toString()));
            return true;
        });
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}
