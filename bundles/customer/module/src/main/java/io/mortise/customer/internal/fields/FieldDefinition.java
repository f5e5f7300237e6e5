package io.mortise.customer.internal.fields;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.LiveFields;
import io.mortise.access.ObjectCatalog;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A field that people defined.
 *
 * @param said what they said about it
 * @param state draft, live or retired; a retired one keeps its values and shows none
 * @param columns where values stand that can be filtered by; given when it becomes live, and never to another field
 * @param indexed whether its index is made
 * @param revision for the optimistic lock
 */
public record FieldDefinition(UUID id, Said said, State state, List<String> columns, boolean indexed, long revision) {

    /** draft → live ⇄ retired. */
    public enum State {
        DRAFT,
        LIVE,
        RETIRED
    }

    /**
     * What people say about a field.
     *
     * @param object qualified name of the object
     * @param key unique in the object, never changes
     * @param label by language tag
     * @param choices of a choice
     * @param requiredWhen a filter: records that pass it must have a value; or null
     * @param unique whether no two records may have the same value
     * @param defaultValue of a new record that gives none, or null
     * @param help by language tag
     * @param sensitivity public, internal, personal, contact, money, cost or secret
     * @param mask what stays visible of a masked text, or null for nothing
     * @param filterable whether it can be filtered by; then it stands in columns of its own, and has an index
     * @param sortable whether lists can be sorted by it, by that index
     * @param formula what it is computed from, or null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Said(
            String object,
            String key,
            CustomType type,
            Map<String, String> label,
            List<String> choices,
            @Nullable String requiredWhen,
            boolean unique,
            @Nullable JsonNode defaultValue,
            Map<String, String> help,
            String sensitivity,
            @Nullable String mask,
            boolean filterable,
            boolean sortable,
            @Nullable String formula) {
        public Said {
            label = Map.copyOf(label);
            choices = List.copyOf(choices);
            help = Map.copyOf(help);
        }
    }

    public FieldDefinition {
        columns = List.copyOf(columns);
    }

    /** Its name in filters, rules and catalogs. */
    public String name() {
        return LiveFields.PREFIX + said.key();
    }

    /** Whether its columns need an index that there is none of yet. */
    boolean wantsIndex() {
        return isLive() && !indexed && !columns.isEmpty() && said.type() != CustomType.MULTI;
    }

    /** Whether records show it. */
    public boolean isLive() {
        return state == State.LIVE;
    }

    /** As the kernel is told of it. */
    ObjectCatalog.Field declared() {
        return new ObjectCatalog.Field(
                name(), said.label(), said.type().key(), said.sensitivity(), columns, said.mask());
    }
}
