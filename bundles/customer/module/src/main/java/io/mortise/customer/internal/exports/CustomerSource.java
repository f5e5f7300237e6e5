package io.mortise.customer.internal.exports;

import io.mortise.access.Permission;
import io.mortise.customer.Customer;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.persistence.CustomerStore;
import io.mortise.customer.internal.search.CustomerSearch;
import io.mortise.customer.internal.tags.Tags;
import io.mortise.data.Database;
import io.mortise.rest.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Customers in files. */
@Component(service = CustomerSource.class)
public final class CustomerSource implements ExportSource<Customer> {

    private final CustomerStore store;
    private final Tags tags;

    @Activate
    public CustomerSource(@Reference Database database, @Reference Tags tags, @Reference CustomerSearch search) {
        this.tags = tags;
        this.store = new CustomerStore(database, search);
    }

    @Override
    public String name() {
        return "customers";
    }

    @Override
    public Permission permission() {
        return CustomerPermissions.EXPORT;
    }

    @Override
    public List<SheetColumn<Customer>> columns() {
        var columns = new ArrayList<SheetColumn<Customer>>(List.of(ExportColumn.values()));
        columns.replaceAll(column -> column == ExportColumn.TAGS ? new TagColumn(tags) : column);
        return columns;
    }

    /** Tags by their names, as they are when the file begins. */
    private static final class TagColumn implements SheetColumn<Customer> {

        private final Tags tags;
        private @Nullable Map<UUID, String> names;

        TagColumn(Tags tags) {
            this.tags = tags;
        }

        @Override
        public String heading() {
            return ExportColumn.TAGS.heading();
        }

        @Override
        public @Nullable Object cell(Customer customer) {
            if (ExportColumn.TAGS.cell(customer) == null) {
                return null;
            }
            Map<UUID, String> known = names;
            if (known == null) {
                known = tags.names();
                names = known;
            }
            Map<UUID, String> by = known;
            return customer.tags().stream()
                    .map(tag -> by.getOrDefault(tag, tag.toString()))
                    .collect(Collectors.joining("; "));
        }
    }

    @Override
    public Page<Customer> page(ExportQuestion question, int limit, @Nullable String after) {
        return store.plainPage(permission(), question.filter(), question.ids(), limit, after);
    }
}
