package io.mortise.customer.internal.lists;

import io.mortise.customer.CustomerFilter;
import io.mortise.customer.CustomerStage;
import io.mortise.customer.internal.domain.CustomerPermissions;
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
    private final CustomerLists lists;

    @Activate
    public StageTotals(@Reference Database database, @Reference CustomerLists lists) {
        this.database = database;
        this.lists = lists;
    }

    /** By stage, each counted up to a cap. */
    public Map<CustomerStage, Long> count(Question question, long cap) {
        return database.read(() -> {
            var counts = new EnumMap<CustomerStage, Long>(CustomerStage.class);
            for (CustomerStage stage : CustomerStage.values()) {
                CustomerFilter base = question.base();
                var one = new Question(new CustomerFilter(base.text(), stage, base.ownerId()), question.filter());
                counts.put(stage, lists.count(CustomerPermissions.TOTALS, one, cap));
            }
            return counts;
        });
    }
}
