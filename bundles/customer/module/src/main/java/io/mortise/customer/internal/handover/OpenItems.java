package io.mortise.customer.internal.handover;

import java.util.Map;
import java.util.UUID;

/**
 * What somebody still has in his hands: for whoever leaves.
 *
 * @param customers how many he owns, of those that the caller may see; counted up to a cap
 * @param locked how many of them are locked
 * @param open what he still has to do for them, by part
 */
public record OpenItems(UUID person, String name, long customers, boolean capped, long locked, Map<String, Long> open) {
    public OpenItems {
        open = Map.copyOf(open);
    }
}
