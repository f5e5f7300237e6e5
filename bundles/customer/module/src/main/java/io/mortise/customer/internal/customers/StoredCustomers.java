package io.mortise.customer.internal.customers;

import io.mortise.access.Access;
import io.mortise.access.Caller;
import io.mortise.customer.Customer;
import io.mortise.customer.CustomerChange;
import io.mortise.customer.CustomerDetails;
import io.mortise.customer.CustomerEvent;
import io.mortise.customer.CustomerException;
import io.mortise.customer.CustomerFilter;
import io.mortise.customer.CustomerId;
import io.mortise.customer.CustomerOrder;
import io.mortise.customer.CustomerProblem;
import io.mortise.customer.Customers;
import io.mortise.customer.NewCustomer;
import io.mortise.customer.Transfer;
import io.mortise.customer.internal.Owners;
import io.mortise.customer.internal.bin.Bin;
import io.mortise.customer.internal.domain.CustomerFields;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.domain.CustomerRules;
import io.mortise.customer.internal.domain.Owner;
import io.mortise.customer.internal.persistence.CustomerEntity;
import io.mortise.customer.internal.persistence.CustomerStore;
import io.mortise.customer.internal.persistence.CustomerStore.Found;
import io.mortise.customer.internal.pools.Capacities;
import io.mortise.customer.internal.search.CustomerSearch;
import io.mortise.customer.internal.timeline.Happening;
import io.mortise.customer.internal.timeline.Timeline;
import io.mortise.data.Database;
import io.mortise.data.Ids;
import io.mortise.data.RecordFields;
import io.mortise.message.Events;
import io.mortise.rest.Page;
import io.mortise.rest.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Customers in the database: unit of work, rules, store, events, in this order. */
@Component
public final class StoredCustomers implements Customers {

    /** Says nothing: for acts that write no details. */
    private static final NewCustomer NOBODY =
            NewCustomer.of(CustomerDetails.named(null).build(), "");

    private final Database database;
    private final CustomerStore store;
    private final Events events;
    private final Access access;
    private final Owners owners;
    private final Capacities capacities;
    private final Timeline timeline;
    private final Bin bin;
    private final Clock clock;

    @Activate
    public StoredCustomers(
            @Reference Database database,
            @Reference Events events,
            @Reference Access access,
            @Reference Owners owners,
            @Reference Capacities capacities,
            @Reference Timeline timeline,
            @Reference CustomerSearch search,
            @Reference Bin bin) {
        this.database = database;
        this.store = new CustomerStore(database, search);
        this.events = events;
        this.access = access;
        this.owners = owners;
        this.capacities = capacities;
        this.timeline = timeline;
        this.bin = bin;
        this.clock = Clock.systemUTC();
    }

    @Override
    public Optional<Customer> find(CustomerId id) {
        return database.read(() -> store.find(CustomerPermissions.READ, id)).map(Found::customer);
    }

    @Override
    public List<Customer> byIds(Collection<CustomerId> ids) {
        return database.read(() -> store.byIds(ids));
    }

    @Override
    public Page<Customer> page(CustomerFilter filter, CustomerOrder order, int limit, @Nullable String after) {
        return database.read(() -> store.page(CustomerPermissions.LIST, filter, order, limit, after));
    }

    @Override
    public long count(CustomerFilter filter, long cap) {
        return database.read(() -> store.count(CustomerPermissions.LIST, filter, cap));
    }

    @Override
    public Customer register(NewCustomer given) {
        CustomerDetails details = CustomerRules.normalise(given.details());
        CustomerRules.check(CustomerRules.faults(details, thisYear()));
        CustomerRules.check(CustomerRules.faults(given.external()));
        var customer = new NewCustomer(details, given.source(), null, null, given.external());
        var id = new CustomerId(Ids.next());
        try {
            return database.write(() -> {
                Owner owner = owners.of(given);
                if (owner.person() != null) {
                    capacities.require(owner.person(), 1);
                }
                store.insert(
                        new CustomerEntity(
                                id.value(),
                                customer,
                                owner,
                                now(),
                                Caller.current().id()),
                        CustomerFields.given(customer));
                events.publish(new CustomerEvent.Registered(id.value()));
                timeline.add(id.value(), Happening.of("registered"));
                return store.find(CustomerPermissions.READ, id)
                        .or(() -> store.find(CustomerPermissions.CREATE, id))
                        .map(Found::customer)
                        .orElseThrow();
            });
        } catch (ProblemException e) {
            throw told(e, id, 0, customer);
        }
    }

