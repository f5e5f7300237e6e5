package io.mortise.customer.internal.imports;

import io.mortise.customer.internal.domain.Owner;
import io.mortise.customer.internal.imports.ImportSettings.Existing;
import io.mortise.customer.internal.imports.ImportSettings.Match;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One file on its way to become customers.
 *
 * @param match what a row is known by
 * @param notices what somebody should look at, though it is taken as it is
 * @param columns headings of the file, or numbers
 * @param fields the field of each column, or an empty text
 * @param total rows in the file
 * @param done rows that came to their end: created, updated, skipped or failed
 * @param batch the batch that is next
 * @param batchRow the row of that batch that is next
 * @param ownerId who owns the new customers: the person who started it, or nobody
 * @param ownerDepartmentId for which department he owns them, or null
 * @param startedBy id of the caller, whose rights bound what the import may do
 */
public record Import(
        UUID id,
        String fileName,
        String source,
        Existing existing,
        boolean dryRun,
        String currency,
        Match match,
        List<Notice> notices,
        List<String> columns,
        List<String> fields,
        State state,
        long total,
        long done,
        long created,
        long updated,
        long skipped,
        long failed,
        int batch,
        int batchRow,
        @Nullable UUID ownerId,
        @Nullable UUID ownerDepartmentId,
        String startedBy,
        Instant startedAt,
        Instant updatedAt) {

    /** How far it is. */
    public enum State {
        /** Stored; its job has not begun. */
        WAITING,
        /** At work, or waiting to go on after a restart or an upgrade. */
        RUNNING,
        /** Given up after the last attempt of its job; repeated by the operator it goes on where it was. */
        FAILED,
        /** Every row came to its end. */
        DONE
    }

    /** Column → field, without the columns left out. */
    public Map<String, String> mapping() {
        return columnMapping().described();
    }

    /** What the row is known by; empty when it does not say it. */
    Optional<String> key(List<String> cells) {
        ColumnMapping mapping = columnMapping();
        return match == Match.EXTERNAL ? mapping.key(cells) : mapping.key(match, cells);
    }

    Owner owner() {
        return new Owner(ownerId, ownerDepartmentId);
    }

    ColumnMapping columnMapping() {
        return ColumnMapping.kept(columns, fields);
    }
}
