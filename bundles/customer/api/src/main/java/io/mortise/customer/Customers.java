package io.mortise.customer;

import io.mortise.rest.Page;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The customers that the caller reaches. Every method joins the unit of work of its thread or opens one; with a writing
 * one, its events commit together with the change. Safe for many threads.
 *
 * <p>A rule that says no is a {@link CustomerException} with exactly one {@link CustomerProblem}; the unit of work it
 * happens in must then be rolled back, which it is when the exception leaves it.
 */
@ProviderType
public interface Customers {

    /** The customer; empty when there is none or the caller does not reach it. */
    Optional<Customer> find(CustomerId id);

    /** Those of these that the caller reaches, in any order, by one statement; at most 1000 ids. */
    List<Customer> byIds(Collection<CustomerId> ids);

    /**
     * One page, by key: rows that others add or take away neither repeat nor hide a row.
     *
     * @param limit 1 to 1000
     * @param after {@link Page#next()} of the page before, or null for the first
     */
    Page<Customer> page(CustomerFilter filter, CustomerOrder order, int limit, @Nullable String after);

    /** How many there are, counted up to {@code cap}: the answer {@code cap} means "at least". */
    long count(CustomerFilter filter, long cap);

    /**
     * Registers a customer. A person who registers one becomes its owner, in his main department; another owner is named by
     * whoever may transfer customers.
     *
     * @throws CustomerException {@code Invalid}, {@code Forbidden}, {@code FieldsForbidden}, {@code CreditCodeTaken},
     *     {@code ReferenceTaken}
     */
    Customer register(NewCustomer customer);

    /**
     * Applies changes in order; all or none.
     *
     * @param revision the one the caller saw
     * @return the customer after them; with no changes, as it is
     * @throws CustomerException {@code NotFound}, {@code Forbidden}, {@code FieldsForbidden}, {@code Stale}, {@code Invalid},
     *     {@code MoveRefused}, {@code CreditCodeTaken}
     */
    Customer apply(CustomerId id, long revision, List<CustomerChange> changes);

    /**
     * Gives customers to another person; needs {@code customer.customer:transfer}. Every one of them is decided, and all are
     * given or none.
     *
     * @param customers at most 1000
     * @throws CustomerException {@code NotFound} or {@code Forbidden} with the first that is, {@code Invalid}
     */
    void transfer(Collection<CustomerId> customers, Transfer transfer);

    /**
     * Takes a customer out of every list; needs {@code customer.customer:delete}.
     *
     * @param revision the one the caller saw
     * @param reason for the audit trail, or null
     * @throws CustomerException {@code NotFound}, {@code Forbidden}, {@code Stale}
     */
    void delete(CustomerId id, long revision, @Nullable String reason);
}
