package io.mortise.identity.internal.domain;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is written down about a person and may be changed.
 *
 * @param departments all he is in; the main one is added when it is missing
 * @param manager line manager
 * @param locale language tag for texts
 */
public record PersonDetails(
        String name,
        @Nullable String email,
        @Nullable String phone,
        @Nullable String employeeNumber,
        @Nullable UUID mainDepartment,
        List<UUID> departments,
        List<UUID> positions,
        List<UUID> tags,
        @Nullable UUID manager,
        String locale) {

    public PersonDetails {
        var all = new LinkedHashSet<>(departments);
        if (mainDepartment != null) {
            all.add(mainDepartment);
        }
        departments = all.stream().sorted().toList();
        positions = positions.stream().distinct().sorted().toList();
        tags = tags.stream().distinct().sorted().toList();
    }

    /** Somebody of whom only the name is known. */
    public static PersonDetails named(String name, String locale) {
        return new PersonDetails(name, null, null, null, null, List.of(), List.of(), List.of(), null, locale);
    }
}
