package io.mortise.customer.internal.imports;

import io.mortise.customer.Customer;
import io.mortise.customer.CustomerDetails;
import io.mortise.customer.ExternalReference;
import io.mortise.customer.NewCustomer;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.domain.CustomerRules;
import io.mortise.customer.internal.imports.CsvRows.CsvRow;
import io.mortise.customer.internal.imports.ImportSettings.Existing;
import io.mortise.customer.internal.persistence.CustomerEntity;
import io.mortise.customer.internal.persistence.CustomerStore;
import io.mortise.data.Ids;
import io.mortise.rest.FieldFault;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        Map<String, Customer> known = known(rows);
        for (CsvRow row : rows) {
            String key = mapping.key(row.cells()).orElse("");
            take(row, key, known.get(key));
        }
        customers.importAll(created);
        return new Outcome(created.stream().map(CustomerEntity::id).toList(), updated, skipped, faults);
    }

    private void take(CsvRow row, String key, @Nullable Customer known) {
        CustomerDetails.Builder builder =
                known == null ? CustomerDetails.named("") : known.details().but();
        List<FieldFault> wrong = reader.read(row.cells(), builder);
        CustomerDetails details = CustomerRules.normalise(builder.build());
        var external = new ExternalReference(current.source(), key);
        if (wrong.isEmpty()) {
            wrong = CustomerRules.faults(details, now.atOffset(ZoneOffset.UTC).getYear());
        }
        if (wrong.isEmpty()) {
            wrong = CustomerRules.faults(external);
        }
        if (!wrong.isEmpty()) {
            faults.add(new ImportFault(row.line(), wrong, row.cells()));
        } else if (known == null) {
            var customer = new NewCustomer(details, "import", current.ownerId(), null, external);
            created.add(new CustomerEntity(Ids.next(), customer, now, current.startedBy()));
        } else if (current.existing() == Existing.SKIP || details.equals(known.details())) {
            skipped++;
        } else {
            customers.change(
                    CustomerPermissions.IMPORT,
                    known.id(),
                    known.revision(),
                    entity -> entity.edit(details, now, current.startedBy()));
            updated.add(known.id().value());
        }
    }

    private Map<String, Customer> known(List<CsvRow> rows) {
        List<String> keys = rows.stream()
                .map(row -> mapping.key(row.cells()))
                .flatMap(Optional::stream)
                .toList();
        return customers.byExternalIds(current.source(), keys).stream()
                .collect(Collectors.toMap(RowsToCustomers::key, Function.identity()));
    }

    private static String key(Customer customer) {
        ExternalReference external = customer.external();
        if (external == null) {
            throw new IllegalStateException("customer " + customer.id() + " was found by an external id it has not");
        }
        return external.id();
    }
}
