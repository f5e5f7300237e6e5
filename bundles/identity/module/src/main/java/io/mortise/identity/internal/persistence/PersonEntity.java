package io.mortise.identity.internal.persistence;

import io.mortise.identity.PersonStatus;
import io.mortise.identity.internal.domain.OrganisationRules;
import io.mortise.identity.internal.domain.PersonDetails;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code identity_person}, for writing. Stays inside this package's callers' unit of work. */
@Entity
@Table(name = "identity_person")
public class PersonEntity {

    @Id
    private UUID id;

    /** Made by the database at the insert; read only. */
    @Column(name = "number", insertable = false, updatable = false)
    private @Nullable Long number;

    @Column(name = "name")
    private String name;

    @Column(name = "name_key")
    private String nameKey;

    @Column(name = "email")
    private @Nullable String email;

    @Column(name = "phone")
    private @Nullable String phone;

    @Column(name = "employee_number")
    private @Nullable String employeeNumber;

    @Column(name = "status")
    private String status;

    @Column(name = "status_changed_at")
    private Instant statusChangedAt;

    @Column(name = "main_department_id")
    private @Nullable UUID mainDepartmentId;

    @Column(name = "manager_id")
    private @Nullable UUID managerId;

    @Column(name = "locale")
    private String locale;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "created_by")
    private String createdBy;

    @Column(name = "updated_at")
    private Instant updatedAt;

    @Column(name = "updated_by")
    private String updatedBy;

    @Version
    @Column(name = "revision")
    private @Nullable Long revision;

    /** For Hibernate. */
    protected PersonEntity() {}

    /** A new row; details are normalised and checked. */
    public PersonEntity(UUID id, PersonDetails details, Instant now, String by) {
        this.id = id;
        this.status = status(PersonStatus.ACTIVE);
        this.statusChangedAt = now;
        this.createdAt = now;
        this.createdBy = by;
        edit(details, now, by);
    }

    /** Its id. */
    public UUID id() {
        return id;
    }

    /** Replaces what is written down. */
    public final void edit(PersonDetails details, Instant now, String by) {
        name = details.name();
        nameKey = OrganisationRules.key(details.name());
        email = details.email();
        phone = details.phone();
        employeeNumber = details.employeeNumber();
        mainDepartmentId = details.mainDepartment();
        managerId = details.manager();
        locale = details.locale();
        updatedAt = now;
        updatedBy = by;
    }

    /** Moves him to a status. */
    public void become(PersonStatus to, Instant now, String by) {
        status = status(to);
        statusChangedAt = now;
        updatedAt = now;
        updatedBy = by;
    }

    /** Gives him another main department. */
    public void move(@Nullable UUID department, Instant now, String by) {
        mainDepartmentId = department;
        updatedAt = now;
        updatedBy = by;
    }

    static String status(PersonStatus status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}
