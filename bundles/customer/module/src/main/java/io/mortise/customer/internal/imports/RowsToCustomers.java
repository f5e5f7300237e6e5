package io.mortise.customer.internal.imports;

import io.mortise.customer.Customer;
import io.mortise.customer.CustomerDetails;
import io.mortise.customer.ExternalReference;
import io.mortise.customer.NewCustomer;
import io.mortise.customer.internal.domain.CustomerFields;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.domain.CustomerRules;
import io.mortise.customer.internal.domain.DetailField;
import io.mortise.customer.internal.imports.CsvRows.CsvRow;
import io.mortise.customer.internal.imports.ImportSettings.Existing;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Takes some rows of an import: one question for those that are known, one batch for those that are new. For one thread. */
final class RowsToCustomers {

    private final CustomerStore customers;
    private final Import current;
    private final ColumnMapping mapping;
    private final RowReader reader;
    private final Instant now;

    private final List<CustomerEntity> created = new ArrayList<>();
    private final List<UUID> updated = new ArrayList<>();
    private final List<ImportFault> faults = new ArrayList<>();
    private int skipped;

    RowsToCustomers(CustomerStore customers, Import current, Instant now) {
        this.customers = customers;
        this.current = current;
        this.mapping = current.columnMapping();
        this.reader = new RowReader(mapping, current.currency());
        this.now = now;
    }

    /** In the caller's unit of work. */
    Outcome take(List<CsvRow> rows) {
        Map<String, Found> known = known(rows);
        for (CsvRow row : rows) {
            String key = mapping.key(row.cells()).orElse("");
            take(row, key, known.get(key));
        }
        customers.importAll(created, mapping.held());
        return new Outcome(created.stream().map(CustomerEntity::id).toList(), updated, skipped, faults);
    }

    private void take(CsvRow row, String key, @Nullable Found known) {
        CustomerDetails.Builder builder = CustomerDetails.named(null);
        List<FieldFault> wrong = reader.read(row.cells(), builder);
        CustomerDetails details = CustomerRules.normalise(builder.build());
        Set<String> filled = mapping.filled(row.cells());
        var external = new ExternalReference(current.source(), key);
        if (wrong.isEmpty()) {
            List<FieldFault> all =
                    CustomerRules.faults(details, now.atOffset(ZoneOffset.UTC).getYear());
            wrong = known == null ? all : CustomerRules.among(all, filled);
        }
        if (wrong.isEmpty()) {
            wrong = CustomerRules.faults(external);
        }
        if (wrong.isEmpty() && known != null) {
            wrong = notEditable(known.fields(), filled);
        }
        if (!wrong.isEmpty()) {
            faults.add(new ImportFault(row.line(), wrong, row.cells()));
        } else if (known == null) {
            var customer = new NewCustomer(details, "import", null, null, external);
            created.add(new CustomerEntity(Ids.next(), customer, current.owner(), now, current.startedBy()));
        } else if (current.existing() == Existing.SKIP || same(known.customer().details(), details, filled)) {
            skipped++;
        } else {
            Customer customer = known.customer();
            customers.change(
                    CustomerPermissions.IMPORT,
                    customer.id(),
                    customer.revision(),
                    filled,
                    entity -> entity.edit(details, filled, now, current.startedBy()));
            updated.add(customer.id().value());
        }
    }

    /** Also when the value would be the same: else the answer would tell whether a guess is right. */
    private static List<FieldFault> notEditable(RecordFields fields, Set<String> filled) {
        return CustomerFields.notEditable(fields, filled).stream()
                .map(field -> FieldFault.of("/" + field, "field-forbidden"))
                .toList();
    }

    private static boolean same(CustomerDetails known, CustomerDetails given, Set<String> filled) {
        return Arrays.stream(DetailField.values())
                .noneMatch(field -> filled.contains(field.key()) && field.differs(known, given));
    }

    private Map<String, Found> known(List<CsvRow> rows) {
        List<String> keys = rows.stream()
                .map(row -> mapping.key(row.cells()))
                .flatMap(Optional::stream)
                .toList();
        return customers.byExternalIds(current.source(), keys).stream()
                .collect(Collectors.toMap(RowsToCustomers::key, Function.identity()));
    }

    private static String key(Found found) {
        Customer customer = found.customer();
        ExternalReference external = customer.external();
        if (external == null) {
            throw new IllegalStateException("customer " + customer.id() + " was found by an external id it has not");
        }
        return external.id();
    }
}
