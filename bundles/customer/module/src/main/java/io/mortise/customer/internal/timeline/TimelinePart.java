package io.mortise.customer.internal.timeline;

import io.mortise.access.Permission;
import io.mortise.customer.internal.parts.CustomerPart;
import io.mortise.data.Database;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Timelines go where their customers go. In the bin they just stay: nobody reaches them but through the customer. */
@Component(service = CustomerPart.class)
public final class TimelinePart implements CustomerPart {

    private static final int MOST = 1000;

    private final Database database;

    @Activate
    public TimelinePart(@Reference Database database) {
        this.database = database;
    }

    @Override
    public String name() {
        return "timeline";
    }

    @Override
    public long count(Permission permission, Collection<UUID> customers) {
        return 0;
    }

    /** Each customer has a timeline from its first moment on: nobody has to work with it for that. */
    @Override
    public Set<UUID> used(Permission permission, Collection<UUID> customers) {
        return Set.of();
    }

    @Override
    public int delete(Permission permission, UUID batch, Collection<UUID> customers) {
        return 0;
    }

    @Override
    public int restore(Permission permission, UUID batch, Collection<UUID> customers) {
        return 0;
    }

    @Override
    public long inBin(Permission permission, UUID batch, Collection<UUID> customers) {
        return 0;
    }

    @Override
    public int purge(Permission permission, Collection<UUID> customers) {
        return customers.isEmpty()
                ? 0
                : database.execute(
                        "delete from customer_timeline where customer_id in (:gone)",
                        Map.of("gone", List.copyOf(customers)));
    }

    @Override
    public List<UUID> repoint(Permission permission, UUID from, UUID to) {
        List<UUID> ids = database.rows(
                "select id from customer_timeline where customer_id = :from order by id",
                Map.of("from", from),
                row -> row.requireUuid("id"));
        database.execute(
                "update customer_timeline set customer_id = :to where customer_id = :from",
                Map.of("from", from, "to", to));
        return ids;
    }

    @Override
    public int repointBack(Permission permission, UUID from, UUID to, Collection<UUID> moved) {
        var ids = List.copyOf(moved);
        int back = 0;
        for (int start = 0; start < ids.size(); start += MOST) {
            back += database.execute(
                    "update customer_timeline set customer_id = :from where customer_id = :to and id in (:ids)",
                    Map.of("from", from, "to", to, "ids", ids.subList(start, Math.min(start + MOST, ids.size()))));
        }
        return back;
    }
}
