package io.mortise.access;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What a caller may do with the fields of an object by one action. A rule holds for the rows its scope reaches; of
 * several the most permissive <em>for that record</em> counts (PERMISSIONS.md, section 6). No rule means hidden.
 *
 * @param rules in no order that matters
 */
public record FieldRules(List<Rule> rules) {

    private static final FieldRules EVERYTHING =
            new FieldRules(List.of(new Rule(Scope.everything(), Map.of(), FieldAccess.EDIT)));

    private static final FieldRules NOTHING = new FieldRules(List.of());

    public FieldRules {
        rules = List.copyOf(rules);
    }

    /**
     * The rule of one grant.
     *
     * @param scope the rows it holds for
     * @param fields by the field's name, as in JSON
     * @param others for every field that is not named
     */
    public record Rule(Scope scope, Map<String, FieldAccess> fields, FieldAccess others) {
        public Rule {
            fields = Map.copyOf(fields);
        }

        /** What it says about one field. */
        public FieldAccess of(String field) {
            return fields.getOrDefault(field, others);
        }
    }

    /** Every field, to read and to write. */
    public static FieldRules everything() {
        return EVERYTHING;
    }

    /** No field. */
    public static FieldRules nothing() {
        return NOTHING;
    }

    /** What may be done with a field of the record that these scopes reach. */
    public FieldAccess of(String field, Predicate<Scope> reaches) {
        FieldAccess most = FieldAccess.HIDDEN;
        for (Rule rule : rules) {
            FieldAccess one = rule.of(field);
            if (one.compareTo(most) > 0 && reaches.test(rule.scope())) {
                most = one;
            }
        }
        return most;
    }
}