    @Override
    public Customer apply(CustomerId id, long revision, List<CustomerChange> changes) {
        return database.write(() -> {
            Customer before = require(id);
            if (before.revision() != revision) {
                throw new CustomerException(new CustomerProblem.Stale(id, revision));
            }
            if (changes.isEmpty()) {
                return before;
            }
            requireEditable(id, revision, changes);
            var changed = new LinkedHashSet<String>();
            long now = revision;
            for (CustomerChange change : changes) {
                now = apply(id, now, change, changed);
            }
            if (!changed.isEmpty()) {
                events.publish(new CustomerEvent.Changed(id.value(), now, List.copyOf(changed)));
                remember(before, changes, changed);
            }
            return require(id);
        });
    }

    @Override
    public void transfer(Collection<CustomerId> customers, Transfer transfer) {
        CustomerRules.check(CustomerRules.reasonFaults(transfer.reason()));
        if (customers.isEmpty() || customers.size() > CustomerStore.MOST) {
            throw new IllegalArgumentException(
                    "1 to " + CustomerStore.MOST + " customers are transferred at once, not " + customers.size());
        }
        Instant now = now();
        String by = Caller.current().id();
        try {
            database.write(() -> {
                Owner owner = owners.of(transfer);
                UUID to = transfer.ownerId();
                long more = store.byIds(customers).stream()
                        .filter(one -> !to.equals(one.ownerId()))
                        .count();
                capacities.require(to, more);
                var given = new LinkedHashMap<CustomerEntity, List<String>>();
                store.giveAll(customers, row -> given.put(requireLive(row), row.transfer(owner, now, by)));
                given.forEach((row, changed) -> tell(row, changed, transfer.reason()));
                return owner;
            });
        } catch (ProblemException e) {
            throw told(e, first(e, customers), 0, NOBODY);
        }
    }

    @Override
    public void delete(CustomerId id, long revision, @Nullable String reason) {
        if (reason != null) {
            CustomerRules.check(CustomerRules.reasonFaults(reason));
        }
        try {
            database.write(() -> {
                require(id);
                bin.delete(id, revision, reason);
                return id;
            });
        } catch (ProblemException e) {
            throw told(e, id, revision, NOBODY);
        }
    }

    /** What an edit did, in the timeline: the move between stages by name, of other fields only that they changed. */
    private void remember(Customer before, List<CustomerChange> changes, Set<String> changed) {
        UUID id = before.id().value();
        for (CustomerChange change : changes) {
            if (change instanceof CustomerChange.Advance(var stage) && changed.contains("stage")) {
                timeline.add(
                        id,
                        Happening.of("stage-changed").with("stage", stage.key()).about("stage"));
            }
        }
        List<String> others = changed.stream()
                .filter(field -> !field.equals("stage"))
                .sorted()
                .toList();
        if (!others.isEmpty()) {
            timeline.add(id, Happening.of("edited").changed(others));
        }
    }

    private Customer require(CustomerId id) {
        return store.find(CustomerPermissions.READ, id)
                .map(Found::customer)
                .orElseThrow(() -> new CustomerException(new CustomerProblem.NotFound(id)));
    }

    /**
     * Every field that is given must be editable, whether it changes or not: else the answer would tell whether a guess at a
     * hidden value is right.
     */
    private void requireEditable(CustomerId id, long revision, List<CustomerChange> changes) {
        RecordFields fields =
                store.find(CustomerPermissions.EDIT, id).map(Found::fields).orElseThrow(() -> refused(id, revision));
        Set<String> given =
                changes.stream().flatMap(change -> given(change).stream()).collect(Collectors.toUnmodifiableSet());
        List<String> forbidden = CustomerFields.notEditable(fields, given);
        if (!forbidden.isEmpty()) {
            throw new CustomerException(new CustomerProblem.FieldsForbidden(forbidden));
        }
    }

