package io.mortise.customer.internal.exports;

import io.mortise.access.Permission;
import io.mortise.customer.Customer;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.persistence.CustomerStore;
import io.mortise.data.Database;
import io.mortise.rest.Page;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Customers in files. */
@Component(service = CustomerSource.class)
public final class CustomerSource implements ExportSource<Customer> {

    private final CustomerStore store;

    @Activate
    public CustomerSource(@Reference Database database) {
        this.store = new CustomerStore(database);
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
        return List.of(ExportColumn.values());
    }

    @Override
    public Page<Customer> page(ExportQuestion question, int limit, @Nullable String after) {
        return store.plainPage(permission(), question.filter(), question.ids(), limit, after);
    }
}
