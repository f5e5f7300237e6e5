package io.mortise.customer.internal.lists;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.customer.Customer;
import io.mortise.customer.CustomerChange;
import io.mortise.customer.CustomerEvent;
import io.mortise.customer.CustomerId;
import io.mortise.customer.Customers;
import io.mortise.customer.NewCustomer;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.fields.CustomValues;
import io.mortise.customer.internal.fields.Requirements;
import io.mortise.customer.internal.fields.ShownValues;
import io.mortise.customer.internal.timeline.Happening;
import io.mortise.customer.internal.timeline.Timeline;
import io.mortise.data.Database;
import io.mortise.message.Events;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Registers and changes customers together with their custom values: both or, when one is refused, neither. */
@Component(service = CustomerForms.class)
public final class CustomerForms {

    private final Database database;
    private final Customers customers;
    private final CustomValues values;
    private final Requirements requirements;
    private final CustomerLists lists;
    private final Events events;
    private final Timeline timeline;

    @Activate
    public CustomerForms(
            @Reference Database database,
            @Reference Customers customers,
            @Reference CustomValues values,
            @Reference Requirements requirements,
            @Reference CustomerLists lists,
            @Reference Events events,
            @Reference Timeline timeline) {
        this.database = database;
        this.customers = customers;
        this.values = values;
        this.requirements = requirements;
        this.lists = lists;
        this.events = events;
        this.timeline = timeline;
    }

    /** Registers one. */
    public Listed register(NewCustomer given, @Nullable JsonNode custom) {
        return database.write(() -> {
            Customer customer = customers.register(given);
            values.create(customer.id(), custom);
            return shown(customer);
        });
    }

    /** Changes one; the revision is the one that the caller saw. */
    public Listed apply(CustomerId id, long revision, List<CustomerChange> changes, @Nullable JsonNode custom) {
        return database.write(() -> {
            Requirements.Missing before = requirements.missing(id);
            Customer customer = customers.apply(id, revision, changes);
            values.change(id, customer.revision(), custom).ifPresent(changed -> {
                events.publish(new CustomerEvent.Changed(id.value(), changed.revision(), changed.fields()));
                timeline.add(id.value(), Happening.of("edited").changed(changed.fields()));
            });
            requirements.requireNoneBut(id, before);
            return shown(customer);
        });
    }

    /** As it is now; what may only be registered is shown as it was. */
    private Listed shown(Customer customer) {
        return lists.find(CustomerPermissions.READ, customer.id())
                .orElseGet(() -> new Listed(customer, ShownValues.Shown.NOTHING));
    }
}
