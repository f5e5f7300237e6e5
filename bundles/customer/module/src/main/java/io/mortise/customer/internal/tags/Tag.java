package io.mortise.customer.internal.tags;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A tag.
 *
 * @param group the group it is in
 * @param name for people; no two of a group have the same
 * @param place where it stands in its group, least first
 * @param rule a filter: then it is on the customers that pass, by itself, and nobody sets it; null for one that people set
 * @param retired whether it is given to nobody any more; who has it keeps it
 * @param revision for {@code If-Match}
 */
public record Tag(
        UUID id,
        UUID group,
        String name,
        long place,
        @Nullable String rule,
        boolean retired,
        long revision) {

    /** Whether a rule sets it. */
    public boolean automatic() {
        return rule != null;
    }
}
