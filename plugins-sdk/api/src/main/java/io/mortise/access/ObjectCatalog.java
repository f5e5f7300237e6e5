package io.mortise.access;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
     * @param gates what closes single records to some of the actions, whoever asks
     */
    record ObjectType(
            String name,
            Map<String, String> label,
            boolean hasRecords,
            boolean shareable,
            @Nullable Parent parent,
            List<Field> fields,
            List<Action> actions,
            List<Gate> gates) {
        public ObjectType {
            label = Map.copyOf(label);
            fields = List.copyOf(fields);
            actions = List.copyOf(actions);
            gates = List.copyOf(gates);
        }

        /** An object whose records are never closed. */
        public ObjectType(
                String name,
                Map<String, String> label,
                boolean hasRecords,
                boolean shareable,
                @Nullable Parent parent,
                List<Field> fields,
                List<Action> actions) {
            this(name, label, hasRecords, shareable, parent, fields, actions, List.of());
        }

        /** The gates that an action must pass. */
        public List<Gate> gates(String action) {
            return gates.stream()
                    .filter(gate -> gate.actions().contains(action))
                    .toList();
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
     * @param type text, number, money, date, instant, truth, person, department, record, choice or multi (several
     *     choices in one text column, as {@code |one|another|})
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

    /**
     * A state of records that closes them to some actions (PERMISSIONS.md, section 3): a lock, a legal hold, an approval that
     * runs. It takes from everybody what his grants give, and from the operator token.
     *
     * @param name a word, {@code lock}
     * @param label by language tag
     * @param actions what it forbids while it is closed
     * @param column closes the gate when it has a value, or, holding a truth, when it is true
     * @param truth whether the column holds a truth
     * @param until the column that says until when, without a value for ever; null when there is none
     * @param by the column that says who closed it, a caller's id; null when there is none
     */
    record Gate(
            String name,
            Map<String, String> label,
            Set<String> actions,
            String column,
            boolean truth,
            @Nullable String until,
            @Nullable String by) {
        public Gate {
            label = Map.copyOf(label);
            actions = Set.copyOf(actions);
        }

        /** The records that are closed at a moment. */
        public Scope closed(Instant now) {
            Scope shut = truth
                    ? new Scope.Compare(column, Scope.Operator.EQUAL, true)
                    : new Scope.Not(new Scope.Compare(column, Scope.Operator.EMPTY, null));
            return until == null
                    ? shut
                    : Scope.allOf(
                            shut,
                            Scope.anyOf(
                                    new Scope.Compare(until, Scope.Operator.EMPTY, null),
                                    new Scope.Compare(until, Scope.Operator.GREATER, now)));
        }
    }
}
