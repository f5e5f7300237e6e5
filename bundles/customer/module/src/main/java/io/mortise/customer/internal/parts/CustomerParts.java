package io.mortise.customer.internal.parts;

import io.mortise.access.Permission;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * All parts of customers, as one. It comes only when the last of them has come, so that no act on a customer leaves anything
 * behind: {@link #PARTS} says how many there are, and a test counts them. Answers are by the name of a part, without those that
 * have nothing.
 */
@Component(service = CustomerParts.class, property = "part.cardinality.minimum:Integer=" + CustomerParts.PARTS)
public final class CustomerParts {

    /** How many components of {@link CustomerPart} this module has. */
    static final int PARTS = 1;

    private final List<CustomerPart> parts;

    @Activate
    public CustomerParts(@Reference(name = "part") List<CustomerPart> parts) {
        this.parts =
                parts.stream().sorted(Comparator.comparing(CustomerPart::name)).toList();
        var names = new HashSet<String>();
        this.parts.forEach(part -> {
            if (!names.add(part.name())) {
                throw new IllegalStateException("two parts of customers are called " + part.name());
            }
        });
    }

    /** How many live ones these customers have. */
    public Map<String, Long> count(Permission permission, Collection<UUID> customers) {
        return each(part -> part.count(permission, customers), count -> count > 0);
    }

    /** Those of these customers that somebody has worked with. */
    public Set<UUID> used(Permission permission, Collection<UUID> customers) {
        var used = new HashSet<UUID>();
        parts.forEach(part -> used.addAll(part.used(permission, customers)));
        return used;
    }

    /** Puts what is live into the bin with its customers. */
    public Map<String, Integer> delete(Permission permission, UUID batch, Collection<UUID> customers) {
        return each(part -> part.delete(permission, batch, customers), count -> count > 0);
    }

    /** Takes out of the bin what went into it with these customers. */
    public Map<String, Integer> restore(Permission permission, UUID batch, Collection<UUID> customers) {
        return each(part -> part.restore(permission, batch, customers), count -> count > 0);
    }

    /** How many went into the bin with these customers under this batch. */
    public Map<String, Long> inBin(Permission permission, UUID batch, Collection<UUID> customers) {
        return each(part -> part.inBin(permission, batch, customers), count -> count > 0);
    }

    /** Removes everything of these customers for good. */
    public Map<String, Integer> purge(Permission permission, Collection<UUID> customers) {
        return each(part -> part.purge(permission, customers), count -> count > 0);
    }

    /** Gives everything of a customer to another one: ids by part, to be kept for {@link #repointBack}. */
    public Map<String, List<UUID>> repoint(Permission permission, UUID from, UUID to) {
        return each(part -> part.repoint(permission, from, to), moved -> !moved.isEmpty());
    }

    /** Gives back what {@link #repoint} moved and is still there. */
    public Map<String, Integer> repointBack(Permission permission, UUID from, UUID to, Map<String, List<UUID>> moved) {
        return each(
                part -> part.repointBack(permission, from, to, moved.getOrDefault(part.name(), List.of())),
                count -> count > 0);
    }

    /** What a person still has to do for these customers goes to their new owners: ids by part. */
    public Map<String, List<UUID>> handOver(Permission permission, UUID from, Map<UUID, UUID> newOwners) {
        return each(part -> part.handOver(permission, from, newOwners), given -> !given.isEmpty());
    }

    /** Gives back what {@link #handOver} gave and nobody took up since. */
    public Map<String, Integer> handBack(
            Permission permission, UUID to, Map<UUID, UUID> newOwners, Map<String, List<UUID>> given) {
        return each(
                part -> part.handBack(permission, to, newOwners, given.getOrDefault(part.name(), List.of())),
                count -> count > 0);
    }

    /** How much a person still has to do for these customers. */
    public Map<String, Long> open(Permission permission, UUID person, Collection<UUID> customers) {
        return each(part -> part.open(permission, person, customers), count -> count > 0);
    }

    private <T> Map<String, T> each(Function<CustomerPart, T> act, Predicate<T> told) {
        var all = new LinkedHashMap<String, T>();
        for (CustomerPart part : parts) {
            T answer = act.apply(part);
            if (told.test(answer)) {
                all.put(part.name(), answer);
            }
        }
        return all;
    }
}
