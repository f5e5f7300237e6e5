package io.mortise.customer.internal.fields;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.data.Database;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Values of unique fields, each in a row of its own, so that of two who write one at the same moment one is refused. A customer in
 * the bin keeps its values, and they go with it when it is removed for good.
 */
@Component(service = UniqueValues.class)
public final class UniqueValues {

    private final Database database;

    @Activate
    public UniqueValues(@Reference Database database) {
        this.database = database;
    }

    /**
     * Takes values for a customer, and gives back those that it had; needs an open unit of work.
     *
     * @param values by key; null where there is none any more
     * @throws ProblemException {@code customer-field-taken} 409
     */
    void take(Map<String, FieldDefinition> live, UUID customer, Map<String, ? extends @Nullable JsonNode> values) {
        values.forEach((key, value) -> {
            FieldDefinition field = live.get(key);
            if (field != null && field.said().unique()) {
                take(field, customer, value);
            }
        });
    }

    private void take(FieldDefinition field, UUID customer, @Nullable JsonNode value) {
        database.execute(
                "delete from customer_field_unique where customer_id = :customer and field_id = :field",
                Map.of("customer", customer, "field", field.id()));
        if (value == null) {
            return;
        }
        try {
            database.execute(
                    "insert into customer_field_unique (field_id, value_key, customer_id)"
                            + " values (:field, :value, :customer)",
                    Map.of("field", field.id(), "value", CustomValue.uniqueKey(value), "customer", customer));
        } catch (ProblemException e) {
            throw e.problem().type().equals("unique-taken")
                    ? new ProblemException(
                            Problem.of("customer-field-taken", 409).with("field", field.name()), e)
                    : e;
        }
    }
}
