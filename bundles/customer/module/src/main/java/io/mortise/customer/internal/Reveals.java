package io.mortise.customer.internal;

import io.mortise.access.Access;
import io.mortise.customer.CustomerException;
import io.mortise.customer.CustomerId;
import io.mortise.customer.CustomerProblem;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.domain.CustomerRules;
import io.mortise.customer.internal.domain.DetailField;
import io.mortise.customer.internal.persistence.CustomerStore;
import io.mortise.customer.internal.persistence.CustomerStore.Found;
import io.mortise.data.Database;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Shows the whole of a value that is masked elsewhere. Which fields of which customers is said by the grant of
 * {@code reveal}: what its field rules let read.
 */
@Component(service = Reveals.class)
public final class Reveals {

    private final Database database;
    private final CustomerStore store;
    private final Access access;

    @Activate
    public Reveals(@Reference Database database, @Reference Access access) {
        this.database = database;
        this.store = new CustomerStore(database);
        this.access = access;
    }

    /**
     * The value, if there is one; in the unit of work that takes it from the caller's daily limit and writes it into the audit trail.
     *
     * @throws CustomerException {@code Invalid}, {@code NotFound}, {@code Forbidden}, {@code FieldsForbidden}
     */
    public Optional<Object> reveal(CustomerId id, DetailField field, String reason) {
        CustomerRules.check(CustomerRules.reasonFaults(reason));
        return database.write(() -> {
            if (store.find(CustomerPermissions.READ, id).isEmpty()) {
                throw new CustomerException(new CustomerProblem.NotFound(id));
            }
            Found found = store.find(CustomerPermissions.REVEAL, id)
                    .orElseThrow(() -> new CustomerException(new CustomerProblem.Forbidden(id)));
            if (!found.fields().of(field.key()).isReadable()) {
                throw new CustomerException(new CustomerProblem.FieldsForbidden(List.of(field.key())));
            }
            access.spend(CustomerPermissions.REVEAL, 1);
            access.audit(CustomerPermissions.REVEAL, id.value(), reason, Map.of("field", field.key()));
            return Optional.ofNullable(field.value(found.customer().details()));
        });
    }
}
