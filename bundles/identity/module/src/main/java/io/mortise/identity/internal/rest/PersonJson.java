package io.mortise.identity.internal.rest;

import io.mortise.data.RecordFields;
import io.mortise.identity.internal.domain.Person;
import io.mortise.identity.internal.domain.PersonDetails;
import io.mortise.identity.internal.domain.Shown;
import io.mortise.identity.internal.domain.Stamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A person on the wire; what is unknown, or hidden from the caller, is absent. */
public record PersonJson(
        UUID id,
        @Nullable Long number,
        @Nullable String name,
        @Nullable String email,
        @Nullable String phone,
        @Nullable String employeeNumber,
        @Nullable String status,
        @Nullable Instant statusChangedAt,
        @Nullable UUID mainDepartmentId,
        @Nullable List<UUID> departmentIds,
        @Nullable List<UUID> positionIds,
        @Nullable List<UUID> tagIds,
        @Nullable UUID managerId,
        @Nullable String locale,
        @Nullable Instant createdAt,
        @Nullable String createdBy,
        @Nullable Instant updatedAt,
        @Nullable String updatedBy,
        long revision) {

    static PersonJson of(Shown shown) {
        Person person = shown.person();
        RecordFields fields = shown.fields();
        PersonDetails details = person.details();
        Stamp stamp = person.stamp();
        return new PersonJson(
                person.id(),
                fields.value("number", person.number()),
                fields.shown("name", details.name()),
                fields.shown("email", details.email()),
                fields.shown("phone", details.phone()),
                fields.shown("employeeNumber", details.employeeNumber()),
                fields.value("status", Body.key(person.status())),
                fields.value("statusChangedAt", person.statusChangedAt()),
                fields.value("mainDepartmentId", details.mainDepartment()),
                fields.value("departmentIds", details.departments()),
                fields.value("positionIds", details.positions()),
                fields.value("tagIds", details.tags()),
                fields.value("managerId", details.manager()),
                fields.value("locale", details.locale()),
                fields.value("createdAt", stamp.createdAt()),
                fields.shown("createdBy", stamp.createdBy()),
                fields.value("updatedAt", stamp.updatedAt()),
                fields.shown("updatedBy", stamp.updatedBy()),
                stamp.revision());
    }
}
