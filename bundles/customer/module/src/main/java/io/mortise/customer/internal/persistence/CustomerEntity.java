package io.mortise.customer.internal.persistence;

import io.mortise.customer.Customer;
import io.mortise.customer.CustomerDetails;
import io.mortise.customer.CustomerId;
import io.mortise.customer.CustomerKind;
import io.mortise.customer.CustomerStage;
import io.mortise.customer.ExternalReference;
import io.mortise.customer.NewCustomer;
import io.mortise.customer.internal.domain.CustomerFields;
import io.mortise.customer.internal.domain.CustomerRules;
import io.mortise.customer.internal.domain.DealState;
import io.mortise.customer.internal.domain.Owner;
import io.mortise.data.Money;
import io.mortise.data.RecordFields;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
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

    @Column(name = "previous_owner_id")
    private @Nullable UUID previousOwnerId;

    @Column(name = "pool_id")
    private @Nullable UUID poolId;

    @Column(name = "pooled_at")
    private @Nullable Instant pooledAt;

    @Column(name = "received_at")
    private @Nullable Instant receivedAt;

    @Column(name = "received_how")
    private @Nullable String receivedHow;

    @Column(name = "protection_until")
    private @Nullable Instant protectionUntil;

    @Column(name = "parent_id")
    private @Nullable UUID parentId;

    @Column(name = "deal_state")
    private String dealState;

    /** Nothing new has any of these until {@link #legalHold}: an import does not write them. */
    @Column(name = "last_follow_up_at", insertable = false)
    private @Nullable Instant lastFollowUpAt;

    @Column(name = "next_follow_up_at", insertable = false)
    private @Nullable Instant nextFollowUpAt;

    @Column(name = "delete_batch", insertable = false)
    private @Nullable UUID deleteBatch;

    @Column(name = "purge_after", insertable = false)
    private @Nullable Instant purgeAfter;

    @Column(name = "merged_into", insertable = false)
    private @Nullable UUID mergedInto;

    @Column(name = "lock_reason", insertable = false)
    private @Nullable String lockReason;

    @Column(name = "locked_by", insertable = false)
    private @Nullable String lockedBy;

    @Column(name = "locked_at", insertable = false)
    private @Nullable Instant lockedAt;

    @Column(name = "lock_until", insertable = false)
    private @Nullable Instant lockUntil;

    @Column(name = "legal_hold", insertable = false)
    private boolean legalHold;

    @Column(name = "hold_reason", insertable = false)
    private @Nullable String holdReason;

    @Column(name = "held_by", insertable = false)
    private @Nullable String heldBy;

    @Column(name = "held_at", insertable = false)
    private @Nullable Instant heldAt;

    @Column(name = "name_pinyin")
    private @Nullable String namePinyin;

    @Column(name = "phone_hash")
    private @Nullable String phoneHash;

    @Column(name = "phone_tail_hash")
    private @Nullable String phoneTailHash;

    @Column(name = "custom")
    private @Nullable String custom;

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

    @Column(name = "deleted_at")
    private @Nullable Instant deletedAt;

    @Column(name = "deleted_by")
    private @Nullable String deletedBy;

    @Column(name = "tag_ids")
    private @Nullable String tagIds;

    @Version
    @Column(name = "revision")
    private long revision;

    /** For Hibernate. */
    protected CustomerEntity() {}

    /** A new row; details are normalised and checked, and so is the owner. */
    public CustomerEntity(UUID id, NewCustomer customer, Owner owner, Instant now, String by) {
        this.id = id;
        this.stage = CustomerStage.POTENTIAL.key();
        this.stageChangedAt = now;
        this.dealState = DealState.NONE.key();
        this.ownerId = owner.person();
        this.ownerDepartmentId = owner.department();
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

    /** Gives a new one a past: for customers that are made up. */
    public CustomerEntity backdate(Instant created, CustomerStage to, Instant since) {
        createdAt = created;
        updatedAt = since;
        dealState = DealState.after(dealState(), stage(), to).key();
        stage = to.key();
        stageChangedAt = since;
        return this;
    }

    /** Its id. */
    public UUID id() {
        return id;
    }

    /** Its number; the database makes it when the row is saved. */
    public long number() {
        if (number == null) {
            throw new IllegalStateException("customer " + id + " was never read, its number is unknown");
        }
        return number;
    }

    /** What its name is compared by. */
    public String nameKey() {
        return nameKey;
    }

    /** Its phone in normal form, if it has one. */
    public @Nullable String phone() {
        return phone;
    }

    /** Its revision. */
    public long revision() {
        return revision;
    }

    /** Whether it is in no list any more. */
    public boolean isDeleted() {
        return deletedAt != null;
    }

    /**
     * Replaces some of what is written down.
     *
     * @param given normalised and checked
     * @param fields names of those to take
     * @return names of those that differ
     */
    public List<String> edit(CustomerDetails given, Set<String> fields, Instant now, String by) {
        CustomerDetails known = details();
        CustomerDetails merged = CustomerRules.merge(known, given, fields);
        List<String> changed = CustomerRules.differences(known, merged);
        if (!changed.isEmpty()) {
            write(merged);
            stamp(now, by);
        }
        return changed;
    }

    /** Moves it to a stage; whether that is another one. */
    public boolean advance(CustomerStage to, Instant now, String by) {
        CustomerRules.checkMove(stage(), to);
        if (to == stage()) {
            return false;
        }
        dealState = DealState.after(dealState(), stage(), to).key();
        stage = to.key();
        stageChangedAt = now;
        stamp(now, by);
        return true;
    }

    /** Gives it to an owner, and takes it out of its pool; names of the fields that differ. */
    public List<String> transfer(Owner to, Instant now, String by) {
        var changed = new ArrayList<String>();
        if (!Objects.equals(ownerId, to.person())) {
            changed.add("ownerId");
            changed.add("previousOwnerId");
            previousOwnerId = ownerId;
            ownerId = to.person();
            receivedAt = now;
            receivedHow = "assigned";
        }
        if (!Objects.equals(ownerDepartmentId, to.department())) {
            changed.add("ownerDepartmentId");
            ownerDepartmentId = to.department();
        }
        if (poolId != null) {
            changed.add("poolId");
            poolId = null;
            pooledAt = null;
        }
        if (!changed.isEmpty()) {
            stamp(now, by);
        }
        return changed;
    }

    /** How it is held: what a hand-over changes, and nothing else. */
    public record Holding(
            @Nullable UUID owner,
            @Nullable UUID department,
            @Nullable UUID previousOwner,
            @Nullable UUID pool,
            @Nullable Instant pooledAt,
            @Nullable Instant receivedAt,
            @Nullable String receivedHow) {}

    /** How it is held now. */
    public Holding holding() {
        return new Holding(ownerId, ownerDepartmentId, previousOwnerId, poolId, pooledAt, receivedAt, receivedHow);
    }

    /** Holds it as it was before a hand-over. */
    public void holdAgain(Holding before, Instant now, String by) {
        ownerId = before.owner();
        ownerDepartmentId = before.department();
        previousOwnerId = before.previousOwner();
        poolId = before.pool();
        pooledAt = before.pooledAt();
        receivedAt = before.receivedAt();
        receivedHow = before.receivedHow();
        stamp(now, by);
    }

    /** Takes it out of its pool for an owner. */
    public void claim(Owner to, Instant now, String by) {
        ownerId = to.person();
        ownerDepartmentId = to.department();
        poolId = null;
        pooledAt = null;
        receivedAt = now;
        receivedHow = "claimed";
        stamp(now, by);
    }

    /** Takes it from its owner and puts it into a pool. */
    public void toPool(UUID pool, Instant now, String by) {
        if (ownerId != null) {
            previousOwnerId = ownerId;
        }
        ownerId = null;
        ownerDepartmentId = null;
        poolId = pool;
        pooledAt = now;
        receivedAt = null;
        receivedHow = null;
        stamp(now, by);
    }

    /** The pool it lies in. */
    public @Nullable UUID poolId() {
        return poolId;
    }

    /** Since when it lies there. */
    public @Nullable Instant pooledAt() {
        return pooledAt;
    }

    /** Whether somebody owns it. */
    public boolean isOwned() {
        return ownerId != null;
    }

    /** Who does. */
    public @Nullable UUID ownerId() {
        return ownerId;
    }

    /** Who owned it before. */
    public @Nullable UUID previousOwnerId() {
        return previousOwnerId;
    }

    /** When it was written last. */
    public Instant updatedAt() {
        return updatedAt;
    }

    /** The customer it belongs to. */
    public @Nullable UUID parentId() {
        return parentId;
    }

    /** Whether it has ever bought. */
    public DealState dealState() {
        return DealState.valueOf(dealState.toUpperCase(Locale.ROOT));
    }

    /** When somebody last followed it up, and when he will; no change in the sense of {@code updatedAt}. */
    public void followUps(@Nullable Instant last, @Nullable Instant next) {
        lastFollowUpAt = last;
        nextFollowUpAt = next;
    }

    /** Locks it, or with a reason of null unlocks it. */
    public void lock(@Nullable String reason, Instant now, String by, @Nullable Instant until) {
        lockReason = reason;
        lockedBy = reason == null ? null : by;
        lockedAt = reason == null ? null : now;
        lockUntil = reason == null ? null : until;
        stamp(now, by);
    }

    /** Holds it for the law, or with a reason of null no longer. */
    public void hold(@Nullable String reason, Instant now, String by) {
        legalHold = reason != null;
        holdReason = reason;
        heldBy = reason == null ? null : by;
        heldAt = reason == null ? null : now;
        stamp(now, by);
    }

    /** Whether it is locked at a moment. */
    public boolean isLocked(Instant moment) {
        return lockReason != null && (lockUntil == null || lockUntil.isAfter(moment));
    }

    /** Why it is locked. */
    public @Nullable String lockReason() {
        return lockReason;
    }

    /** Who locked it. */
    public @Nullable String lockedBy() {
        return lockedBy;
    }

    /** Since when it is locked. */
    public @Nullable Instant lockedAt() {
        return lockedAt;
    }

    /** When the lock ends by itself. */
    public @Nullable Instant lockUntil() {
        return lockUntil;
    }

    /** Whether the law keeps it. */
    public boolean isHeld() {
        return legalHold;
    }

    /** Why it is held. */
    public @Nullable String holdReason() {
        return holdReason;
    }

    /** Who holds it. */
    public @Nullable String heldBy() {
        return heldBy;
    }

    /** Since when it is held. */
    public @Nullable Instant heldAt() {
        return heldAt;
    }

    /** What no two live customers have in common. */
    public record Unique(
            @Nullable String creditCode, @Nullable ExternalReference external) {}

    /** Lets others have what is unique while it lies in the bin. */
    public Unique giveUpUnique() {
        var given = new Unique(creditCode, external());
        takeBackUnique(new Unique(null, null));
        return given;
    }

    /** Has it again. */
    public void takeBackUnique(Unique unique) {
        creditCode = unique.creditCode();
        ExternalReference external = unique.external();
        externalSystem = external == null ? null : external.system();
        externalId = external == null ? null : external.id();
    }

    /** Takes it out of a pool that is no more. */
    public void leavePool() {
        poolId = null;
        pooledAt = null;
    }

    /** Takes it out of every list together with whatever else has this batch. */
    public void delete(UUID batch, @Nullable Instant purge, Instant now, String by) {
        deletedAt = now;
        deletedBy = by;
        stamp(now, by);
        deleteBatch = batch;
        purgeAfter = purge;
    }

    /** Brings it back into every list. */
    public void restore(Instant now, String by) {
        deletedAt = null;
        deletedBy = null;
        deleteBatch = null;
        purgeAfter = null;
        stamp(now, by);
    }

    /** What it is found by beside its name; keyed hashes of the phone. */
    public void searchable(@Nullable String pinyin, @Nullable String hash, @Nullable String tailHash) {
        namePinyin = pinyin;
        phoneHash = hash;
        phoneTailHash = tailHash;
    }

    /** Values of custom fields as JSON. */
    public @Nullable String custom() {
        return custom;
    }

    /** Replaces the values of custom fields. */
    public void custom(@Nullable String json, Instant now, String by) {
        custom = json;
        stamp(now, by);
    }

    /** What a row gained and lost. */
    public record Tagging(Set<UUID> added, Set<UUID> removed) {
        /** Whether nothing changed. */
        public boolean isNone() {
            return added.isEmpty() && removed.isEmpty();
        }
    }

    /** The same by a rule: nobody changed it, and what does not fit any more is left out. */
    public Tagging tagQuietly(Set<UUID> add, Set<UUID> remove) {
        var tags = new LinkedHashSet<>(TagList.read(tagIds));
        var removed = new LinkedHashSet<>(remove);
        removed.retainAll(tags);
        tags.removeAll(removed);
        var added = new LinkedHashSet<UUID>();
        for (UUID tag : add) {
            if (tags.size() < TagList.MOST && tags.add(tag)) {
                added.add(tag);
            }
        }
        tagIds = TagList.write(tags);
        return new Tagging(added, removed);
    }

    /** Gives it tags and takes others away. */
    public Tagging tag(Set<UUID> add, Set<UUID> remove, Instant now, String by) {
        var tags = new LinkedHashSet<>(TagList.read(tagIds));
        var removed = new LinkedHashSet<UUID>(remove);
        removed.removeAll(add);
        removed.retainAll(tags);
        var added = new LinkedHashSet<UUID>(add);
        added.removeAll(tags);
        var change = new Tagging(added, removed);
        if (!change.isNone()) {
            tags.removeAll(removed);
            tags.addAll(added);
            tagIds = TagList.write(tags);
            stamp(now, by);
        }
        return change;
    }

    /** What the caller may see of it; the row must have been read, because the database makes its number. */
    public Customer view(RecordFields fields) {
        if (number == null) {
            throw new IllegalStateException("customer " + id + " was never read, its number is unknown");
        }
        return new Customer(
                new CustomerId(id),
                fields.value("number", number),
                shown(fields),
                fields.value("stage", stage()),
                fields.value("stageChangedAt", stageChangedAt),
                fields.value("ownerId", ownerId),
                fields.value("ownerDepartmentId", ownerDepartmentId),
                fields.value("previousOwnerId", previousOwnerId),
                fields.value("poolId", poolId),
                fields.shown("source", source),
                fields.value("external", external()),
                fields.value("createdAt", createdAt),
                fields.shown("createdBy", createdBy),
                fields.value("updatedAt", updatedAt),
                fields.shown("updatedBy", updatedBy),
                fields.of("tags").isReadable() ? TagList.read(tagIds) : List.of(),
                revision,
                CustomerFields.masked(fields));
    }

    private CustomerDetails shown(RecordFields fields) {
        CustomerDetails all = details();
        return CustomerDetails.named(fields.shown("name", name))
                .legalName(fields.shown("legalName", legalName))
                .creditCode(fields.shown("creditCode", creditCode))
                .kind(fields.value("kind", all.kind()))
                .grade(fields.shown("grade", grade))
                .industry(fields.shown("industry", industry))
                .scale(fields.shown("scale", scale))
                .region(fields.shown("region", region))
                .parentName(fields.shown("parentName", parentName))
                .phone(fields.shown("phone", phone))
                .revenue(fields.value("revenue", all.revenue()))
                .employees(fields.value("employees", employees))
                .foundingYear(fields.value("foundingYear", foundingYear))
                .build();
    }

    private CustomerStage stage() {
        return CustomerStage.valueOf(stage.toUpperCase(Locale.ROOT));
    }

    private @Nullable ExternalReference external() {
        return externalSystem == null || externalId == null ? null : new ExternalReference(externalSystem, externalId);
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
        name = Objects.requireNonNull(details.name());
        nameKey = CustomerRules.key(name);
        legalName = details.legalName();
        creditCode = details.creditCode();
        kind = Objects.requireNonNull(details.kind()).key();
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
