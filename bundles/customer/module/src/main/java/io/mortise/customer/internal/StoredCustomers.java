package io.mortise.customer.internal;

import io.mortise.access.Caller;
import io.mortise.access.Permission;
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
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.domain.CustomerRules;
import io.mortise.customer.internal.persistence.CustomerEntity;
import io.mortise.customer.internal.persistence.CustomerStore;
import io.mortise.data.Database;
import io.mortise.data.Ids;
import io.mortise.message.Events;
import io.mortise.rest.Page;
import io.mortise.rest.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Customers in the database: unit of work, rules, store, events, in this order. */
@Component
public final class StoredCustomers implements Customers {

    private final Database database;
    private final CustomerStore store;
    private final Events events;
    private final Clock clock;

    @Activate
    public StoredCustomers(@Reference Database database, @Reference Events events) {
        this(database, events, Clock.systemUTC());
    }

    StoredCustomers(Database database, Events events, Clock clock) {
        this.database = database;
        this.store = new CustomerStore(database);
        this.events = events;
        this.clock = clock;
    }

    @Override
    public Optional<Customer> find(CustomerId id) {
        return database.read(() -> store.find(id));
    }

    @Override
    public List<Customer> byIds(Collection<CustomerId> ids) {
        return database.read(() -> store.byIds(ids));
    }

    @Override
    public Page<Customer> page(CustomerFilter filter, CustomerOrder order, int limit, @Nullable String after) {
        return database.read(() -> store.page(filter, order, limit, after));
    }

    @Override
    public long count(CustomerFilter filter, long cap) {
        return database.read(() -> store.count(filter, cap));
    }

    @Override
    public Customer register(NewCustomer given) {
        CustomerDetails details = checked(given.details());
        CustomerRules.check(CustomerRules.faults(given.external()));
        var customer =
                new NewCustomer(details, given.source(), given.ownerId(), given.ownerDepartmentId(), given.external());
        var row =
                new CustomerEntity(Ids.next(), customer, now(), Caller.current().id());
        try {
            return database.write(() -> {
                Customer registered = store.insert(row);
                events.publish(new CustomerEvent.Registered(registered.id().value()));
                return registered;
            });
        } catch (ProblemException e) {
            throw told(e, new CustomerId(row.id()), 0, customer);
        }
    }

    @Override
    public Customer apply(CustomerId id, long revision, List<CustomerChange> changes) {
        return database.write(() -> {
            Customer customer =
                    store.find(id).orElseThrow(() -> new CustomerException(new CustomerProblem.NotFound(id)));
            if (customer.revision() != revision) {
                throw new CustomerException(new CustomerProblem.Stale(id, revision));
            }
            Customer before = customer;
            for (CustomerChange change : changes) {
                customer = apply(customer, change);
            }
            List<String> fields = differences(before, customer);
            if (!fields.isEmpty()) {
                events.publish(new CustomerEvent.Changed(id.value(), customer.revision(), fields));
            }
            return customer;
        });
    }

    private Customer apply(Customer customer, CustomerChange change) {
        Instant now = now();
        String by = Caller.current().id();
        return switch (change) {
            case CustomerChange.Edit(CustomerDetails given) -> {
                CustomerDetails details = checked(given);
                yield details.equals(customer.details())
                        ? customer
                        : write(CustomerPermissions.EDIT, customer, details, row -> row.edit(details, now, by));
            }
            case CustomerChange.Advance(var stage) -> {
                CustomerRules.checkMove(customer.stage(), stage);
                yield stage == customer.stage()
                        ? customer
                        : write(
                                CustomerPermissions.EDIT,
                                customer,
                                customer.details(),
                                row -> row.advance(stage, now, by));
            }
            case CustomerChange.Reassign(var owner, var department) ->
                write(
                        CustomerPermissions.TRANSFER,
                        customer,
                        customer.details(),
                        row -> row.reassign(owner, department, now, by));
        };
    }

    private Customer write(
            Permission permission, Customer customer, CustomerDetails details, Consumer<CustomerEntity> mutation) {
        try {
            return store.change(permission, customer.id(), customer.revision(), mutation);
        } catch (ProblemException e) {
            throw told(
                    e,
                    customer.id(),
                    customer.revision(),
                    new NewCustomer(details, customer.source(), null, null, customer.external()));
        }
    }

    private CustomerDetails checked(CustomerDetails given) {
        CustomerDetails details = CustomerRules.normalise(given);
        int thisYear = Instant.now(clock).atOffset(ZoneOffset.UTC).getYear();
        CustomerRules.check(CustomerRules.faults(details, thisYear));
        return details;
    }

    /** To the microsecond, as both databases keep it: what is returned equals what is read later. */
    private Instant now() {
        return Instant.now(clock).truncatedTo(ChronoUnit.MICROS);
    }

    private static List<String> differences(Customer before, Customer after) {
        var names = new ArrayList<>(CustomerRules.differences(before.details(), after.details()));
        if (before.stage() != after.stage()) {
            names.add("stage");
        }
        if (!Objects.equals(before.ownerId(), after.ownerId())) {
            names.add("ownerId");
        }
        if (!Objects.equals(before.ownerDepartmentId(), after.ownerDepartmentId())) {
            names.add("ownerDepartmentId");
        }
        return names;
    }

    /** What the database refused, in the words of this module; anything else goes on as it is. */
    private static RuntimeException told(ProblemException e, CustomerId id, long seen, NewCustomer wanted) {
        return switch (e.problem().type()) {
            case "not-found" -> new CustomerException(new CustomerProblem.NotFound(id));
            case "forbidden" -> new CustomerException(new CustomerProblem.Forbidden(id));
            case "stale-revision" -> new CustomerException(new CustomerProblem.Stale(id, seen));
            case "unique-taken" -> new CustomerException(taken(e, wanted));
            default -> e;
        };
    }

    private static CustomerProblem taken(ProblemException e, NewCustomer wanted) {
        return wanted.external() != null && CustomerStore.isReference(e)
                ? new CustomerProblem.ReferenceTaken(wanted.external())
                : new CustomerProblem.CreditCodeTaken(
                        String.valueOf(wanted.details().creditCode()));
    }
}
