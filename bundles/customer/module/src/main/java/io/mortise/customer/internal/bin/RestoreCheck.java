package io.mortise.customer.internal.bin;

import io.mortise.access.Access;
import io.mortise.customer.Customer;
import io.mortise.customer.CustomerException;
import io.mortise.customer.CustomerProblem;
import io.mortise.customer.ExternalReference;
import io.mortise.customer.Transfer;
import io.mortise.customer.internal.Owners;
import io.mortise.customer.internal.bin.BinStore.Lying;
import io.mortise.customer.internal.bin.Restoration.Line;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.domain.Owner;
import io.mortise.customer.internal.parts.CustomerParts;
import io.mortise.customer.internal.persistence.CustomerEntity.Unique;
import io.mortise.customer.internal.persistence.CustomerStore;
import io.mortise.customer.internal.persistence.CustomerStore.Binned;
import io.mortise.customer.internal.pools.Capacities;
import io.mortise.data.Database;
import io.mortise.module.ThisModule;
import io.mortise.rest.ProblemException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Asks what a restore would do and what stands in its way, by the rights and the data of now. A sentence names a customer as the
 * caller sees it, and never another customer: that a credit code is taken is what registering would say too.
 */
@Component(service = RestoreCheck.class)
public final class RestoreCheck {

    private static final Unique NOTHING = new Unique(null, null);

    private final BinStore store;
    private final CustomerStore customers;
    private final Access access;
    private final Owners owners;
    private final Capacities capacities;
    private final CustomerParts parts;
    private final ThisModule module;

    @Activate
    public RestoreCheck(
            @Reference Database database,
            @Reference Access access,
            @Reference Owners owners,
            @Reference Capacities capacities,
            @Reference CustomerParts parts,
            @Reference ThisModule module) {
        this.store = new BinStore(database);
        this.customers = new CustomerStore(database);
        this.access = access;
        this.owners = owners;
        this.capacities = capacities;
        this.parts = parts;
        this.module = module;
    }

    /** What was found. */
    record Found(
            Map<UUID, Lying> lying,
            Map<UUID, Unique> kept,
            Map<UUID, Owner> newOwners,
            Set<UUID> poolsGone,
            Restoration told) {

        Unique unique(UUID customer) {
            return kept.getOrDefault(customer, NOTHING);
        }

        @Nullable
        Owner newOwner(UUID customer) {
            return newOwners.get(customer);
        }

        boolean isPoolGone(UUID customer) {
            return poolsGone.contains(customer);
        }
    }

    Found of(Collection<UUID> ids, @Nullable UUID newOwner) {
        return new Question(ids, newOwner).answer();
    }

    /** One question. */
    private final class Question {

        private final List<UUID> ids;
        private final @Nullable Owner newOwner;
        private final List<Line> effects = new ArrayList<>();
        private final List<Line> obstacles = new ArrayList<>();
        private final Map<UUID, String> names = new HashMap<>();
        private final Map<UUID, Owner> given = new HashMap<>();
        private final Set<UUID> poolsGone = new HashSet<>();

        Question(Collection<UUID> ids, @Nullable UUID newOwner) {
            this.ids = ids.stream().distinct().sorted().toList();
            if (newOwner != null && !access.holds(CustomerPermissions.TRANSFER)) {
                throw new CustomerException(new CustomerProblem.FieldsForbidden(List.of("ownerId")));
            }
            this.newOwner = newOwner == null ? null : owners.of(new Transfer(newOwner, null, ""));
        }

        Found answer() {
            Map<UUID, Lying> lying = store.lying(CustomerPermissions.RESTORE, ids).stream()
                    .collect(Collectors.toMap(Lying::id, Function.identity(), (one, _) -> one, TreeMap::new));
            for (Binned binned : customers.binned(CustomerPermissions.RESTORE, ids)) {
                Customer customer = binned.customer();
                names.put(
                        customer.id().value(),
                        Objects.requireNonNullElse(
                                customer.details().name(), customer.id().toString()));
            }
            ids.stream()
                    .filter(id -> !lying.containsKey(id))
                    .forEach(id -> obstacles.add(new Line(id, "not-in-bin", Map.of("customer", id.toString()))));
            Map<UUID, Unique> kept = store.kept(lying.keySet());
            unique(kept);
            owners(lying.values());
            places(lying.values());
            if (!lying.isEmpty()) {
                effects.addFirst(new Line(null, "come-back", Map.of("count", lying.size())));
                parts(lying.values());
            }
            return new Found(
                    lying, kept, given, poolsGone, new Restoration(List.copyOf(lying.keySet()), effects, obstacles));
        }

