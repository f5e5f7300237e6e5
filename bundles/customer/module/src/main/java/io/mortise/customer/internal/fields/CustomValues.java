package io.mortise.customer.internal.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mortise.access.Caller;
import io.mortise.access.FieldAccess;
import io.mortise.access.Permission;
import io.mortise.customer.CustomerException;
import io.mortise.customer.CustomerId;
import io.mortise.customer.CustomerProblem;
import io.mortise.customer.internal.domain.CustomerFields;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.persistence.CustomColumns;
import io.mortise.customer.internal.persistence.CustomValuesEntity;
import io.mortise.data.Database;
import io.mortise.data.RecordFields;
import io.mortise.rest.FieldFault;
import io.mortise.rest.ProblemException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Writes the values of custom fields of customers. The kernel judges each field and tells the trail what changed. */
@Component(service = CustomValues.class)
public final class CustomValues {

    private static final int MOST_FAULTS = 20;
    private static final int LONGEST_POINTER = 100;

    private final Database database;
    private final FieldBook book;
    private final References references;
    private final Requirements requirements;
    private final UniqueValues unique;

    @Activate
    public CustomValues(
            @Reference Database database,
            @Reference FieldBook book,
            @Reference References references,
            @Reference Requirements requirements,
            @Reference UniqueValues unique) {
        this.database = database;
        this.book = book;
        this.references = references;
        this.requirements = requirements;
        this.unique = unique;
    }

    /** Writes the values of a new customer; needs an open unit of work. */
    public void create(CustomerId id, @Nullable JsonNode given) {
        Map<String, FieldDefinition> live = book.customers();
        Map<String, @Nullable JsonNode> values = read(given, live);
        Set<String> named = Set.copyOf(values.keySet());
        values.putAll(defaults(live, named));
        if (!named.isEmpty()) {
            requireWritable(CustomerPermissions.CREATE, id, named, FieldAccess.CREATE, live);
        }
        if (!values.isEmpty()) {
            write(CustomerPermissions.CREATE, id, null, values, Set.of(), live);
        }
        requirements.requireNoneBut(id, Requirements.Missing.NOTHING);
    }

    /**
     * Changes the values that a merge patch names; needs an open unit of work. Every field named must be editable.
     *
     * @return the revision and the fields that were named
     */
    public Optional<Changed> change(CustomerId id, @Nullable Long revision, @Nullable JsonNode given) {
        Map<String, FieldDefinition> live = book.customers();
        Map<String, @Nullable JsonNode> values = read(given, live);
        if (!values.isEmpty()) {
            requireWritable(CustomerPermissions.EDIT, id, values.keySet(), FieldAccess.EDIT, live);
            long after = write(CustomerPermissions.EDIT, id, revision, values, values.keySet(), live);
            List<String> fields = values.keySet().stream()
                    .map(key -> Objects.requireNonNull(live.get(key)).name())
                    .sorted()
                    .toList();
            return Optional.of(new Changed(after, fields));
        }
        return Optional.empty();
    }

    /** What a change did. */
    public record Changed(long revision, List<String> fields) {}

    /** What fields have in a new record that says nothing of them. */
    static Map<String, JsonNode> defaults(Map<String, FieldDefinition> live, Set<String> named) {
        var values = new LinkedHashMap<String, JsonNode>();
        live.forEach((key, field) -> {
            JsonNode standard = field.said().defaultValue();
            JsonNode value = standard == null || named.contains(key)
                    ? null
                    : CustomValue.read(field, standard, "", new ArrayList<>());
            if (value != null) {
                values.put(key, value);
            }
        });
        return values;
    }

    /** What was sent, by key, each in its one form; null takes the value away. */
    private Map<String, @Nullable JsonNode> read(@Nullable JsonNode given, Map<String, FieldDefinition> live) {
        var values = new LinkedHashMap<String, @Nullable JsonNode>();
        if (given == null || given.isNull() || given.isMissingNode()) {
            return values;
        }
        if (!given.isObject()) {
            throw ProblemException.invalid(List.of(new FieldFault("/custom", "wrong-type", Map.of("expected", "{…}"))));
        }
        var faults = new ArrayList<FieldFault>();
        for (Map.Entry<String, JsonNode> member : given.properties()) {
            String key = member.getKey();
            FieldDefinition field = live.get(key);
            if (field == null) {
                faults.add(FieldFault.of(pointer(key), "unknown-field"));
            } else {
                JsonNode value = CustomValue.read(field, member.getValue(), pointer(key), faults);
                if (value != null) {
                    references.check(field, value, pointer(key), faults);
                }
                values.put(key, value);
            }
            if (faults.size() > MOST_FAULTS) {
                break;
            }
        }
        if (!faults.isEmpty()) {
            throw ProblemException.invalid(faults);
        }
        return values;
    }

    private static String pointer(String key) {
        String pointer = "/custom/" + key.replace("~", "~0").replace("/", "~1");
        return pointer.length() > LONGEST_POINTER ? pointer.substring(0, LONGEST_POINTER) : pointer;
    }

    private void requireWritable(
            Permission permission,
            CustomerId id,
            Set<String> keys,
            FieldAccess least,
            Map<String, FieldDefinition> live) {
        RecordFields fields = database.see(permission, CustomValuesEntity.class, id.value())
                .filter(seen -> !seen.entity().isDeleted())
                .orElseThrow(() -> new CustomerException(new CustomerProblem.Forbidden(id)))
                .fields();
        List<String> refused = keys.stream()
                .map(key -> Objects.requireNonNull(live.get(key)).name())
                .filter(name -> ShownValues.access(fields, name).compareTo(least) < 0)
                .sorted()
                .toList();
        if (!refused.isEmpty()) {
            throw new CustomerException(new CustomerProblem.FieldsForbidden(refused));
        }
    }

    private long write(
            Permission permission,
            CustomerId id,
            @Nullable Long revision,
            Map<String, @Nullable JsonNode> values,
            Set<String> judged,
            Map<String, FieldDefinition> live) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        String by = Caller.current().id();
        long after = database.change(
                        permission, CustomValuesEntity.class, id.value(), revision, derived(live, judged), row -> {
                            fill(row, values, live);
                            row.touch(now, by);
                        })
                .revision();
        unique.take(live, id.value(), values);
        return after;
    }

    /** What else changes is this module's doing. */
    static Set<String> derived(Map<String, FieldDefinition> live, Set<String> judged) {
        var derived = new LinkedHashSet<>(CustomerFields.ALL);
        live.values().stream()
                .filter(field -> !judged.contains(field.said().key()))
                .forEach(field -> derived.add(field.name()));
        return derived;
    }

    /** Puts values into a row, beside those that it has. */
    static void fill(
            CustomColumns row, Map<String, ? extends @Nullable JsonNode> values, Map<String, FieldDefinition> live) {
        ObjectNode all = ValueText.read(row.json());
        var typed = new LinkedHashMap<String, @Nullable Object>();
        values.forEach((key, value) -> {
            if (value == null) {
                all.remove(key);
            } else {
                all.set(key, value);
            }
            typed.putAll(CustomValue.stored(Objects.requireNonNull(live.get(key)), value));
        });
        String text = ValueText.write(all);
        if (text.length() > ValueText.LONGEST) {
            throw ProblemException.invalid(
                    List.of(new FieldFault("/custom", "too-long", Map.of("max", ValueText.LONGEST))));
        }
        row.write(all.isEmpty() ? null : text, typed);
    }
}