    /** Why it may not be edited, in the words of the database: a lock is told as one. */
    private RuntimeException refused(CustomerId id, long revision) {
        try {
            store.change(CustomerPermissions.EDIT, id, revision, Set.of(), _ -> {});
        } catch (ProblemException e) {
            return told(e, id, revision, NOBODY);
        }
        return new CustomerException(new CustomerProblem.Forbidden(id));
    }

    private static Set<String> given(CustomerChange change) {
        return switch (change) {
            case CustomerChange.Edit edit -> edit.fields();
            case CustomerChange.Advance _ -> Set.of("stage");
        };
    }

    /** The revision after the change; what differs goes into {@code changed}. */
    private long apply(CustomerId id, long revision, CustomerChange change, Set<String> changed) {
        Instant now = now();
        String by = Caller.current().id();
        return switch (change) {
            case CustomerChange.Edit(CustomerDetails given, Set<String> fields) -> {
                CustomerDetails details = CustomerRules.normalise(given);
                CustomerRules.check(CustomerRules.among(CustomerRules.faults(details, thisYear()), fields));
                yield write(
                        id,
                        revision,
                        fields,
                        NewCustomer.of(details, ""),
                        row -> changed.addAll(row.edit(details, fields, now, by)));
            }
            case CustomerChange.Advance(var stage) ->
                write(id, revision, given(change), NOBODY, row -> {
                    if (row.advance(stage, now, by)) {
                        changed.add("stage");
                    }
                });
        };
    }

    private long write(
            CustomerId id, long revision, Set<String> given, NewCustomer wanted, Consumer<CustomerEntity> mutation) {
        try {
            return store.change(CustomerPermissions.EDIT, id, revision, given, mutation);
        } catch (ProblemException e) {
            throw told(e, id, revision, wanted);
        }
    }

    private static CustomerEntity requireLive(CustomerEntity row) {
        if (row.isDeleted()) {
            throw new CustomerException(new CustomerProblem.NotFound(new CustomerId(row.id())));
        }
        return row;
    }

    private void tell(CustomerEntity row, List<String> changed, String reason) {
        if (!changed.isEmpty()) {
            access.audit(CustomerPermissions.TRANSFER, row.id(), reason, Map.of());
            UUID owner = row.ownerId();
            timeline.add(
                    row.id(),
                    owner == null
                            ? Happening.of("transferred-to-nobody").about("ownerId")
                            : Happening.of("transferred").with("person", owner).about("ownerId"));
            events.publish(new CustomerEvent.Changed(row.id(), row.revision(), changed));
        }
    }

    private int thisYear() {
        return Instant.now(clock).atOffset(ZoneOffset.UTC).getYear();
    }

    /** To the microsecond, as both databases keep it: what is returned equals what is read later. */
    private Instant now() {
        return Instant.now(clock).truncatedTo(ChronoUnit.MICROS);
    }

    /** What the database refused, in the words of this module; anything else goes on as it is. */
    private static RuntimeException told(ProblemException e, CustomerId id, long seen, NewCustomer wanted) {
        return switch (e.problem().type()) {
            case "not-found" -> new CustomerException(new CustomerProblem.NotFound(id));
            case "forbidden" -> new CustomerException(new CustomerProblem.Forbidden(id));
            case "field-forbidden" ->
                new CustomerException(new CustomerProblem.FieldsForbidden(CustomerStore.fields(e)));
            case "stale-revision" -> new CustomerException(new CustomerProblem.Stale(id, seen));
            case "unique-taken" -> new CustomerException(taken(e, wanted));
            default -> e;
        };
    }

    /** The one of many that it is about. */
    private static CustomerId first(ProblemException e, Collection<CustomerId> asked) {
        return e.problem().extras().get("records") instanceof List<?> records && !records.isEmpty()
                ? new CustomerId(UUID.fromString(String.valueOf(records.getFirst())))
                : asked.iterator().next();
    }

    private static CustomerProblem taken(ProblemException e, NewCustomer wanted) {
        return wanted.external() != null && CustomerStore.isReference(e)
                ? new CustomerProblem.ReferenceTaken(wanted.external())
                : new CustomerProblem.CreditCodeTaken(
                        String.valueOf(wanted.details().creditCode()));
    }
}
