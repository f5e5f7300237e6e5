package io.mortise.customer.internal;

import io.mortise.customer.CustomerFilter;
import io.mortise.customer.CustomerStage;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.persistence.CustomerStore;
import io.mortise.customer.internal.search.CustomerSearch;
import io.mortise.data.Database;
import java.util.EnumMap;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * How many customers there are in each stage. Counted stage by stage with the very conditions of a list, so that neither a
 * customer nor a stage that the caller may not see is in a number (mistake 12).
 */
@Component(service = StageTotals.class)
public final class StageTotals {

    private final Database database;
    private final CustomerStore store;

    @Activate
    public StageTotals(@Reference Database database, @Reference CustomerSearch search) {
        this.database = database;
        this.store = new CustomerStore(database, search);
    }

    /** By stage, each counted up to a cap. */
    public Map<CustomerStage, Long> count(CustomerFilter filter, long cap) {
        return database.read(() -> {
            var counts = new EnumMap<CustomerStage, Long>(CustomerStage.class);
            for (CustomerStage stage : CustomerStage.values()) {
                var one = new CustomerFilter(filter.text(), stage, filter.ownerId());
                counts.put(stage, store.count(CustomerPermissions.TOTALS, one, cap));
            }
            return counts;
        });
    }
}
