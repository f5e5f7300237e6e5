package io.mortise.customer.internal.fields;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mortise.access.ObjectCatalog;
import io.mortise.customer.CustomerId;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.persistence.CustomValuesEntity;
import io.mortise.data.Condition;
import io.mortise.data.Database;
import io.mortise.filter.CheckedFilter;
import io.mortise.filter.FilterException;
import io.mortise.filter.Filters;
import io.mortise.filter.Me;
import io.mortise.rest.FieldFault;
import io.mortise.rest.ProblemException;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Values that a record must have because it meets a condition. The database answers, by the very filter. Whoever may not read
 * what a condition speaks of is not asked for the value: the demand would tell him (law 7). What lacked a value before an edit
 * may lack it after: old records stay editable when a field becomes required.
 */
@Component(service = Requirements.class)
public final class Requirements {

    private final Database database;
    private final FieldBook book;
    private final ObjectCatalog catalog;

    @Activate
    public Requirements(@Reference Database database, @Reference FieldBook book, @Reference ObjectCatalog catalog) {
        this.database = database;
        this.book = book;
        this.catalog = catalog;
    }

    /** Keys that a record lacks. */
    public record Missing(Set<String> keys) {

        /** It lacks nothing. */
        public static final Missing NOTHING = new Missing(Set.of());
    }

    /** What the record lacks now; needs an open unit of work. */
    public Missing missing(CustomerId id) {
        List<FieldDefinition> demanding = book.customers().values().stream()
                .filter(field -> field.said().requiredWhen() != null)
                .toList();
        if (demanding.isEmpty()) {
            return Missing.NOTHING;
        }
        ObjectNode all = database.find(CustomerPermissions.READ, CustomValuesEntity.class, id.value())
                .map(row -> ValueText.read(row.json()))
                .orElseGet(() -> ValueText.read(null));
        var keys = new LinkedHashSet<String>();
        for (FieldDefinition field : demanding) {
            String when = field.said().requiredWhen();
            if (when != null && !all.has(field.said().key()) && holds(id, when)) {
                keys.add(field.said().key());
            }
        }
        return new Missing(keys);
    }

    /**
     * Refuses what a record lacks now, but for what it lacked before.
     *
     * @throws ProblemException 400
     */
    public void requireNoneBut(CustomerId id, Missing before) {
        List<FieldFault> faults = missing(id).keys().stream()
                .filter(key -> !before.keys().contains(key))
                .map(key -> FieldFault.of("/custom/" + key, "required"))
                .toList();
        if (!faults.isEmpty()) {
            throw ProblemException.invalid(faults);
        }
    }

    private boolean holds(CustomerId id, String filter) {
        ObjectCatalog.ObjectType type =
                catalog.object(CustomerPermissions.CUSTOMER).orElseThrow();
        try {
            CheckedFilter checked = Filters.check(filter, type, Map.of());
            Condition within = Condition.within(checked.scope(Me.nobody(ZoneOffset.UTC)), checked.fields());
            return database.count(
                            CustomerPermissions.READ, List.of(Condition.of("r.id = :id", "id", id.value()), within), 1)
                    == 1;
        } catch (FilterException e) {
            // A field of the condition has been retired since: it asks for nothing any more.
            return false;
        }
    }
}
