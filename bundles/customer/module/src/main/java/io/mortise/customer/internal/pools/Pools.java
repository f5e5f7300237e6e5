package io.mortise.customer.internal.pools;

import io.mortise.access.Access;
import io.mortise.access.Caller;
import io.mortise.access.Directory.Colleague;
import io.mortise.access.Permission;
import io.mortise.customer.Customer;
import io.mortise.customer.CustomerEvent;
import io.mortise.customer.CustomerException;
import io.mortise.customer.CustomerId;
import io.mortise.customer.CustomerProblem;
import io.mortise.customer.internal.Owners;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.domain.CustomerRules;
import io.mortise.customer.internal.domain.Owner;
import io.mortise.customer.internal.persistence.CustomerEntity;
import io.mortise.customer.internal.persistence.CustomerStore;
import io.mortise.customer.internal.timeline.Happening;
import io.mortise.customer.internal.timeline.Timeline;
import io.mortise.data.Database;
import io.mortise.data.Ids;
import io.mortise.message.Events;
import io.mortise.module.ThisModule;
import io.mortise.rest.Page;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Public pools 公海. A pool is an explicit grant of its members to what lies in it: which fields, how many a day. It never
 * gives more than the action {@code claim} of the policy, whose scope and restrictions hold as well.
 */
@Component(service = Pools.class)
public final class Pools {

    /** Fields that differ when a customer comes into a pool or leaves it. */
    static final List<String> CHANGED = List.of("ownerId", "ownerDepartmentId", "previousOwnerId", "poolId");

    private static final String ROLE = "role:";

    private final Database database;
    private final PoolStore store;
    private final CustomerStore customers;
    private final Capacities capacities;
    private final ThisModule module;
    private final Owners owners;
    private final Access access;
    private final Events events;
    private final Timeline timeline;
    private final Clock clock;

    @Activate
    public Pools(
            @Reference Database database,
            @Reference Capacities capacities,
            @Reference ThisModule module,
            @Reference Owners owners,
            @Reference Access access,
            @Reference Events events,
            @Reference Timeline timeline) {
        this.database = database;
        this.store = new PoolStore(database);
        this.customers = new CustomerStore(database);
        this.capacities = capacities;
        this.module = module;
        this.owners = owners;
        this.access = access;
        this.events = events;
        this.timeline = timeline;
        this.clock = Clock.systemUTC();
    }

    /** Pools that the caller is in or runs; all of them to who configures pools. */
    public List<Pool> mine() {
        boolean all = access.holds(CustomerPermissions.CONFIGURE_POOL);
        return database.read(
                () -> store.all().stream().filter(pool -> all || isIn(pool)).toList());
    }

    /** One of them. */
    public Pool require(UUID id) {
        return database.read(() -> found(id));
    }

    /** Makes one. */
    public Pool create(PoolText.Sent sent) {
        var pool = new Pool(Ids.next(), sent.name(), sent.on(), sent.setup(), 0);
        return database.write(() -> {
            store.insert(pool, now(), Caller.current().id());
            audit(CustomerPermissions.CONFIGURE_POOL, pool, null, Map.of());
            return pool;
        });
    }

    /** Sets one up anew. */
    public Pool change(UUID id, long revision, PoolText.Sent sent) {
        return database.write(() -> {
            Pool known = store.find(id).orElseThrow(() -> missing(id));
            requireAdmin(known);
            var pool = new Pool(id, sent.name(), sent.on(), sent.setup(), revision);
            if (!store.update(pool, now(), Caller.current().id())) {
                throw new ProblemException(
                        Problem.of("customer-pool-stale", 412).with("revision", known.revision()));
            }
            audit(CustomerPermissions.CONFIGURE_POOL, pool, null, Map.of());
            return found(id);
        });
    }

