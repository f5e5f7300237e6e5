package io.mortise.identity.internal.rest;

import io.mortise.identity.internal.domain.Person;
import io.mortise.identity.internal.domain.PersonDetails;
import io.mortise.identity.internal.domain.Stamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A person on the wire; what is unknown is absent. */
public record PersonJson(
        UUID id,
        long number,
        String name,
        @Nullable String email,
        @Nullable String phone,
        @Nullable String employeeNumber,
        String status,
        Instant statusChangedAt,
        @Nullable UUID mainDepartmentId,
        List<UUID> departmentIds,
        List<UUID> positionIds,
        List<UUID> tagIds,
        @Nullable UUID managerId,
        String locale,
        Instant createdAt,
        String createdBy,
        Instant updatedAt,
        String updatedBy,
        long revision) {

    static PersonJson of(Person person) {
        PersonDetails details = person.details();
        Stamp stamp = person.stamp();
        return new PersonJson(
                person.id(),
                person.number(),
                details.name(),
                details.email(),
                details.phone(),
                details.employeeNumber(),
                Body.key(person.status()),
                person.statusChangedAt(),
                details.mainDepartment(),
                details.departments(),
                details.positions(),
                details.tags(),
                details.manager(),
                details.locale(),
                stamp.createdAt(),
                stamp.createdBy(),
                stamp.updatedAt(),
                stamp.updatedBy(),
                stamp.revision());
    }
}
