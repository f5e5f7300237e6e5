package io.mortise.customer.internal.parts;

import io.mortise.access.Permission;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Rows of this module that belong to customers. Each is a component of this service, and {@link CustomerParts} knows them all.
 * Every method runs in the unit of work of the act on the customers, and with the right to them: whoever may delete a customer
 * does so with its contacts. Customers come at most 1,000 at once.
 *
 * <p>{@link StoredPart} serves every table with the columns {@code id}, {@code customer_id}, {@code deleted_at} and
 * {@code delete_batch}. Rows of one part that hang on rows of another go with them ({@code on delete cascade}), since nobody
 * promises an order among parts.
 */
public interface CustomerPart {

    /** A word for counts and texts, in the plural and in kebab-case: {@code contacts}. */
    String name();

    /** How many live ones these customers have. */
    long count(Permission permission, Collection<UUID> customers);

    /** Those of these customers that somebody has worked with here: more than what came with the customer by itself. */
    Set<UUID> used(Permission permission, Collection<UUID> customers);

    /** Puts the live ones into the bin, under the batch that their customers have there. */
    int delete(Permission permission, UUID batch, Collection<UUID> customers);

    /** Takes those out of the bin that went into it under this batch; what was deleted before stays there. */
    int restore(Permission permission, UUID batch, Collection<UUID> customers);

    /** How many went into the bin with these customers under this batch. */
    long inBin(Permission permission, UUID batch, Collection<UUID> customers);

    /** Removes all of them for good. */
    int purge(Permission permission, Collection<UUID> customers);

    /**
     * Gives all of them, deleted ones too, to another customer.
     *
     * @return what {@link #repointBack} needs to undo it: their ids
     */
    List<UUID> repoint(Permission permission, UUID from, UUID to);

    /** Gives some of them back that were repointed; those that are gone since are left out. */
    int repointBack(Permission permission, UUID from, UUID to, Collection<UUID> moved);

    /**
     * What a person still has to do for these customers goes with them to their new owner: open tasks and plans, never what is done.
     * Stages, contents and times stay as they are.
     *
     * @return new owner by id of a customer; what {@link #handBack} needs to undo it: ids of what was given
     */
    default List<UUID> handOver(Permission permission, UUID from, Map<UUID, UUID> newOwners) {
        return List.of();
    }

    /** Gives some of what was handed over back to the person, but for what is no longer open or went to somebody else since. */
    default int handBack(Permission permission, UUID to, Map<UUID, UUID> newOwners, Collection<UUID> given) {
        return 0;
    }

    /** How much a person still has to do for these customers. */
    default long open(Permission permission, UUID person, Collection<UUID> customers) {
        return 0;
    }
}
