package io.mortise.identity;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What decisions need to know about a person.
 *
 * @param id the person
 * @param name for people to read
 * @param status whether he works here
 * @param mainDepartment or null
 * @param departments all he is in, the main one included
 * @param heads departments he leads
 * @param positions ids of his positions
 * @param tags ids of his tags
 * @param manager line manager, or null
 */
public record Subject(
        UUID id,
        String name,
        PersonStatus status,
        @Nullable UUID mainDepartment,
        Set<UUID> departments,
        Set<UUID> heads,
        Set<UUID> positions,
        Set<UUID> tags,
        @Nullable UUID manager) {

    public Subject {
        departments = Set.copyOf(departments);
        heads = Set.copyOf(heads);
        positions = Set.copyOf(positions);
        tags = Set.copyOf(tags);
    }

    /** The main department, when he has one. */
    public Optional<UUID> home() {
        return Optional.ofNullable(mainDepartment);
    }
}
