package io.mortise.customer.internal.fields;

import io.mortise.access.Access;
import io.mortise.access.FieldAccess;
import io.mortise.access.Permission;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The fields that a caller may know of: some rule of his shows them, whole or masked, in some record. */
@Component(service = VisibleFields.class)
public final class VisibleFields {

    private final FieldBook book;
    private final Access access;

    @Activate
    public VisibleFields(@Reference FieldBook book, @Reference Access access) {
        this.book = book;
        this.access = access;
    }

    /** Those of customers, by key, for whom this action shows them. */
    public Map<String, FieldDefinition> in(Permission permission) {
        Map<String, FieldDefinition> live = book.customers();
        if (live.isEmpty()) {
            return live;
        }
        var visible = new LinkedHashMap<String, FieldDefinition>();
        var rules = access.fields(permission).rules();
        live.forEach((key, field) -> {
            if (rules.stream().anyMatch(rule -> rule.of(field.name()) != FieldAccess.HIDDEN)) {
                visible.put(key, field);
            }
        });
        return Collections.unmodifiableMap(visible);
    }
}
