package io.mortise.customer.internal.imports;

import io.mortise.access.LiveFields;
import io.mortise.customer.CustomerDetails;
import io.mortise.customer.CustomerKind;
import io.mortise.customer.internal.domain.DetailField;
import io.mortise.data.Money;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A customer as it was before a row changed it.
 *
 * @param revision the one after the change: another one means that somebody changed it since
 * @param fields those that the row gave
 * @param custom what was in fields that people defined, as JSON by {@code custom.key}; an empty text where there was nothing
 */
public record Before(
        UUID customer, long revision, Set<String> fields, CustomerDetails details, Map<String, String> custom) {

    public Before {
        fields = Set.copyOf(fields);
        custom = Map.copyOf(custom);
    }

    /** Keys of the fields in {@code custom}. */
    Set<String> customKeys() {
        return custom.keySet().stream()
                .map(field -> field.substring(LiveFields.PREFIX.length()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** As a row of text. */
    public List<String> cells() {
        var cells = new ArrayList<String>();
        cells.add(customer.toString());
        cells.add(Long.toString(revision));
        for (DetailField field : DetailField.values()) {
            if (fields.contains(field.key())) {
                cells.add(field.key());
                cells.add(text(field.value(details)));
            }
        }
        custom.forEach((field, json) -> {
            cells.add(field);
            cells.add(json);
        });
        return cells;
    }

    public static Before of(List<String> cells) {
        var fields = new LinkedHashSet<String>();
        var custom = new LinkedHashMap<String, String>();
        CustomerDetails.Builder details = CustomerDetails.named(null);
        for (int i = 2; i + 1 < cells.size(); i += 2) {
            String key = cells.get(i);
            String text = cells.get(i + 1);
            if (key.startsWith(LiveFields.PREFIX)) {
                custom.put(key, text);
                continue;
            }
            fields.add(key);
            set(
                    details,
                    Arrays.stream(DetailField.values())
                            .filter(field -> field.key().equals(key))
                            .findFirst()
                            .orElseThrow(),
                    text.isEmpty() ? null : text);
        }
        return new Before(UUID.fromString(cells.get(0)), Long.parseLong(cells.get(1)), fields, details.build(), custom);
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case Money money -> money.minor() + " " + money.currency();
            case CustomerKind kind -> kind.key();
            default -> value.toString();
        };
    }

    private static void set(CustomerDetails.Builder details, DetailField field, @Nullable String text) {
        switch (field) {
            case NAME -> details.name(text);
            case LEGAL_NAME -> details.legalName(text);
            case CREDIT_CODE -> details.creditCode(text);
            case KIND ->
                details.kind(Arrays.stream(CustomerKind.values())
                        .filter(kind -> kind.key().equals(text))
                        .findFirst()
                        .orElse(null));
            case GRADE -> details.grade(text);
            case INDUSTRY -> details.industry(text);
            case SCALE -> details.scale(text);
            case REGION -> details.region(text);
            case PARENT_NAME -> details.parentName(text);
            case PHONE -> details.phone(text);
            case REVENUE -> details.revenue(text == null ? null : money(text));
            case EMPLOYEES -> details.employees(text == null ? null : Integer.valueOf(text));
            case FOUNDING_YEAR -> details.foundingYear(text == null ? null : Integer.valueOf(text));
        }
    }

    private static Money money(String text) {
        String[] parts = text.split(" ");
        return new Money(Long.parseLong(parts[0]), parts[1]);
    }
}
