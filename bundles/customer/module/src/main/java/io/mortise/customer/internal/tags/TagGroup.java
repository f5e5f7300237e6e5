package io.mortise.customer.internal.tags;

import java.util.List;
import java.util.UUID;

/**
 * A group of tags.
 *
 * @param name for people; no two groups have the same
 * @param place where it stands among the groups, least first
 * @param departments whose people use it; none for the whole company
 * @param retired whether its tags are given to nobody any more
 * @param revision for {@code If-Match}
 */
public record TagGroup(UUID id, String name, long place, List<UUID> departments, boolean retired, long revision) {

    public TagGroup {
        departments = List.copyOf(departments);
    }
}
