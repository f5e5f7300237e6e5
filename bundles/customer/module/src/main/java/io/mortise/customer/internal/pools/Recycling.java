package io.mortise.customer.internal.pools;

import io.mortise.access.Access;
import io.mortise.access.Caller;
import io.mortise.customer.Customer;
import io.mortise.customer.CustomerEvent;
import io.mortise.customer.CustomerId;
import io.mortise.customer.internal.Owners;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.persistence.CustomerEntity;
import io.mortise.customer.internal.persistence.CustomerStore;
import io.mortise.customer.internal.pools.Pool.Rule;
import io.mortise.customer.internal.pools.RecycleStore.Concerned;
import io.mortise.customer.internal.timeline.Happening;
import io.mortise.customer.internal.timeline.Timeline;
import io.mortise.data.Database;
import io.mortise.message.Events;
import io.mortise.module.ThisModule;
import io.mortise.notification.Notifications;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import io.mortise.rest.Texts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * What comes into public pools by their rules: a look ahead, warnings, and the taking itself, each step a unit of work of its
 * own. What was not taken is due again at the next run, so that a run may end anywhere.
 */
@Component(service = Recycling.class)
public final class Recycling {

    /** Customers of one step; small, so that nobody who pages waits. */
    static final int BATCH = 100;

    static final UUID FIRST = new UUID(0, 0);

    private final Database database;
    private final PoolStore pools;
    private final RecycleStore store;
    private final CustomerStore customers;
    private final Pools rights;
    private final Owners owners;
    private final ThisModule module;
    private final Access access;
    private final Events events;
    private final Texts texts;
    private final Timeline timeline;

    /** Comes with whoever tells people something; without it the timeline alone does. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable Notifications notifications;

    private final Clock clock = Clock.systemUTC();

    @Activate
    public Recycling(
            @Reference Database database,
            @Reference Pools rights,
            @Reference Owners owners,
            @Reference ThisModule module,
            @Reference Access access,
            @Reference Events events,
            @Reference Texts texts,
            @Reference Timeline timeline) {
        this.database = database;
        this.pools = new PoolStore(database);
        this.store = new RecycleStore(database);
        this.customers = new CustomerStore(database);
        this.rights = rights;
        this.owners = owners;
        this.module = module;
        this.access = access;
        this.events = events;
        this.texts = texts;
        this.timeline = timeline;
    }

    /**
     * A customer that a run would take. Who may not read it learns only that there is one more.
     *
     * @param rule number of the rule, from 0
     * @param since when what the rule waits for last happened
     * @param due when the rule takes it, or took it if it ran
     * @param why the same as a sentence
     */
    public record Due(
            UUID id,
            @Nullable Long number,
            @Nullable String name,
            @Nullable UUID ownerId,
            @Nullable String owner,
            int rule,
            String basis,
            Instant since,
            Instant due,
            String why) {}

    /**
     * A page of them.
     *
     * @param hidden how many of those looked at the caller may not read
     */
    public record DuePage(
            List<Due> items, int hidden, @Nullable String next) {}

    /**
     * What the rules of a pool would take, in the order of ids; nothing is changed.
     *
     * @param ahead so many days from now; 0 for what a run would take at once, warnings not asked
     */
    public DuePage wouldTake(UUID id, int ahead, int limit, @Nullable String after) {
        UUID from = cursor(after);
        return database.read(() -> {
            Pool pool = rights.requireRun(id);
            Instant then = now().plus(Duration.ofDays(ahead));
            List<Concerned> due = module.asItself(() -> store.due(pool, then, false, from, limit));
            Map<UUID, Customer> readable =
                    customers
                            .byIds(due.stream()
                                    .map(one -> new CustomerId(one.id()))
                                    .toList())
                            .stream()
                            .collect(Collectors.toMap(one -> one.id().value(), one -> one));
            var items = new ArrayList<Due>();
            for (Concerned one : due) {
                Customer customer = readable.get(one.id());
                if (customer != null) {
                    items.add(told(one, customer, pool));
                }
            }
            String next = due.size() < limit ? null : due.getLast().id().toString();
            return new DuePage(items, due.size() - items.size(), next);
        });
    }

    private Due told(Concerned one, Customer customer, Pool pool) {
        Rule rule = pool.setup().recycle().get(one.rule());
        UUID owner = customer.ownerId();
        return new Due(
                one.id(),
                customer.number(),
                customer.name(),
                owner,
                owner == null ? null : owners.name(owner),
                one.rule(),
                rule.basis().word(),
                one.since(),
                one.since().plus(Duration.ofDays(rule.days())),
                why(rule, one.since()));
    }

