package io.mortise.customer.internal.persistence;

import io.mortise.customer.Customer;
import io.mortise.customer.CustomerDetails;
import io.mortise.customer.CustomerId;
import io.mortise.customer.CustomerKind;
import io.mortise.customer.CustomerStage;
import io.mortise.customer.ExternalReference;
import io.mortise.customer.NewCustomer;
import io.mortise.customer.internal.domain.CustomerRules;
import io.mortise.data.Money;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code customer_customer}, for writing. Stays inside this package's callers' unit of work. */
@Entity
@Table(name = "customer_customer")
public class CustomerEntity {

    @Id
    private UUID id;

    /** Made by the database at the insert; read only. */
    @Column(name = "number", insertable = false, updatable = false)
    private @Nullable Long number;

    @Column(name = "name")
    private String name;

    @Column(name = "name_key")
    private String nameKey;

    @Column(name = "legal_name")
    private @Nullable String legalName;

    @Column(name = "credit_code")
    private @Nullable String creditCode;

    @Column(name = "kind")
    private String kind;

    @Column(name = "grade")
    private @Nullable String grade;

    @Column(name = "industry")
    private @Nullable String industry;

    @Column(name = "scale")
    private @Nullable String scale;

    @Column(name = "region")
    private @Nullable String region;

    @Column(name = "parent_name")
    private @Nullable String parentName;

    @Column(name = "phone")
    private @Nullable String phone;

    @Column(name = "revenue_minor")
    private @Nullable Long revenueMinor;

    @Column(name = "revenue_currency")
    private @Nullable String revenueCurrency;

    @Column(name = "employees")
    private @Nullable Integer employees;

    @Column(name = "founding_year")
    private @Nullable Integer foundingYear;

    @Column(name = "stage")
    private String stage;

    @Column(name = "stage_changed_at")
    private Instant stageChangedAt;

    @Column(name = "owner_id")
    private @Nullable UUID ownerId;

    @Column(name = "owner_department_id")
    private @Nullable UUID ownerDepartmentId;

    @Column(name = "source")
    private String source;

    @Column(name = "external_system")
    private @Nullable String externalSystem;

    @Column(name = "external_id")
    private @Nullable String externalId;

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
    private long revision;

    /** For Hibernate. */
    protected CustomerEntity() {}

    /** A new row; details are normalised and checked. */
    public CustomerEntity(UUID id, NewCustomer customer, Instant now, String by) {
        this.id = id;
        this.stage = CustomerStage.POTENTIAL.key();
        this.stageChangedAt = now;
        this.ownerId = customer.ownerId();
        this.ownerDepartmentId = customer.ownerDepartmentId();
        this.source = customer.source();
        ExternalReference external = customer.external();
        this.externalSystem = external == null ? null : external.system();
        this.externalId = external == null ? null : external.id();
        this.createdAt = now;
        this.createdBy = by;
        this.updatedAt = now;
        this.updatedBy = by;
        write(customer.details());
    }

    /** Its id. */
    public UUID id() {
        return id;
    }

    /** Replaces what is written down. */
    public void edit(CustomerDetails details, Instant now, String by) {
        write(details);
        stamp(now, by);
    }

    /** Moves it to a stage. */
    public void advance(CustomerStage to, Instant now, String by) {
        stage = to.key();
        stageChangedAt = now;
        stamp(now, by);
    }

    /** Gives it to another owner. */
    public void reassign(@Nullable UUID owner, @Nullable UUID department, Instant now, String by) {
        ownerId = owner;
        ownerDepartmentId = department;
        stamp(now, by);
    }

    /** The immutable view; the row must have been read, because the database makes its number. */
    public Customer view() {
        if (number == null) {
            throw new IllegalStateException("customer " + id + " was never read, its number is unknown");
        }
        return new Customer(
                new CustomerId(id),
                number,
                details(),
                CustomerStage.valueOf(stage.toUpperCase(Locale.ROOT)),
                stageChangedAt,
                ownerId,
                ownerDepartmentId,
                source,
                externalSystem == null || externalId == null ? null : new ExternalReference(externalSystem, externalId),
                createdAt,
                createdBy,
                updatedAt,
                updatedBy,
                revision);
    }

    private CustomerDetails details() {
        return CustomerDetails.named(name)
                .legalName(legalName)
                .creditCode(creditCode)
                .kind(CustomerKind.valueOf(kind.toUpperCase(Locale.ROOT)))
                .grade(grade)
                .industry(industry)
                .scale(scale)
                .region(region)
                .parentName(parentName)
                .phone(phone)
                .revenue(
                        revenueMinor == null || revenueCurrency == null
                                ? null
                                : new Money(revenueMinor, revenueCurrency))
                .employees(employees)
                .foundingYear(foundingYear)
                .build();
    }

    private void write(CustomerDetails details) {
        name = details.name();
        nameKey = CustomerRules.key(details.name());
        legalName = details.legalName();
        creditCode = details.creditCode();
        kind = details.kind().key();
        grade = details.grade();
        industry = details.industry();
        scale = details.scale();
        region = details.region();
        parentName = details.parentName();
        phone = details.phone();
        Money revenue = details.revenue();
        revenueMinor = revenue == null ? null : revenue.minor();
        revenueCurrency = revenue == null ? null : revenue.currency();
        employees = details.employees();
        foundingYear = details.foundingYear();
    }

    private void stamp(Instant now, String by) {
        updatedAt = now;
        updatedBy = by;
    }
}