        private void parts(Collection<Lying> lying) {
            var byBatch = new LinkedHashMap<UUID, List<UUID>>();
            for (Lying one : lying) {
                if (one.batch() != null) {
                    byBatch.computeIfAbsent(one.batch(), _ -> new ArrayList<>()).add(one.id());
                }
            }
            var counts = new TreeMap<String, Long>();
            byBatch.forEach((batch, some) -> parts.inBin(CustomerPermissions.RESTORE, batch, some)
                    .forEach((part, count) -> counts.merge(part, count, Long::sum)));
            counts.forEach((part, count) ->
                    effects.add(new Line(null, "part-comes-back", Map.of("part", part, "count", count))));
        }

        private void unique(Map<UUID, Unique> kept) {
            var codes = new HashSet<String>();
            var references = new HashSet<ExternalReference>();
            kept.values().forEach(one -> {
                if (one.creditCode() != null) {
                    codes.add(one.creditCode());
                }
                if (one.external() != null) {
                    references.add(one.external());
                }
            });
            Set<String> takenCodes =
                    new HashSet<>(module.asItself(() -> store.takenCodes(CustomerPermissions.READ, codes)));
            Set<ExternalReference> takenReferences =
                    new HashSet<>(module.asItself(() -> store.takenReferences(CustomerPermissions.READ, references)));
            new TreeMap<>(kept).forEach((id, one) -> {
                // The first of two in the bin takes it.
                if (one.creditCode() != null && !takenCodes.add(one.creditCode())) {
                    obstacle(id, "credit-code-taken", Map.of());
                }
                if (one.external() != null && !takenReferences.add(one.external())) {
                    obstacle(id, "reference-taken", Map.of());
                }
            });
        }

        private void owners(Collection<Lying> lying) {
            var more = new TreeMap<UUID, Long>();
            for (Lying one : lying) {
                UUID owner = one.owner();
                if (owner != null && owners.hasLeft(owner)) {
                    if (newOwner == null) {
                        obstacle(one.id(), "owner-left", Map.of("owner", owners.name(owner)));
                    } else {
                        given.put(one.id(), newOwner);
                        owner = newOwner.person();
                        effect(one.id(), "new-owner", Map.of("owner", owners.name(Objects.requireNonNull(owner))));
                    }
                }
                if (owner != null) {
                    more.merge(owner, 1L, Long::sum);
                }
            }
            more.forEach((owner, count) -> {
                try {
                    capacities.require(owner, count);
                } catch (ProblemException e) {
                    if (!e.problem().type().equals("customer-capacity-reached")) {
                        throw e;
                    }
                    obstacles.add(new Line(
                            null,
                            "capacity-reached",
                            Map.of(
                                    "owner",
                                    owners.name(owner),
                                    "most",
                                    String.valueOf(e.problem().extras().get("most")))));
                }
            });
        }

        private void places(Collection<Lying> lying) {
            Set<UUID> pools = store.pools(values(lying, Lying::pool));
            Set<UUID> parents = values(lying, Lying::parent);
            Set<UUID> live = module.asItself(() -> store.live(CustomerPermissions.READ, parents));
            for (Lying one : lying) {
                if (one.pool() != null && !pools.contains(one.pool())) {
                    poolsGone.add(one.id());
                    effect(one.id(), "pool-gone", Map.of());
                }
                if (one.parent() != null && !live.contains(one.parent()) && !ids.contains(one.parent())) {
                    effect(one.id(), "parent-gone", Map.of());
                }
            }
        }

        private static Set<UUID> values(Collection<Lying> lying, Function<Lying, @Nullable UUID> value) {
            return lying.stream().map(value).filter(Objects::nonNull).collect(Collectors.toUnmodifiableSet());
        }

        private void obstacle(UUID customer, String code, Map<String, Object> values) {
            obstacles.add(line(customer, code, values));
        }

        private void effect(UUID customer, String code, Map<String, Object> values) {
            effects.add(line(customer, code, values));
        }

        private Line line(UUID customer, String code, Map<String, Object> values) {
            var all = new HashMap<>(values);
            all.put("customer", names.getOrDefault(customer, customer.toString()));
            return new Line(customer, code, all);
        }
    }
}
