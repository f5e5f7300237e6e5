package io.mortise.customer.internal.pools;

import io.mortise.access.Access;
import io.mortise.access.Directory.Colleague;
import io.mortise.customer.internal.Owners;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.data.Database;
import io.mortise.module.ThisModule;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * 库容: how many customers a person may own. Whatever brings him one asks here, in its unit of work: claims, transfers, new
 * customers and imports. Of several limits the person's own counts, then the least of his departments', then everybody's.
 */
@Component(service = Capacities.class)
public final class Capacities {

    private final Database database;
    private final PoolStore store;
    private final ThisModule module;
    private final Owners owners;
    private final Access access;

    @Activate
    public Capacities(
            @Reference Database database,
            @Reference ThisModule module,
            @Reference Owners owners,
            @Reference Access access) {
        this.database = database;
        this.store = new PoolStore(database);
        this.module = module;
        this.owners = owners;
        this.access = access;
    }

    /** All limits. */
    public List<Capacity> all() {
        return database.read(store::capacities);
    }

    /** Writes them anew. Nobody loses a customer by it; who has too many gets no more. */
    public List<Capacity> replace(List<Capacity> all) {
        return database.write(() -> {
            store.capacities(all);
            access.audit(CustomerPermissions.CAPACITY, null, null, Map.of("limits", Integer.toString(all.size())));
            return store.capacities();
        });
    }

    /**
     * Makes sure that a person may own some more; until the unit of work ends, nobody else adds to his.
     *
     * @throws ProblemException {@code customer-capacity-reached} 409
     */
    public void require(UUID owner, long more) {
        if (more <= 0) {
            return;
        }
        Capacity limit = limit(owner).orElse(null);
        if (limit != null && owned(owner, limit) + more > limit.most()) {
            throw new ProblemException(Problem.of("customer-capacity-reached", 409)
                    .with("most", limit.most())
                    .with("owner", owner.toString()));
        }
    }

    /** How many more a person may own, at most so many; until the unit of work ends, nobody else adds to his. */
    public long room(UUID owner, long most) {
        Capacity limit = limit(owner).orElse(null);
        return limit == null ? most : Math.clamp(limit.most() - owned(owner, limit), 0, most);
    }

    /**
     * How many more a person may own.
     *
     * @param left negative for any number
     * @param countsDealt whether those count that have bought
     */
    public record Room(long left, boolean countsDealt) {}

    /** How many more a person may own; until the unit of work ends, nobody else adds to his. */
    public Room room(UUID owner) {
        Capacity limit = limit(owner).orElse(null);
        return limit == null
                ? new Room(-1, true)
                : new Room(Math.max(0, limit.most() - owned(owner, limit)), limit.countsDealt());
    }

    private long owned(UUID owner, Capacity limit) {
        store.takeTurn(owner);
        return module.asItself(() -> store.owned(owner, limit.countsDealt(), limit.most() + 1));
    }

    private Optional<Capacity> limit(UUID owner) {
        List<Capacity> all = store.capacities();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        List<String> departments = owners.colleague(owner).map(Colleague::departments).stream()
                .flatMap(Set::stream)
                .map(department -> "department:" + department)
                .toList();
        return least(all, List.of("person:" + owner))
                .or(() -> least(all, departments))
                .or(() -> least(all, List.of("everybody")));
    }

    private static Optional<Capacity> least(List<Capacity> all, List<String> subjects) {
        return all.stream()
                .filter(one -> subjects.contains(one.subject()))
                .min(Comparator.comparingLong(Capacity::most));
    }
}
