package io.mortise.customer.internal.lists;

import io.mortise.access.Access;
import io.mortise.access.FieldAccess;
import io.mortise.access.FieldRules;
import io.mortise.access.LiveFields;
import io.mortise.access.ObjectCatalog;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.fields.FieldBook;
import io.mortise.customer.internal.fields.FieldDefinition;
import io.mortise.rest.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The columns of the list of customers that the caller may see, for whoever draws the list, its filters and its forms. */
@Component(service = Columns.class)
public final class Columns {

    private final ObjectCatalog catalog;
    private final FieldBook book;
    private final Access access;
    private final CustomerFilters filters;

    @Activate
    public Columns(
            @Reference ObjectCatalog catalog,
            @Reference FieldBook book,
            @Reference Access access,
            @Reference CustomerFilters filters) {
        this.filters = filters;
        this.catalog = catalog;
        this.book = book;
        this.access = access;
    }

    /**
     * A column.
     *
     * @param field its name stands in filters; it is a member of the JSON, or {@code custom.key}
     * @param sort what {@code sort} says to sort by it; null when it has no index, or is not readable
     * @param filterable whether filters may speak of it
     * @param custom what people said of a field that they defined; null for others
     * @param requiredWhen the condition for a value, when it speaks of nothing that the caller may not see
     */
    public record Column(
            ObjectCatalog.Field field,
            @Nullable String sort,
            boolean filterable,
            @Nullable FieldDefinition custom,
            @Nullable String requiredWhen) {}

    /** All that some rule of the caller's shows him. */
    public List<Column> seen() {
        Map<String, FieldDefinition> live = book.customers();
        Map<String, String> sorts = Sorts.byField();
        FieldRules rules = access.fields(CustomerPermissions.LIST);
        var columns = new ArrayList<Column>();
        for (ObjectCatalog.Field field :
                catalog.object(CustomerPermissions.CUSTOMER).orElseThrow().fields()) {
            FieldDefinition custom = field.name().startsWith(LiveFields.PREFIX)
                    ? live.get(field.name().substring(LiveFields.PREFIX.length()))
                    : null;
            boolean shown = rules.rules().stream().anyMatch(rule -> rule.of(field.name()) != FieldAccess.HIDDEN);
            boolean readable = rules.rules().stream()
                    .anyMatch(rule -> rule.of(field.name()).isReadable());
            boolean retired = custom == null && field.name().startsWith(LiveFields.PREFIX);
            if (shown && !retired) {
                boolean sortable = custom != null && Sorts.isSortable(custom);
                String sort = sortable ? field.name() : sorts.get(field.name());
                columns.add(new Column(
                        field,
                        readable ? sort : null,
                        readable && !field.columns().isEmpty(),
                        custom,
                        custom == null ? null : requiredWhen(custom, rules)));
            }
        }
        return columns;
    }

    private @Nullable String requiredWhen(FieldDefinition field, FieldRules rules) {
        String when = field.said().requiredWhen();
        if (when == null) {
            return null;
        }
        try {
            boolean seen = filters.check(when, "").fields().stream()
                    .allMatch(name -> rules.rules().stream()
                            .anyMatch(rule -> rule.of(name).isReadable()));
            return seen ? when : null;
        } catch (ProblemException e) {
            // A field of the condition has been retired since.
            return null;
        }
    }
}
