package io.mortise.customer.internal.lists;

import io.mortise.access.Permission;
import io.mortise.customer.Customer;
import io.mortise.customer.CustomerFilter;
import io.mortise.customer.CustomerId;
import io.mortise.customer.internal.fields.ShownValues;
import io.mortise.customer.internal.persistence.CustomerStore;
import io.mortise.customer.internal.search.CustomerSearch;
import io.mortise.data.Condition;
import io.mortise.data.Database;
import io.mortise.data.Order;
import io.mortise.data.RecordFields;
import io.mortise.data.RowReader;
import io.mortise.rest.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Pages and counts of customers: what lists, exports, segments and jobs ask. An order with missing values has two parts, first
 * those with a value, then those without; a cursor says in which it is.
 */
@Component(service = CustomerLists.class)
public final class CustomerLists {

    private static final String WITH = "v.";
    private static final String WITHOUT = "n.";

    private final Database database;
    private final CustomerStore store;
    private final CustomerFilters filters;
    private final ShownValues values;

    @Activate
    public CustomerLists(
            @Reference Database database,
            @Reference CustomerFilters filters,
            @Reference ShownValues values,
            @Reference CustomerSearch search) {
        this.database = database;
        this.store = new CustomerStore(database, search);
        this.filters = filters;
        this.values = values;
    }

    /** One customer, when the permission reaches it. */
    public Optional<Listed> find(Permission permission, CustomerId id) {
        return database.read(() -> {
            Condition one = Condition.of("r.id = :id", "id", id.value());
            return store
                    .page(permission, CustomerFilter.any(), List.of(one), Order.ascending("id"), 1, null, reader())
                    .items()
                    .stream()
                    .findFirst();
        });
    }

    /** One page. */
    public Page<Listed> page(Permission permission, Question question, Sort sort, int limit, @Nullable String after) {
        return database.read(() -> {
            List<Condition> conditions = conditions(question);
            Object least = sort.least();
            if (least == null) {
                return store.page(permission, question.base(), conditions, sort.order(), limit, after, reader());
            }
            return twoParts(permission, question, conditions, sort, least, limit, after);
        });
    }

    private Page<Listed> twoParts(
            Permission permission,
            Question question,
            List<Condition> conditions,
            Sort sort,
            Object least,
            int limit,
            @Nullable String after) {
        String column = sort.order().column();
        var items = new ArrayList<Listed>();
        String rest = null;
        if (after == null || after.startsWith(WITH)) {
            Page<Listed> page = store.page(
                    permission,
                    question.base(),
                    and(conditions, Condition.of("r." + column + " >= :least", "least", least)),
                    sort.order(),
                    limit,
                    after == null ? null : after.substring(WITH.length()),
                    reader());
            if (page.next() != null) {
                return new Page<>(page.items(), WITH + page.next());
            }
            items.addAll(page.items());
        } else if (after.startsWith(WITHOUT)) {
            rest = after.length() == WITHOUT.length() ? null : after.substring(WITHOUT.length());
        } else {
            // The kernel refuses what is no cursor of this question.
            rest = after;
        }
        if (items.size() == limit) {
            return new Page<>(items, WITHOUT);
        }
        // Sorting by a field that is not readable everywhere was refused above, when there was a first part; so it is
        // here.
        Order byId = new Order("id", sort.order().descending()).by(sort.field());
        Page<Listed> page = store.page(
                permission,
                question.base(),
                and(conditions, Condition.of("r." + column + " is null")),
                byId,
                limit - items.size(),
                rest,
                reader());
        items.addAll(page.items());
        return new Page<>(items, page.next() == null ? null : WITHOUT + page.next());
    }

    /** How many there are, up to a cap. */
    public long count(Permission permission, Question question, long cap) {
        return database.read(() -> store.count(permission, question.base(), conditions(question), cap));
    }

    private List<Condition> conditions(Question question) {
        return filters.conditions(question.filter());
    }

    private static List<Condition> and(List<Condition> some, Condition one) {
        var all = new ArrayList<>(some);
        all.add(one);
        return all;
    }

    private RowReader<Listed> reader() {
        return row -> {
            Customer customer = CustomerStore.read(row);
            RecordFields fields = row.fields();
            return new Listed(customer, values.of(row.text("custom"), fields, customer));
        };
    }
}