    /** Takes an empty one away. */
    public void delete(UUID id) {
        database.write(() -> {
            Pool pool = store.find(id).orElseThrow(() -> missing(id));
            if (module.asItself(() -> store.isUsed(id))) {
                throw new ProblemException(
                        Problem.of("customer-pool-not-empty", 409).with("name", pool.name()));
            }
            store.delete(id);
            audit(CustomerPermissions.CONFIGURE_POOL, pool, null, Map.of("deleted", "true"));
            return pool;
        });
    }

    /** What lies in a pool, as its members see it; what they are shown counts for the day. */
    public Page<Map<String, Object>> page(UUID id, int limit, @Nullable String after) {
        return database.write(() -> {
            Pool pool = found(id);
            int most = limit;
            UUID me = pool.setup().viewsPerDay() > 0 && !runs(pool)
                    ? Owners.acting().orElse(null)
                    : null;
            if (me != null) {
                store.takeTurn(me);
                long left =
                        pool.setup().viewsPerDay() - store.used(id, me, today()).views();
                if (left <= 0) {
                    throw reached(pool.setup().viewsPerDay());
                }
                most = (int) Math.min(most, left);
            }
            Page<Customer> page = customers.pooled(CustomerPermissions.CLAIM, id, most, after);
            if (me != null && !page.items().isEmpty()) {
                store.use(id, me, today(), 0, page.items().size());
            }
            return page.map(customer -> PoolView.of(customer, pool.setup()));
        });
    }

    /**
     * Takes customers out of a pool; all or none. Of two who take the same one, the second is told that it is gone.
     *
     * @throws ProblemException {@code customer-not-in-pool} 409, {@code customer-pool-waits} 409,
     *     {@code customer-pool-limit} 429, {@code customer-capacity-reached} 409
     */
    public void claim(UUID id, List<UUID> wanted) {
        UUID me = Owners.acting().orElseThrow(() -> new ProblemException(Problem.of("customer-people-only", 403)));
        var ids = new LinkedHashSet<>(wanted);
        database.write(() -> {
            Pool pool = found(id);
            if (!pool.on()) {
                throw new ProblemException(Problem.of("customer-pool-off", 409));
            }
            store.takeTurn(me);
            Pool.Setup setup = pool.setup();
            if (setup.claimsPerDay() > 0 && store.used(id, me, today()).claims() + ids.size() > setup.claimsPerDay()) {
                throw reached(setup.claimsPerDay());
            }
            for (UUID one : ids) {
                // By the claim scope of the policy, restrictions included.
                if (store.see(one) == null) {
                    throw new CustomerException(new CustomerProblem.NotFound(new CustomerId(one)));
                }
            }
            access.spend(CustomerPermissions.CLAIM, ids.size());
            capacities.require(me, ids.size());
            Owner owner = owners.ofNew();
            Instant now = now();
            String by = Caller.current().id();
            var taken = new ArrayList<CustomerEntity>();
            module.asItself(() -> store.giveAll(CustomerPermissions.CLAIM, ids, row -> {
                requireClaimable(row, pool, me, now);
                row.claim(owner, now, by);
                taken.add(row);
            }));
            store.use(id, me, today(), ids.size(), 0);
            for (CustomerEntity row : taken) {
                audit(CustomerPermissions.CLAIM, pool, row.id(), Map.of());
                timeline.add(row.id(), happened("claimed", pool).with("person", me));
                publish(row);
            }
            return ids;
        });
    }

    /** Gives own customers back, with a reason; all or none. */
    public void giveBack(UUID id, List<UUID> wanted, String reason) {
        CustomerRules.check(CustomerRules.reasonFaults(reason));
        var ids = new LinkedHashSet<>(wanted);
        Instant now = now();
        String by = Caller.current().id();
        database.write(() -> {
            Pool pool = found(id);
            if (!pool.on()) {
                throw new ProblemException(Problem.of("customer-pool-off", 409));
            }
            var given = new ArrayList<CustomerEntity>();
            store.giveAll(CustomerPermissions.GIVE_BACK, ids, row -> {
                if (row.isDeleted()) {
                    throw new CustomerException(new CustomerProblem.NotFound(new CustomerId(row.id())));
                }
                row.toPool(id, now, by);
                given.add(row);
            });
            for (CustomerEntity row : given) {
                access.audit(CustomerPermissions.GIVE_BACK, row.id(), reason, Map.of("pool", pool.name()));
                timeline.add(row.id(), happened("returned", pool).with("reason", reason));
                publish(row);
            }
            return ids;
        });
    }

