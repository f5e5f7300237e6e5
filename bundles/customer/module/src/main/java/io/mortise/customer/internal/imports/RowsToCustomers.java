package io.mortise.customer.internal.imports;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.customer.Customer;
import io.mortise.customer.CustomerDetails;
import io.mortise.customer.ExternalReference;
import io.mortise.customer.NewCustomer;
import io.mortise.customer.internal.domain.CustomerFields;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.domain.CustomerRules;
import io.mortise.customer.internal.domain.DetailField;
import io.mortise.customer.internal.fields.ImportedValues;
import io.mortise.customer.internal.imports.CsvRows.CsvRow;
import io.mortise.customer.internal.imports.ImportSettings.Existing;
import io.mortise.customer.internal.imports.ImportSettings.Match;
import io.mortise.customer.internal.persistence.CustomerEntity;
import io.mortise.customer.internal.persistence.CustomerStore;
import io.mortise.customer.internal.persistence.CustomerStore.Found;
import io.mortise.data.Ids;
import io.mortise.data.RecordFields;
import io.mortise.rest.FieldFault;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Takes some rows of an import: one question for those that are known, one batch for those that are new. For one thread. */
final class RowsToCustomers {

    private final CustomerStore customers;
    private final ImportedValues values;
    private final Import current;
    private final ColumnMapping mapping;
    private final RowReader reader;
    private final Instant now;

    private final List<CustomerEntity> created = new ArrayList<>();
    private final Map<UUID, Map<String, JsonNode>> createdValues = new HashMap<>();
    private final List<UUID> updated = new ArrayList<>();
    private final List<Before> before = new ArrayList<>();
    private final List<ImportFault> faults = new ArrayList<>();
    private int skipped;

    RowsToCustomers(CustomerStore customers, ImportedValues values, Import current, Instant now) {
        this.customers = customers;
        this.values = values;
        this.current = current;
        this.mapping = current.columnMapping();
        this.reader = new RowReader(mapping, current.currency());
        this.now = now;
    }

    /**
     * In the caller's unit of work.
     *
     * @param room how many new ones there may be
     */
    Outcome take(List<CsvRow> rows, long room) {
        Map<String, List<Found>> known = known(rows);
        for (CsvRow row : rows) {
            List<Found> found = current.key(row.cells()).map(known::get).orElse(null);
            if (found != null && found.size() > 1) {
                faults.add(new ImportFault(
                        row.line(), List.of(FieldFault.of("/" + current.match().key(), "ambiguous")), row.cells()));
            } else {
                take(row, found == null ? null : found.getFirst(), room);
            }
        }
        customers.importAll(created, mapping.held());
        values.writeNew(created.stream().map(CustomerEntity::id).toList(), createdValues, mapping.heldCustom());
        updated.forEach(values::requireComplete);
        return new Outcome(created.stream().map(CustomerEntity::id).toList(), updated, before, skipped, faults);
    }

    private void take(CsvRow row, @Nullable Found known, long room) {
        CustomerDetails.Builder builder = CustomerDetails.named(null);
        List<FieldFault> wrong = reader.read(row.cells(), builder);
        CustomerDetails details = CustomerRules.normalise(builder.build());
        Set<String> filled = mapping.filled(row.cells());
        ExternalReference external = external(row.cells());
        if (wrong.isEmpty()) {
            List<FieldFault> all =
                    CustomerRules.faults(details, now.atOffset(ZoneOffset.UTC).getYear());
            wrong = known == null ? all : CustomerRules.among(all, filled);
        }
        if (wrong.isEmpty()) {
            wrong = CustomerRules.faults(external);
        }
        var custom = new LinkedHashMap<String, JsonNode>();
        if (wrong.isEmpty()) {
            wrong = values.read(mapping.custom(row.cells()), current.currency(), custom);
        }
        if (wrong.isEmpty() && known != null) {
            wrong = notEditable(known.fields(), filled, custom.keySet());
        }
        if (wrong.isEmpty() && known == null && created.size() >= room) {
            wrong = List.of(FieldFault.of("", "capacity-reached"));
        }
        if (!wrong.isEmpty()) {
            faults.add(new ImportFault(row.line(), wrong, row.cells()));
        } else if (known == null) {
            var customer = new NewCustomer(details, "import", null, null, external);
            var entity = new CustomerEntity(Ids.next(), customer, current.owner(), now, current.startedBy());
            created.add(entity);
            createdValues.put(entity.id(), custom);
        } else if (current.existing() == Existing.SKIP) {
            skipped++;
        } else {
            update(known.customer(), details, filled, custom);
        }
    }

    private void update(Customer customer, CustomerDetails details, Set<String> filled, Map<String, JsonNode> given) {
        UUID id = customer.id().value();
        Map<String, String> old = given.isEmpty() ? Map.of() : values.differing(id, given);
        boolean same = same(customer.details(), details, filled);
        if (same && old.isEmpty()) {
            skipped++;
            return;
        }
        long revision = customer.revision();
        if (!same) {
            revision = customers.change(
                    CustomerPermissions.IMPORT,
                    customer.id(),
                    revision,
                    filled,
                    entity -> entity.edit(details, filled, now, current.startedBy()));
        }
        if (!old.isEmpty()) {
            revision = values.writeKnown(id, revision, given, current.startedBy());
        }
        updated.add(id);
        before.add(new Before(id, revision, filled, customer.details(), old));
    }

    /** Also when the value would be the same: else the answer would tell whether a guess is right. */
    private static List<FieldFault> notEditable(RecordFields fields, Set<String> filled, Set<String> custom) {
        return Stream.concat(
                        CustomerFields.notEditable(fields, filled).stream(),
                        ImportedValues.notEditable(fields, custom).stream())
                .map(field -> FieldFault.of("/" + field, "field-forbidden"))
                .toList();
    }

    private static boolean same(CustomerDetails known, CustomerDetails given, Set<String> filled) {
        return Arrays.stream(DetailField.values())
                .noneMatch(field -> filled.contains(field.key()) && field.differs(known, given));
    }

    /** Without an id of its own a row is known by its name (DECISIONS.md 26), unless it is known by something else. */
    private @Nullable ExternalReference external(List<String> cells) {
        String id = mapping.cell(ImportField.EXTERNAL_ID, cells);
        if (id == null && current.match() == Match.EXTERNAL) {
            id = mapping.key(cells).orElse("");
        }
        return id == null ? null : new ExternalReference(current.source(), id);
    }

    private Map<String, List<Found>> known(List<CsvRow> rows) {
        List<String> keys = rows.stream()
                .map(row -> current.key(row.cells()))
                .flatMap(Optional::stream)
                .toList();
        List<Found> found = switch (current.match()) {
            case EXTERNAL -> customers.byExternalIds(current.source(), keys);
            case CREDIT_CODE -> customers.importable("credit_code", keys);
            case PHONE -> customers.importable("phone", keys);
            case NAME -> customers.importable("name_key", keys);
        };
        return found.stream().collect(Collectors.groupingBy(this::key));
    }

    private String key(Found found) {
        Customer customer = found.customer();
        ExternalReference external = customer.external();
        CustomerDetails details = customer.details();
        String key = switch (current.match()) {
            case EXTERNAL -> external == null ? null : external.id();
            case CREDIT_CODE -> details.creditCode();
            case PHONE -> details.phone();
            case NAME -> details.name() == null ? null : CustomerRules.key(details.name());
        };
        if (key == null) {
            throw new IllegalStateException("customer " + customer.id() + " was found by "
                    + current.match().key() + ", which it has not");
        }
        return key;
    }
}
