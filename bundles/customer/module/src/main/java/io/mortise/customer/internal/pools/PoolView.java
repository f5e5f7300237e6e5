package io.mortise.customer.internal.pools;

import io.mortise.customer.Customer;
import io.mortise.customer.CustomerDetails;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a pool shows of a customer: only its fields, and of the masked ones only what everybody may know. */
final class PoolView {

    private PoolView() {}

    static Map<String, Object> of(Customer customer, Pool.Setup setup) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("id", customer.id().value());
        for (String field : setup.visible()) {
            Object value = value(customer, field);
            if (value != null) {
                PoolMask mask = setup.masked().get(field);
                shown.put(field, mask == null ? value : mask.apply(value.toString()));
            }
        }
        return shown;
    }

    private static @Nullable Object value(Customer customer, String field) {
        CustomerDetails details = customer.details();
        return switch (field) {
            case "number" -> customer.number();
            case "name" -> details.name();
            case "legalName" -> details.legalName();
            case "kind" -> details.kind() == null ? null : details.kind().key();
            case "grade" -> details.grade();
            case "industry" -> details.industry();
            case "scale" -> details.scale();
            case "region" -> details.region();
            case "phone" -> details.phone();
            case "stage" -> customer.stage() == null ? null : customer.stage().key();
            case "employees" -> details.employees();
            case "foundingYear" -> details.foundingYear();
            case "createdAt" -> customer.createdAt();
            default -> null;
        };
    }
}
