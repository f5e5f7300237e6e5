package io.mortise.customer.internal.lists;

import io.mortise.access.Caller;
import io.mortise.access.Directory;
import io.mortise.access.Directory.Colleague;
import io.mortise.access.ObjectCatalog;
import io.mortise.access.Scope;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.data.Condition;
import io.mortise.filter.CheckedFilter;
import io.mortise.filter.FilterException;
import io.mortise.filter.Filters;
import io.mortise.filter.Me;
import io.mortise.filter.MeAttribute;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * The language of filters about customers: all their fields, custom ones too. The kernel answers with rows alone in which the
 * caller may read every field that the filter names (law 7). Days are those of the company.
 */
@Component(service = CustomerFilters.class)
public final class CustomerFilters {

    /** What may stand behind {@code me.}. */
    private static final Map<String, MeAttribute> ATTRIBUTES = Map.of(
            "id", new MeAttribute("person", false),
            "name", new MeAttribute("text", false),
            "department", new MeAttribute("department", false),
            "departments", new MeAttribute("department", true));

    private final ObjectCatalog catalog;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Directory directory;

    @Activate
    public CustomerFilters(@Reference ObjectCatalog catalog) {
        this.catalog = catalog;
    }

    /**
     * Reads one.
     *
     * @param at where it stands in the request: {@code ?filter}, {@code /filter}
     * @throws io.mortise.rest.ProblemException 400 with its faults
     */
    public CheckedFilter check(String text, String at) {
        ObjectCatalog.ObjectType customers = catalog.object(CustomerPermissions.CUSTOMER)
                .orElseThrow(() -> new IllegalStateException("customers are not served"));
        try {
            return Filters.checkMoving(text, customers, ATTRIBUTES);
        } catch (FilterException e) {
            throw e.in(at);
        }
    }

    /** The rows that pass a filter of a request, for the caller; every row when there is none. */
    public List<Condition> conditions(@Nullable String filter) {
        return filter == null || filter.isBlank() ? List.of() : List.of(condition(check(filter, "?filter")));
    }

    /** The rows that pass, for the caller. */
    public Condition condition(CheckedFilter filter) {
        return Condition.within(filter.scope(me()), filter.fields());
    }

    /** The rows that pass, whoever asks: of a filter that asks nothing of anybody. */
    public Scope forNobody(CheckedFilter filter) {
        return filter.scope(Me.nobody(zone()));
    }

    /** The company's time zone, in which days begin. */
    public ZoneId zone() {
        Directory people = directory;
        return people == null ? ZoneId.systemDefault() : people.zone();
    }

    private Me me() {
        Caller caller = Caller.current();
        var values = new HashMap<String, List<?>>();
        caller.personId().ifPresent(id -> {
            values.put("id", List.of(id));
            values.put("name", List.of(caller.name()));
            values.put("departments", List.copyOf(caller.departments()));
            department(id).ifPresent(department -> values.put("department", List.of(department)));
        });
        return new Me(values, zone());
    }

    private Optional<UUID> department(UUID person) {
        Directory people = directory;
        return people == null ? Optional.empty() : people.find(person).map(Colleague::department);
    }
}
