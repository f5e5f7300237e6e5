package io.mortise.identity.internal.domain;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A department as it is administered.
 *
 * @param place among its siblings, least first
 * @param heads who leads it
 */
public record DepartmentCard(UUID id, String name, @Nullable UUID parent, int place, Set<UUID> heads, Stamp stamp) {

    public DepartmentCard {
        heads = Set.copyOf(heads);
    }
}
