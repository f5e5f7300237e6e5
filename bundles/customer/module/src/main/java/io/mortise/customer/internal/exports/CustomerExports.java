package io.mortise.customer.internal.exports;

import io.mortise.access.Access;
import io.mortise.customer.Customer;
import io.mortise.customer.CustomerFilter;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.imports.CsvText;
import io.mortise.customer.internal.persistence.CustomerStore;
import io.mortise.data.Database;
import io.mortise.rest.Page;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Writes customers into a file: the rows that {@code export} reaches, and of each the fields that its rules let read; masked
 * values are left out, not written half. Every row is taken from the caller's daily limit, and what was exported is in the
 * audit trail before the first byte leaves.
 *
 * <p>At most {@value #MOST} rows, in memory: more are refused instead of cut off (mistake 15).
 */
@Component(service = CustomerExports.class)
public final class CustomerExports {

    /** Most rows of one file. */
    public static final int MOST = 10_000;

    private static final int BATCH = 1000;

    private final Database database;
    private final CustomerStore store;
    private final Access access;

    @Activate
    public CustomerExports(@Reference Database database, @Reference Access access) {
        this.database = database;
        this.store = new CustomerStore(database);
        this.access = access;
    }

    /**
     * The file, with a heading, and cells that no spreadsheet takes for formulas.
     *
     * @throws ProblemException {@code export-too-large} 413, {@code limit-reached} 429
     */
    public String csv(CustomerFilter filter) {
        return database.write(() -> {
            var text = new CsvText().add(ExportColumn.headings());
            int rows = 0;
            String after = null;
            do {
                Page<Customer> page = store.plainPage(CustomerPermissions.EXPORT, filter, BATCH, after);
                page.items().forEach(customer -> text.add(ExportColumn.cells(customer)));
                rows += page.items().size();
                after = page.next();
                if (rows >= MOST && after != null) {
                    throw new ProblemException(
                            Problem.of("export-too-large", 413).with("limit", MOST));
                }
            } while (after != null);
            if (rows > 0) {
                access.spend(CustomerPermissions.EXPORT, rows);
            }
            access.audit(CustomerPermissions.EXPORT, null, null, facts(filter, rows));
            return text.toString();
        });
    }

    private static Map<String, String> facts(CustomerFilter filter, int rows) {
        var facts = new LinkedHashMap<String, String>();
        facts.put("rows", Integer.toString(rows));
        put(facts, "q", filter.text());
        put(facts, "stage", filter.stage() == null ? null : filter.stage().key());
        put(facts, "owner", filter.ownerId() == null ? null : filter.ownerId().toString());
        return facts;
    }

    private static void put(Map<String, String> facts, String name, @Nullable String value) {
        if (value != null) {
            facts.put(name, value);
        }
    }
}
