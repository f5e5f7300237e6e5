package io.mortise.customer.internal.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mortise.access.FieldAccess;
import io.mortise.access.LiveFields;
import io.mortise.customer.CustomerId;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.persistence.CustomValuesEntity;
import io.mortise.customer.internal.persistence.ImportedValuesEntity;
import io.mortise.data.Database;
import io.mortise.data.RecordFields;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Custom values that an import brings, and takes back. Needs an open unit of work. */
@Component(service = ImportedValues.class)
public final class ImportedValues {

    /** A row lacks a value that its customer must have. */
    public static final String LACKING = "customer-field-lacking";

    private final Database database;
    private final FieldBook book;
    private final References references;
    private final Requirements requirements;
    private final UniqueValues unique;

    @Activate
    public ImportedValues(
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

    /** Reads cells by key into values; says which can't be read. */
    public List<FieldFault> read(Map<String, String> cells, String currency, Map<String, JsonNode> into) {
        var faults = new ArrayList<FieldFault>();
        Map<String, FieldDefinition> live = book.customers();
        cells.forEach((key, cell) -> {
            FieldDefinition field = live.get(key);
            String pointer = "/custom/" + key;
            if (field == null) {
                faults.add(FieldFault.of(pointer, "unknown-field"));
                return;
            }
            JsonNode value = CustomValue.read(field, ValueCell.node(field.said(), cell, currency), pointer, faults);
            if (value != null) {
                references.check(field, value, pointer, faults);
                into.put(key, value);
            }
        });
        return faults;
    }

    /** Names of the fields among these keys that the caller may not change in a record. */
    public static List<String> notEditable(RecordFields fields, Set<String> keys) {
        return keys.stream()
                .map(key -> LiveFields.PREFIX + key)
                .filter(name -> ShownValues.access(fields, name) != FieldAccess.EDIT)
                .sorted()
                .toList();
    }

    /**
     * Writes the values of customers that the import has just made, defaults too.
     *
     * @param given by customer, by key
     * @param held keys that the file has columns for: they are the caller's to write, others are the module's doing
     */
    public void writeNew(Collection<UUID> customers, Map<UUID, Map<String, JsonNode>> given, Set<String> held) {
        Map<String, FieldDefinition> live = book.customers();
        var all = new LinkedHashMap<UUID, Map<String, JsonNode>>();
        for (UUID id : customers) {
            var values = new LinkedHashMap<>(given.getOrDefault(id, Map.of()));
            values.putAll(CustomValues.defaults(live, values.keySet()));
            if (!values.isEmpty()) {
                all.put(id, values);
            }
        }
        if (!all.isEmpty()) {
            database.changeAll(
                    CustomerPermissions.IMPORT,
                    ImportedValuesEntity.class,
                    all.keySet(),
                    CustomValues.derived(live, held),
                    row -> CustomValues.fill(row, Objects.requireNonNull(all.get(row.id())), live));
            all.forEach((id, values) -> unique.take(live, id, values));
        }
        customers.forEach(this::requireComplete);
    }

    /** What a known customer has instead, as JSON by field, where these values differ; an empty text where it has nothing. */
    public Map<String, String> differing(UUID customer, Map<String, JsonNode> given) {
        ObjectNode all = database.find(CustomerPermissions.IMPORT, ImportedValuesEntity.class, customer)
                .map(row -> ValueText.read(row.json()))
                .orElseGet(() -> ValueText.read(null));
        var old = new LinkedHashMap<String, String>();
        given.forEach((key, value) -> {
            JsonNode now = all.get(key);
            if (now == null || !ValueText.write(now).equals(ValueText.write(value))) {
                old.put(LiveFields.PREFIX + key, now == null ? "" : ValueText.write(now));
            }
        });
        return old;
    }

    /** Writes the values of a customer that was known; its revision after that. */
    public long writeKnown(UUID customer, long revision, Map<String, ? extends @Nullable JsonNode> values, String by) {
        Map<String, FieldDefinition> live = book.customers();
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        long after = database.change(
                        CustomerPermissions.IMPORT,
                        CustomValuesEntity.class,
                        customer,
                        revision,
                        CustomValues.derived(live, values.keySet()),
                        row -> {
                            CustomValues.fill(row, values, live);
                            row.touch(now, by);
                        })
                .revision();
        unique.take(live, customer, values);
        return after;
    }

    /** Gives back what {@link #differing} told, but for fields that are not live any more; the revision after that. */
    public long restore(UUID customer, long revision, Map<String, String> old, String by) {
        Map<String, FieldDefinition> live = book.customers();
        var values = new LinkedHashMap<String, @Nullable JsonNode>();
        old.forEach((field, json) -> {
            String key = field.substring(LiveFields.PREFIX.length());
            if (live.containsKey(key)) {
                values.put(key, json.isEmpty() ? null : ValueText.parse(json));
            }
        });
        return values.isEmpty() ? revision : writeKnown(customer, revision, values, by);
    }

    /**
     * Refuses a row whose customer lacks a value that it must have.
     *
     * @throws ProblemException {@link #LACKING}
     */
    public void requireComplete(UUID customer) {
        Set<String> missing = requirements.missing(new CustomerId(customer)).keys();
        if (!missing.isEmpty()) {
            throw new ProblemException(Problem.of(LACKING, 400)
                    .with(missing.stream()
                            .map(key -> FieldFault.of("/custom/" + key, "required"))
                            .toList()));
        }
    }
}
