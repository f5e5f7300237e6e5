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
                shown.put(field, setup.masked().contains(field) ? masked(field, value.toString()) : value);
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

    /** The last four digits of a telephone number, the first character of a name, nothing of anything else. */
    private static String masked(String field, String value) {
        return switch (field) {
            case "phone" -> value.length() < 8 ? "****" : "****" + value.substring(value.length() - 4);
            case "name", "legalName" ->
                value.codePointCount(0, value.length()) < 2
                        ? "****"
                        : value.substring(0, value.offsetByCodePoints(0, 1)) + "****";
            default -> "****";
        };
    }
}