    private String why(Rule rule, Instant since) {
        var locale = Caller.current().locale();
        ZoneId zone = owners.zone();
        return texts.text(
                locale,
                "recycle." + rule.basis().word(),
                Map.of(
                        "days",
                        rule.days(),
                        "since",
                        DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM)
                                .withLocale(locale)
                                .format(since.atZone(zone))));
    }

    /** Pools into which customers come by themselves, in their order. */
    List<UUID> active() {
        return database.read(() -> pools.all().stream()
                .filter(pool -> pool.on() && !pool.setup().recycle().isEmpty())
                .map(Pool::id)
                .toList());
    }

    /**
     * Tells owners whose customers a rule takes soon, a batch after an id; each once, until he worked on it again.
     *
     * @return the last id looked at; empty when there is nothing more
     */
    Optional<UUID> warn(UUID id, UUID after) {
        return database.write(() -> {
            Pool pool = active(id).orElse(null);
            if (pool == null) {
                return Optional.<UUID>empty();
            }
            Instant now = now();
            List<Concerned> soon = store.unwarned(pool, now, after, BATCH);
            soon.stream().collect(Collectors.groupingBy(Concerned::rule)).forEach((number, some) -> {
                Rule rule = pool.setup().recycle().get(number);
                store.warned(id, rule.basis(), some, now);
                some.forEach(one -> timeline.add(
                        one.id(),
                        happened("pool-warned", pool, rule)
                                .with("person", one.owner())
                                .with("days", rule.warnDays())));
                some.stream()
                        .collect(Collectors.groupingBy(Concerned::owner))
                        .forEach((owner, his) -> tell(owner, his, pool, rule));
            });
            return last(soon);
        });
    }

    /** One notification for all of a batch; it tells no values, which its reader may not be allowed to see. */
    private void tell(UUID owner, List<Concerned> his, Pool pool, Rule rule) {
        Notifications known = notifications;
        if (known != null) {
            var values = Map.of("count", his.size(), "pool", pool.name(), "days", rule.warnDays());
            known.tell(
                    owner,
                    "customer.pool-warning",
                    locale -> texts.text(
                            locale, "notice.pool-warning." + rule.basis().word(), values),
                    his.size() == 1 ? "/customers/" + his.getFirst().id() : "/customers");
        }
    }

    private static Happening happened(String kind, Pool pool, Rule rule) {
        return Happening.of(kind + "-" + rule.basis().word())
                .with("pool", pool.name())
                .with("days", rule.days())
                .about("ownerId", "poolId");
    }

    /**
     * Takes back a batch after an id.
     *
     * @return the last id looked at; empty when there is nothing more
     */
    Optional<UUID> take(UUID id, UUID after) {
        return database.write(() -> {
            Pool pool = active(id).orElse(null);
            if (pool == null) {
                return Optional.<UUID>empty();
            }
            Instant now = now();
            List<Concerned> due = store.due(pool, now, true, after, BATCH);
            if (due.isEmpty()) {
                return Optional.<UUID>empty();
            }
            var byId = new HashMap<UUID, Concerned>();
            due.forEach(one -> byId.put(one.id(), one));
            String by = Caller.current().id();
            var taken = new LinkedHashMap<CustomerEntity, Rule>();
            pools.giveAll(CustomerPermissions.RECYCLE, byId.keySet(), row -> {
                Concerned seen = Objects.requireNonNull(byId.get(row.id()));
                // Whoever wrote it since it was looked at keeps it.
                if (row.updatedAt().equals(seen.updatedAt()) && row.isOwned() && !row.isDeleted()) {
                    row.toPool(id, now, by);
                    taken.put(row, pool.setup().recycle().get(seen.rule()));
                }
            });
            taken.forEach((row, rule) -> tell(row, rule, pool));
            return last(due);
        });
    }

    private void tell(CustomerEntity row, Rule rule, Pool pool) {
        access.audit(
                CustomerPermissions.RECYCLE,
                row.id(),
                null,
                Map.of(
                        "pool", pool.name(),
                        "rule", rule.basis().word(),
                        "days", Integer.toString(rule.days())));
        timeline.add(row.id(), happened("recycled", pool, rule));
        events.publish(new CustomerEvent.Changed(row.id(), row.revision(), Pools.CHANGED));
    }

    private Optional<Pool> active(UUID id) {
        return pools.find(id)
                .filter(pool -> pool.on() && !pool.setup().recycle().isEmpty());
    }

    private static Optional<UUID> last(List<Concerned> some) {
        return some.isEmpty() ? Optional.empty() : Optional.of(some.getLast().id());
    }

    private static UUID cursor(@Nullable String after) {
        try {
            return after == null || after.isEmpty() ? FIRST : UUID.fromString(after);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.of("invalid-cursor", 400));
        }
    }

    private Instant now() {
        return Instant.now(clock).truncatedTo(ChronoUnit.MICROS);
    }
}