    /** Asks for the right to run a pool. */
    public Pool requireRun(UUID id) {
        return database.read(() -> {
            Pool pool = found(id);
            requireAdmin(pool);
            return pool;
        });
    }

    private static Happening happened(String kind, Pool pool) {
        return Happening.of(kind).with("pool", pool.name()).about("ownerId", "poolId");
    }

    private void publish(CustomerEntity row) {
        events.publish(new CustomerEvent.Changed(row.id(), row.revision(), CHANGED));
    }

    private void requireClaimable(CustomerEntity row, Pool pool, UUID me, Instant now) {
        if (row.isDeleted() || !pool.id().equals(row.poolId()) || row.isOwned()) {
            throw new ProblemException(
                    Problem.of("customer-not-in-pool", 409).with("id", row.id().toString()));
        }
        Instant since = row.pooledAt();
        if (since == null || runs(pool)) {
            return;
        }
        Instant open = since.plus(Duration.ofHours(pool.setup().newRecordHours()));
        if (me.equals(row.previousOwnerId())) {
            Instant later = since.plus(Duration.ofDays(pool.setup().previousOwnerDays()));
            open = later.isAfter(open) ? later : open;
        }
        if (open.isAfter(now)) {
            throw new ProblemException(Problem.of("customer-pool-waits", 409)
                    .with("id", row.id().toString())
                    .with("until", open.toString()));
        }
    }

    private Pool found(UUID id) {
        return store.find(id)
                .filter(pool -> access.holds(CustomerPermissions.CONFIGURE_POOL) || isIn(pool))
                .orElseThrow(() -> missing(id));
    }

    private boolean isIn(Pool pool) {
        UUID me = Owners.acting().orElse(null);
        if (me == null) {
            return false;
        }
        List<String> members = pool.setup().members();
        if (pool.setup().admins().contains(me) || members.contains("everybody") || members.contains("person:" + me)) {
            return true;
        }
        Set<UUID> departments = owners.colleague(me).map(Colleague::departments).orElse(Set.of());
        return departments.stream().anyMatch(one -> members.contains("department:" + one))
                || (members.stream().anyMatch(one -> one.startsWith(ROLE))
                        && owners.roles(me).stream().anyMatch(one -> members.contains(ROLE + one)));
    }

    private static boolean runs(Pool pool) {
        return Owners.acting().filter(pool.setup().admins()::contains).isPresent();
    }

    private void requireAdmin(Pool pool) {
        if (!runs(pool) && !access.holds(CustomerPermissions.CONFIGURE_POOL)) {
            throw new ProblemException(Problem.of("customer-pool-admins-only", 403));
        }
    }

    private void audit(Permission permission, Pool pool, @Nullable UUID record, Map<String, String> more) {
        var facts = new LinkedHashMap<>(more);
        facts.put("pool", pool.name());
        access.audit(permission, record, null, facts);
    }

    private static ProblemException missing(UUID id) {
        return new ProblemException(Problem.of("customer-pool-not-found", 404).with("id", id.toString()));
    }

    private static ProblemException reached(long most) {
        return new ProblemException(Problem.of("customer-pool-limit", 429).with("most", most));
    }

    /** The day by which limits are counted. */
    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), owners.zone());
    }

    private Instant now() {
        return Instant.now(clock).truncatedTo(ChronoUnit.MICROS);
    }
}
