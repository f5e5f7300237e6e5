package io.mortise.customer.itest;

import io.mortise.customer.Customer;
import io.mortise.customer.CustomerChange;
import io.mortise.customer.CustomerDetails;
import io.mortise.customer.CustomerException;
import io.mortise.customer.CustomerFilter;
import io.mortise.customer.CustomerId;
import io.mortise.customer.CustomerOrder;
import io.mortise.customer.CustomerProblem;
import io.mortise.customer.CustomerStage;
import io.mortise.customer.Customers;
import io.mortise.customer.NewCustomer;
import io.mortise.customer.Transfer;
import io.mortise.customer.internal.domain.CustomerRules;
import io.mortise.data.Ids;
import io.mortise.rest.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Customers in a map: the obvious, slow answer to compare with. Its cursor is how many rows came before. */
final class InMemoryCustomers implements Customers {

    private final Map<CustomerId, Customer> all = new LinkedHashMap<>();
    private long numbers;

    @Override
    public synchronized Optional<Customer> find(CustomerId id) {
        return Optional.ofNullable(all.get(id));
    }

    @Override
    public synchronized List<Customer> byIds(Collection<CustomerId> ids) {
        return ids.stream().distinct().map(this::find).flatMap(Optional::stream).toList();
    }

    @Override
    public synchronized Page<Customer> page(
            CustomerFilter filter, CustomerOrder order, int limit, @Nullable String after) {
        Comparator<Customer> comparator = comparator(order.by());
        List<Customer> sorted = all.values().stream()
                .filter(matching(filter))
                .sorted(order.descending() ? comparator.reversed() : comparator)
                .toList();
        int from = after == null ? 0 : Integer.parseInt(after);
        int to = Math.min(sorted.size(), from + limit);
        return new Page<>(sorted.subList(from, to), to < sorted.size() ? Integer.toString(to) : null);
    }

    @Override
    public synchronized long count(CustomerFilter filter, long cap) {
        return Math.min(cap, all.values().stream().filter(matching(filter)).count());
    }

    @Override
    public synchronized Customer register(NewCustomer given) {
        var id = new CustomerId(Ids.next());
        CustomerDetails details = checked(id, given.details());
        CustomerRules.check(CustomerRules.faults(given.external()));
        if (given.external() != null
                && everyOne().anyMatch(other -> given.external().equals(other.external()))) {
            throw new CustomerException(new CustomerProblem.ReferenceTaken(given.external()));
        }
        Instant now = Instant.now();
        var customer = new Customer(
                id,
                ++numbers,
                details,
                CustomerStage.POTENTIAL,
                now,
                given.ownerId(),
                given.ownerDepartmentId(),
                null,
                null,
                given.source(),
                given.external(),
                now,
                "test",
                now,
                "test",
                List.of(),
                0,
                Set.of());
        all.put(id, customer);
        return customer;
    }

    @Override
    public synchronized Customer apply(CustomerId id, long revision, List<CustomerChange> changes) {
        Customer before = find(id).orElseThrow(() -> new CustomerException(new CustomerProblem.NotFound(id)));
        if (before.revision() != revision) {
            throw new CustomerException(new CustomerProblem.Stale(id, revision));
        }
        Customer after = before;
        for (CustomerChange change : changes) {
            after = changed(after, change);
        }
        all.put(id, after);
        return after;
    }

    private Customer changed(Customer old, CustomerChange change) {
        return switch (change) {
            case CustomerChange.Edit(CustomerDetails given, Set<String> fields) -> {
                CustomerDetails details =
                        checked(old.id(), CustomerRules.merge(old.details(), CustomerRules.normalise(given), fields));
                yield details.equals(old.details()) ? old : with(old, details, old.stage());
            }
            case CustomerChange.Advance(CustomerStage stage) -> {
                CustomerRules.checkMove(old.stage(), stage);
                yield with(old, old.details(), stage);
            }
        };
    }

    @Override
    public synchronized void transfer(Collection<CustomerId> customers, Transfer transfer) {
        CustomerRules.check(CustomerRules.reasonFaults(transfer.reason()));
        for (CustomerId id : customers) {
            if (!all.containsKey(id)) {
                throw new CustomerException(new CustomerProblem.NotFound(id));
            }
        }
        for (CustomerId id : customers) {
            all.computeIfPresent(
                    id,
                    (_, old) -> with(
                            old,
                            old.details(),
                            old.stage(),
                            transfer.ownerId(),
                            transfer.ownerDepartmentId(),
                            old.ownerId()));
        }
    }

    @Override
    public synchronized void delete(CustomerId id, long revision, @Nullable String reason) {
        Customer old = find(id).orElseThrow(() -> new CustomerException(new CustomerProblem.NotFound(id)));
        if (old.revision() != revision) {
            throw new CustomerException(new CustomerProblem.Stale(id, revision));
        }
        all.remove(id);
    }

    private static Customer with(Customer old, CustomerDetails details, CustomerStage stage) {
        return with(old, details, stage, old.ownerId(), old.ownerDepartmentId(), old.previousOwnerId());
    }

    private static Customer with(
            Customer old,
            CustomerDetails details,
            CustomerStage stage,
            @Nullable UUID owner,
            @Nullable UUID department,
            @Nullable UUID previous) {
        Instant now = Instant.now();
        return new Customer(
                old.id(),
                old.number(),
                details,
                stage,
                stage == old.stage() ? old.stageChangedAt() : now,
                owner,
                department,
                previous,
                old.poolId(),
                old.source(),
                old.external(),
                old.createdAt(),
                old.createdBy(),
                now,
                "test",
                old.tags(),
                old.revision() + 1,
                Set.of());
    }

    private CustomerDetails checked(CustomerId self, CustomerDetails given) {
        CustomerDetails details = CustomerRules.normalise(given);
        CustomerRules.check(CustomerRules.faults(details, 2100));
        String code = details.creditCode();
        if (code != null
                && everyOne()
                        .anyMatch(other -> !other.id().equals(self)
                                && code.equals(other.details().creditCode()))) {
            throw new CustomerException(new CustomerProblem.CreditCodeTaken(code));
        }
        return details;
    }

    /** Deleted ones give their unique values up. */
    private Stream<Customer> everyOne() {
        return all.values().stream();
    }

    private static Predicate<Customer> matching(CustomerFilter filter) {
        var tests = new ArrayList<Predicate<Customer>>();
        if (filter.text() != null) {
            String key = CustomerRules.key(filter.text().strip());
            tests.add(customer -> CustomerRules.key(customer.name()).contains(key));
        }
        if (filter.stage() != null) {
            tests.add(customer -> customer.stage() == filter.stage());
        }
        if (filter.ownerId() != null) {
            tests.add(customer -> filter.ownerId().equals(customer.ownerId()));
        }
        return tests.stream().reduce(customer -> true, Predicate::and);
    }

    private static Comparator<Customer> comparator(CustomerOrder.By by) {
        Comparator<Customer> first = switch (by) {
            case CREATED -> Comparator.comparing(Customer::createdAt);
            case UPDATED -> Comparator.comparing(Customer::updatedAt);
            case NAME -> Comparator.comparing(customer -> CustomerRules.key(customer.name()));
            case NUMBER -> Comparator.comparing(Customer::number);
        };
        return first.thenComparing(customer -> customer.id().toString());
    }
}
