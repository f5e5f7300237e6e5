package io.mortise.customer.internal.imports;

import io.mortise.customer.internal.imports.CsvRows.CsvRow;
import io.mortise.rest.FieldFault;
import java.util.List;
import java.util.UUID;

/**
 * What became of some rows.
 *
 * @param created ids of new customers
 * @param updated ids of changed ones
 * @param before what the changed ones were, so that it can be undone
 * @param skipped rows that said nothing new, or stand for a customer that is to stay as it is
 * @param faults rows that could not be taken
 */
record Outcome(List<UUID> created, List<UUID> updated, List<Before> before, int skipped, List<ImportFault> faults) {

    /** None of the rows could be taken, for these reasons. */
    static Outcome refused(List<CsvRow> rows, List<FieldFault> why) {
        return new Outcome(
                List.of(),
                List.of(),
                List.of(),
                0,
                rows.stream()
                        .map(row -> new ImportFault(row.line(), why, row.cells()))
                        .toList());
    }

    int rows() {
        return created.size() + updated.size() + skipped + faults.size();
    }
}
