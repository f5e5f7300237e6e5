package io.mortise.customer.internal.lists;

import io.mortise.access.LiveFields;
import io.mortise.customer.internal.domain.CustomerFields;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.fields.FieldDefinition;
import io.mortise.customer.internal.fields.VisibleFields;
import io.mortise.data.Order;
import io.mortise.rest.FieldFault;
import io.mortise.rest.ProblemException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The orders that have an index. Others are refused with the names of these: sorting a million rows is no list. */
@Component(service = Sorts.class)
public final class Sorts {

    private static final Map<String, Sort> DECLARED = declared();

    private static final BigDecimal LEAST_NUMBER = new BigDecimal("-1e28");
    private static final LocalDate LEAST_DAY = LocalDate.of(1, 1, 1);

    private final VisibleFields visible;

    @Activate
    public Sorts(@Reference VisibleFields visible) {
        this.visible = visible;
    }

    private static Map<String, Sort> declared() {
        var sorts = new LinkedHashMap<String, Sort>();
        sorts.put("created", new Sort(Order.ascending("created_at"), "createdAt", null));
        sorts.put("updated", new Sort(Order.ascending("updated_at"), "updatedAt", null));
        sorts.put("name", new Sort(Order.ascending("name_key"), "name", null));
        sorts.put("number", new Sort(Order.ascending("number"), "number", null));
        return Collections.unmodifiableMap(sorts);
    }

    /**
     * {@code name}, {@code -custom.since}: a minus turns the order round; the newest first when nothing is said.
     *
     * @throws ProblemException 400 with the orders that there are
     */
    public Sort of(@Nullable String sort) {
        if (sort == null) {
            return new Sort(Order.descending("created_at"), "createdAt", null);
        }
        boolean descending = sort.startsWith("-");
        String name = descending ? sort.substring(1) : sort;
        Sort found = DECLARED.get(name);
        FieldDefinition field =
                name.startsWith(LiveFields.PREFIX) ? visible().get(name.substring(LiveFields.PREFIX.length())) : null;
        if (field != null && isSortable(field)) {
            found = new Sort(Order.ascending(field.columns().getFirst()), field.name(), least(field));
        }
        if (found == null) {
            String choices = String.join(", ", names());
            boolean known = field != null || CustomerFields.ALL.contains(name);
            throw ProblemException.invalid(List.of(
                    known
                            ? new FieldFault("?sort", "field-not-sortable", Map.of("field", name, "choices", choices))
                            : new FieldFault("?sort", "unknown-choice", Map.of("choices", choices))));
        }
        return new Sort(new Order(found.order().column(), descending), found.field(), found.least());
    }

    /** What lists can be sorted by, as far as the caller knows of it. */
    public List<String> names() {
        var names = new ArrayList<>(DECLARED.keySet());
        visible().values().stream().filter(Sorts::isSortable).forEach(field -> names.add(field.name()));
        return names;
    }

    /** The orders of declared fields, by field. */
    static Map<String, String> byField() {
        var names = new LinkedHashMap<String, String>();
        DECLARED.forEach((name, sort) -> names.put(sort.field(), name));
        return names;
    }

    private Map<String, FieldDefinition> visible() {
        return visible.in(CustomerPermissions.LIST);
    }

    static boolean isSortable(FieldDefinition field) {
        return field.indexed() && field.said().sortable() && !field.columns().isEmpty();
    }

    private static Object least(FieldDefinition field) {
        return switch (field.said().type()) {
            case NUMBER -> LEAST_NUMBER;
            case DATE -> LEAST_DAY;
            default -> "";
        };
    }
}
