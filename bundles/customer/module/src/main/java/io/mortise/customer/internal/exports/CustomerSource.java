package io.mortise.customer.internal.exports;

import io.mortise.access.Permission;
import io.mortise.customer.Customer;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.fields.ShownValues;
import io.mortise.customer.internal.fields.VisibleFields;
import io.mortise.customer.internal.lists.CustomerFilters;
import io.mortise.customer.internal.lists.Listed;
import io.mortise.customer.internal.persistence.CustomerStore;
import io.mortise.customer.internal.search.CustomerSearch;
import io.mortise.customer.internal.tags.Tags;
import io.mortise.data.Database;
import io.mortise.rest.Page;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Customers in files. */
@Component(service = CustomerSource.class)
public final class CustomerSource implements ExportSource<Listed> {

    private final CustomerStore store;
    private final Tags tags;
    private final ShownValues values;
    private final VisibleFields visible;
    private final CustomerFilters filters;

    @Activate
    public CustomerSource(
            @Reference Database database,
            @Reference Tags tags,
            @Reference ShownValues values,
            @Reference VisibleFields visible,
            @Reference CustomerFilters filters,
            @Reference CustomerSearch search) {
        this.tags = tags;
        this.store = new CustomerStore(database, search);
        this.values = values;
        this.visible = visible;
        this.filters = filters;
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
    public List<SheetColumn<Listed>> columns() {
        return Stream.concat(
                        Arrays.stream(ExportColumn.values())
                                .map(column -> declared(column == ExportColumn.TAGS ? new TagColumn(tags) : column)),
                        visible.in(permission()).values().stream().map(CustomColumn::new))
                .toList();
    }

    private static SheetColumn<Listed> declared(SheetColumn<Customer> column) {
        return new SheetColumn<>() {
            @Override
            public String heading() {
                return column.heading();
            }

            @Override
            public @Nullable Object cell(Listed row) {
                return column.cell(row.customer());
            }
        };
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
    public void check(ExportQuestion question) {
        filters.conditions(question.filter());
    }

    @Override
    public Page<Listed> page(ExportQuestion question, int limit, @Nullable String after) {
        return store.plainPage(
                permission(),
                question.base(),
                filters.conditions(question.filter()),
                question.ids(),
                limit,
                after,
                row -> {
                    Customer customer = CustomerStore.read(row);
                    return new Listed(customer, values.of(row.text("custom"), row.fields(), customer));
                });
    }
}
