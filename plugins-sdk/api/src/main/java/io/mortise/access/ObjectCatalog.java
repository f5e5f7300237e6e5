package io.mortise.access;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The objects, fields and actions that the kernel and the serving modules declare. Those of a module that is off are not in
 * it: its routes answer nobody. The kernel provides it.
 */
@ProviderType
public interface ObjectCatalog {

    /** All objects, by qualified name. */
    List<ObjectType> objects();

    /** The object of that qualified name. */
    Optional<ObjectType> object(String qualified);

    /** Changes whenever an answer may differ. */
    long version();

    /**
     * An object.
     *
     * @param name qualified, {@code customer.customer}
     * @param label by language tag
     * @param hasRecords whether it has a protected table: scopes make sense
     * @param shareable whether records have teams and shares
     * @param parent the object it belongs to and the column that holds its id, or null
     * @param fields its fields
     * @param actions what can be done
     */
    record ObjectType(
            String name,
            Map<String, String> label,
            boolean hasRecords,
            boolean shareable,
            @Nullable Parent parent,
            List<Field> fields,
            List<Action> actions) {
        public ObjectType {
            label = Map.copyOf(label);
            fields = List.copyOf(fields);
            actions = List.copyOf(actions);
        }

        /** The field of that name. */
        public Optional<Field> field(String wanted) {
            return fields.stream().filter(field -> field.name().equals(wanted)).findFirst();
        }

        /** Whether it declares the action. */
        public boolean declares(String action) {
            return actions.stream().anyMatch(one -> one.name().equals(action));
        }
    }

    /**
     * The object that another belongs to.
     *
     * @param object qualified name, of the same module
     * @param column of the child's table, holds the parent's id
     */
    record Parent(String object, String column) {}

    /**
     * A field.
     *
     * @param name as in JSON
     * @param label by language tag
     * @param type text, number, money, date, instant, truth, person, department, record or choice
     * @param sensitivity public, internal, personal, contact, money, cost or secret
     * @param columns of the object's table that hold it or are made from it; at least one
     * @param mask what stays visible of a masked value: {@code phone}, {@code email}, {@code name} or {@code tail4}; null for nothing
     */
    record Field(
            String name,
            Map<String, String> label,
            String type,
            String sensitivity,
            List<String> columns,
            @Nullable String mask) {
        public Field {
            label = Map.copyOf(label);
            columns = List.copyOf(columns);
        }

        /** A field of which nothing stays visible when it is masked. */
        public Field(String name, Map<String, String> label, String type, String sensitivity, List<String> columns) {
            this(name, label, type, sensitivity, columns, null);
        }
    }

    /**
     * An action.
     *
     * @param name as in {@code customer.customer:edit}
     * @param label by language tag
     * @param risky whether a review must ask for a reason to keep it
     */
    record Action(String name, Map<String, String> label, boolean risky) {
        public Action {
            label = Map.copyOf(label);
        }
    }
}
