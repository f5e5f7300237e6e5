package io.mortise.customer.internal.locks;

import io.mortise.access.Access;
import io.mortise.access.Caller;
import io.mortise.access.FieldAccess;
import io.mortise.access.Permission;
import io.mortise.customer.CustomerEvent;
import io.mortise.customer.CustomerException;
import io.mortise.customer.CustomerId;
import io.mortise.customer.CustomerProblem;
import io.mortise.customer.internal.domain.CustomerFields;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.domain.CustomerRules;
import io.mortise.customer.internal.persistence.CustomerEntity;
import io.mortise.customer.internal.timeline.Happening;
import io.mortise.customer.internal.timeline.Timeline;
import io.mortise.data.Database;
import io.mortise.data.Seen;
import io.mortise.message.Events;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Locks and legal holds. What they close is said in {@code module.json} ({@code gates}) and kept by the kernel, so that lists,
 * writes and explanations agree. A lock closes a customer to changes until somebody unlocks it or its time is over; a hold keeps
 * it from being deleted, purged and merged away, also in the bin.
 */
@Component(service = Locks.class)
public final class Locks {

    private final Database database;
    private final Events events;
    private final Access access;
    private final Timeline timeline;

    @Activate
    public Locks(
            @Reference Database database,
            @Reference Events events,
            @Reference Access access,
            @Reference Timeline timeline) {
        this.database = database;
        this.events = events;
        this.access = access;
        this.timeline = timeline;
    }

    /**
     * How a customer is closed.
     *
     * @param lock null when it is not locked
     * @param hold null when nothing holds it
     */
    public record Closed(@Nullable Closing lock, @Nullable Closing hold) {}

    /** How it is closed, as far as the caller may see it. */
    public Optional<Closed> of(CustomerId id) {
        return database.read(() -> see(id));
    }

    private Optional<Closed> see(CustomerId id) {
        return database.see(CustomerPermissions.READ, CustomerEntity.class, id.value())
                .filter(seen -> !seen.entity().isDeleted())
                .map(Locks::closed);
    }

    private static Closed closed(Seen<CustomerEntity> seen) {
        CustomerEntity row = seen.entity();
        boolean locked = row.isLocked(Instant.now()) && seen.fields().of("lockReason") != FieldAccess.HIDDEN;
        boolean held = row.isHeld() && seen.fields().of("legalHold") != FieldAccess.HIDDEN;
        return new Closed(
                locked
                        ? new Closing(
                                seen.fields().shown("lockReason", row.lockReason()),
                                seen.fields().shown("lockedBy", row.lockedBy()),
                                seen.fields().value("lockedAt", row.lockedAt()),
                                seen.fields().value("lockUntil", row.lockUntil()))
                        : null,
                held
                        ? new Closing(
                                seen.fields().shown("holdReason", row.holdReason()),
                                seen.fields().shown("heldBy", row.heldBy()),
                                seen.fields().value("heldAt", row.heldAt()),
                                null)
                        : null);
    }

    /**
     * Locks it; one that is locked already is {@code customer-locked} 409: nobody takes another's lock over.
     *
     * @param until in the future, or null for as long as nobody unlocks it
     */
    public Closed lock(CustomerId id, String reason, @Nullable Instant until) {
        if (until != null && !until.isAfter(Instant.now())) {
            throw new CustomerException(new CustomerProblem.Invalid(List.of(FieldFault.of("/until", "past"))));
        }
        Instant end = until == null ? null : until.truncatedTo(ChronoUnit.MICROS);
        return change(CustomerPermissions.LOCK, id, reason, List.of("lockReason"), (row, now, by) -> {
            if (row.isLocked(now)) {
                throw new ProblemException(Problem.of("customer-locked", 409).with("id", id.toString()));
            }
            row.lock(reason.strip(), now, by, end);
        });
    }

    /** Unlocks it; whether it was locked. */
    public boolean unlock(CustomerId id, String reason) {
        return end(
                CustomerPermissions.UNLOCK,
                id,
                reason,
                "lockReason",
                row -> row.isLocked(Instant.now()),
                (row, now, by) -> row.lock(null, now, by, null));
    }

    /** Holds it for the law; said again, the new reason counts. */
    public Closed hold(CustomerId id, String reason) {
        return change(
                CustomerPermissions.HOLD,
                id,
                reason,
                List.of("legalHold"),
                (row, now, by) -> row.hold(reason.strip(), now, by));
    }

    /** Ends the hold, of a customer in the bin too; whether there was one. */
    public boolean release(CustomerId id, String reason) {
        return end(
                CustomerPermissions.RELEASE,
                id,
                reason,
                "legalHold",
                CustomerEntity::isHeld,
                (row, now, by) -> row.hold(null, now, by));
    }

    @FunctionalInterface
    private interface Act {
        void on(CustomerEntity row, Instant now, String by);
    }

    private Closed change(Permission permission, CustomerId id, String reason, List<String> fields, Act act) {
        CustomerRules.check(CustomerRules.reasonFaults(reason));
        return told(
                id,
                () -> database.write(() -> {
                    write(permission, id, reason, fields, row -> {
                        if (row.isDeleted()) {
                            throw new CustomerException(new CustomerProblem.NotFound(id));
                        }
                        act.on(row, now(), Caller.current().id());
                    });
                    return see(id).orElseThrow(() -> new CustomerException(new CustomerProblem.NotFound(id)));
                }));
    }

    private boolean end(
            Permission permission,
            CustomerId id,
            String reason,
            String field,
            Predicate<CustomerEntity> closed,
            Act act) {
        CustomerRules.check(CustomerRules.reasonFaults(reason));
        return told(
                id,
                () -> database.write(() -> {
                    CustomerEntity row = database.find(CustomerPermissions.READ, CustomerEntity.class, id.value())
                            .orElseThrow(() -> new CustomerException(new CustomerProblem.NotFound(id)));
                    if (!closed.test(row)) {
                        return false;
                    }
                    write(
                            permission,
                            id,
                            reason,
                            List.of(field),
                            one -> act.on(one, now(), Caller.current().id()));
                    return true;
                }));
    }

    private void write(
            Permission permission,
            CustomerId id,
            String reason,
            List<String> fields,
            Consumer<CustomerEntity> mutation) {
        UUID record = id.value();
        CustomerEntity row = database.change(
                permission, CustomerEntity.class, record, null, CustomerFields.derived(Set.of()), mutation);
        access.audit(permission, record, reason.strip(), Map.of());
        timeline.add(record, happening(permission, fields));
        events.publish(new CustomerEvent.Changed(record, row.revision(), fields));
    }

    /** Why stays with the record, whose fields say who may read it. */
    private static Happening happening(Permission permission, List<String> fields) {
        return Happening.of(permission.action() + "-set").about(fields.toArray(String[]::new));
    }

    private static <T> T told(CustomerId id, Supplier<T> work) {
        try {
            return work.get();
        } catch (ProblemException e) {
            throw switch (e.problem().type()) {
                case "not-found" -> new CustomerException(new CustomerProblem.NotFound(id));
                case "forbidden" -> new CustomerException(new CustomerProblem.Forbidden(id));
                default -> e;
            };
        }
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}
