package io.mortise.customer.internal.imports;

import io.mortise.access.Access;
import io.mortise.access.Caller;
import io.mortise.customer.CustomerEvent;
import io.mortise.customer.internal.JobRow;
import io.mortise.customer.internal.Owners;
import io.mortise.customer.internal.Starters;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.domain.Owner;
import io.mortise.customer.internal.fields.ImportedValues;
import io.mortise.customer.internal.fields.VisibleFields;
import io.mortise.customer.internal.imports.CsvRows.CsvRow;
import io.mortise.customer.internal.persistence.CustomerStore;
import io.mortise.customer.internal.pools.Capacities;
import io.mortise.customer.internal.search.CustomerSearch;
import io.mortise.data.Database;
import io.mortise.data.Ids;
import io.mortise.message.Events;
import io.mortise.message.Jobs;
import io.mortise.rest.FieldFault;
import io.mortise.rest.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Imports of files. Starting one reads the file as text and keeps its rows in the database, in batches; {@link #step} turns
 * a batch into customers and remembers how far it came, in one unit of work: killed anywhere, it goes on where it was, with
 * right numbers.
 *
 * <p>Public for the resource and the job of this module alone: the package is not exported.
 */
@Component(service = CustomerImports.class)
public final class CustomerImports {

    static final String JOB = "import";

    private static final int BATCH_ROWS = 1000;
    private static final int BATCH_CHARACTERS = 250_000;
    private static final int WHOLE_BATCH = Integer.MAX_VALUE;

    private final Database database;
    private final Events events;
    private final Jobs jobs;
    private final Access access;
    private final Owners owners;
    private final Starters starters;
    private final Capacities capacities;
    private final Clock clock = Clock.systemUTC();
    private final ImportedValues values;
    private final VisibleFields visible;
    private final ImportStore store;
    private final CustomerStore customers;

    @Activate
    public CustomerImports(
            @Reference Database database,
            @Reference Events events,
            @Reference Jobs jobs,
            @Reference Access access,
            @Reference Owners owners,
            @Reference Starters starters,
            @Reference Capacities capacities,
            @Reference ImportedValues values,
            @Reference VisibleFields visible,
            @Reference CustomerSearch search) {
        this.database = database;
        this.events = events;
        this.jobs = jobs;
        this.access = access;
        this.owners = owners;
        this.starters = starters;
        this.capacities = capacities;
        this.values = values;
        this.visible = visible;
        this.store = new ImportStore(database);
        this.customers = new CustomerStore(database, search);
    }

    /**
     * Keeps the file and enqueues its import. The same file with the same settings, sent again before it is done, is the
     * same import.
     *
     * @throws ProblemException saying what is wrong with the file as a whole
     * @throws IOException when the file can't be received
     */
    public Import start(InputStream body, ImportSettings settings) throws IOException {
        Caller caller = Caller.current();
        try (Upload upload = Upload.spool(body)) {
            String digest = digest(upload, settings);
            return database.<Import, IOException>write(() -> {
                Optional<Import> same = store.unfinished(caller.id(), digest);
                return same.isPresent() ? same.get() : keep(upload, settings, caller, digest);
            });
        }
    }

    /** The import, for whoever started it and for the operator; its rows may be more than others may see. */
    public Optional<Import> find(UUID id) {
        return database.read(() -> store.find(id)).filter(found -> Starters.isOrOperates(found.startedBy()));
    }

    /** Rows that could not be taken, the next ones after a line; empty at the end. */
    public List<ImportFault> faults(UUID id, long afterLine) {
        return database.read(() -> store.faults(id, afterLine));
    }

    /** Takes the next batch, with the rights of whoever started the import; false when there is none left. */
    boolean step(UUID id) {
        Import current = database.read(() -> store.find(id)).orElseThrow();
        return starters.act(current.startedBy(), current.ownerId(), () -> stepAsAsked(id));
    }

    private boolean stepAsAsked(UUID id) {
        try {
            return step(id, WHOLE_BATCH, null);
        } catch (ProblemException e) {
            if (refusal(e).isEmpty()) {
                throw e;
            }
            return stepRowByRow(id);
        }
    }

    /** Its job was tried for the last time; what was taken stays, and the same file sent again is a new import. */
    void fail(UUID id) {
        database.write(() -> {
            store.fail(id, now());
            return id;
        });
    }

    /** One row of the batch is refused as it is: every row on its own, so that only that one fails. */
    private boolean stepRowByRow(UUID id) {
        Import before = database.read(() -> store.find(id)).orElseThrow();
        for (Import now = before;
                now.batch() == before.batch() && now.state() != Import.State.DONE;
                now = database.read(() -> store.find(id)).orElseThrow()) {
            try {
                step(id, 1, null);
            } catch (ProblemException e) {
                List<FieldFault> refusal = refusal(e);
                if (refusal.isEmpty()) {
                    throw e;
                }
                step(id, 1, refusal);
            }
        }
        return true;
    }

    /**
     * Takes some rows of the batch that is next.
     *
     * @param refusal why they are refused, when that is known already
     */
    private boolean step(UUID id, int most, @Nullable List<FieldFault> refusal) {
        Outcome rehearsed = refusal == null ? rehearse(id, most) : null;
        return database.write(() -> {
            Import current = store.lock(id).orElseThrow();
            Optional<List<CsvRow>> batch = batch(current);
            if (current.state() == Import.State.DONE || batch.isEmpty()) {
                store.finish(id, now());
                return false;
            }
            List<CsvRow> rows = next(batch.get(), current, most);
            Outcome outcome;
            if (refusal != null) {
                outcome = Outcome.refused(rows, refusal);
            } else {
                outcome = rehearsed != null ? rehearsed : take(current, rows);
            }
            record(current, outcome, batch.get().size(), rows.size());
            return true;
        });
    }

    /** A dry run does everything and rolls it back; null when the import is no dry run. */
    private @Nullable Outcome rehearse(UUID id, int most) {
        if (!database.read(() -> store.find(id)).orElseThrow().dryRun()) {
            return null;
        }
        try {
            return database.write(() -> {
                Import current = store.lock(id).orElseThrow();
                List<CsvRow> rows =
                        batch(current).map(batch -> next(batch, current, most)).orElse(List.of());
                throw new RolledBack(take(current, rows));
            });
        } catch (RolledBack e) {
            return e.outcome;
        }
    }

    /** What became of some rows; new customers beyond the owner's capacity are refused one by one. */
    private Outcome taken(Import current, List<CsvRow> rows) {
        UUID owner = current.ownerId();
        long room = owner == null ? rows.size() : capacities.room(owner, rows.size());
        return new RowsToCustomers(customers, values, current, now()).take(rows, room);
    }

    private Outcome take(Import current, List<CsvRow> rows) {
        Outcome outcome = taken(current, rows);
        if (!outcome.created().isEmpty() || !outcome.updated().isEmpty()) {
            events.publish(new CustomerEvent.Imported(current.id(), outcome.created(), outcome.updated()));
        }
        return outcome;
    }

    private void record(Import current, Outcome outcome, int batchSize, int taken) {
        outcome.faults().forEach(fault -> store.addFault(current.id(), fault));
        if (!current.dryRun()) {
            store.addStep(current, outcome);
        }
        boolean last = current.batchRow() + taken >= batchSize;
        if (last) {
            store.removeBatch(current.id(), current.batch());
        }
        store.progress(
                current,
                outcome,
                last ? current.batch() + 1 : current.batch(),
                last ? 0 : current.batchRow() + taken,
                now());
    }

    private Import keep(Upload upload, ImportSettings settings, Caller caller, String digest) throws IOException {
        UUID id = Ids.next();
        try (ImportFile file = ImportFile.open(upload, settings, defined()).checked(settings)) {
            var kept = new KeptRows(id, file, settings.match());
            kept.all();
            Instant now = now();
            Owner owner = owners.ofNew();
            Import started = begun(id, settings, file.mapping(), owner, caller, kept, now);
            store.insert(started, digest);
            access.spend(CustomerPermissions.IMPORT, kept.total);
            access.audit(
                    CustomerPermissions.IMPORT,
                    null,
                    null,
                    Map.of("import", id.toString(), "file", settings.fileName(), "rows", Long.toString(kept.total)));
            jobs.enqueue(JOB, id.toString(), JobRow.of("import", id), Duration.ZERO);
            return started;
        }
    }

    private static Import begun(
            UUID id,
            ImportSettings settings,
            ColumnMapping mapping,
            Owner owner,
            Caller caller,
            @Nullable KeptRows kept,
            Instant now) {
        long failed = kept == null ? 0 : kept.failed;
        return new Import(
                id,
                settings.fileName(),
                settings.source(),
                settings.existing(),
                settings.dryRun(),
                settings.currency(),
                settings.match(),
                kept == null ? List.of() : kept.spellings.notices(),
                mapping.columns(),
                mapping.fields(),
                Import.State.WAITING,
                kept == null ? 0 : kept.total,
                failed,
                0,
                0,
                0,
                failed,
                0,
                0,
                owner.person(),
                owner.department(),
                caller.id(),
                now,
                now);
    }

    /**
     * The first rows of a file, and what would become of each; nothing is kept.
     *
     * @throws ProblemException saying what is wrong with the file as a whole
     * @throws IOException when the file can't be received
     */
    public Preview preview(InputStream body, ImportSettings settings) throws IOException {
        try (Upload upload = Upload.spool(body);
                ImportFile file = ImportFile.open(upload, settings, defined())) {
            ColumnMapping mapping = file.mapping();
            Import current = begun(Ids.next(), settings, mapping, owners.ofNew(), Caller.current(), null, now());
            var rows = new ArrayList<Preview.Row>();
            var spellings = new Spellings();
            for (Optional<CsvRow> row = file.next(); row.isPresent() && rows.size() < Preview.ROWS; row = file.next()) {
                spell(spellings, mapping, row.get());
                rows.add(previewed(current, mapping, row.get()));
            }
            return new Preview(
                    mapping.columns(), mapping.described(), mapping.suggestions(), rows, spellings.notices());
        }
    }

    private CustomHeadings defined() {
        return CustomHeadings.of(visible.in(CustomerPermissions.IMPORT).values());
    }

    private Preview.Row previewed(Import current, ColumnMapping mapping, CsvRow row) {
        Optional<FieldFault> shape = shape(row, mapping.columns().size());
        if (shape.isPresent()) {
            return new Preview.Row(row.line(), row.cells(), Preview.FAILED, List.of(shape.get()));
        }
        try {
            return database.write(() -> {
                throw new RolledBack(taken(current, List.of(row)));
            });
        } catch (RolledBack e) {
            return Preview.Row.of(row, e.outcome);
        } catch (ProblemException e) {
            List<FieldFault> refusal = refusal(e);
            if (refusal.isEmpty()) {
                throw e;
            }
            return new Preview.Row(row.line(), row.cells(), Preview.FAILED, refusal);
        }
    }

    private static Optional<FieldFault> shape(CsvRow row, int columns) {
        int cells = row.cells().size();
        return cells == columns
                ? Optional.empty()
                : Optional.of(new FieldFault(
                        "",
                        cells > columns ? "too-many-cells" : "too-few-cells",
                        Map.of("cells", cells, "columns", columns)));
    }

    private static void spell(Spellings spellings, ColumnMapping mapping, CsvRow row) {
        String industry = mapping.cell(ImportField.INDUSTRY, row.cells());
        if (industry != null) {
            spellings.count(industry);
        }
    }

    private Optional<List<CsvRow>> batch(Import current) {
        return store.batch(current.id(), current.batch())
                .map(text -> CsvText.rows(text).stream()
                        .map(cells -> new CsvRow(Long.parseLong(cells.getFirst()), cells.subList(1, cells.size())))
                        .toList());
    }

    private static List<CsvRow> next(List<CsvRow> batch, Import current, int most) {
        int from = current.batchRow();
        return batch.subList(from, most < batch.size() - from ? from + most : batch.size());
    }

    /** Why the data layer refuses a row, when that is the row's fault; else empty. */
    private static List<FieldFault> refusal(ProblemException e) {
        return switch (e.problem().type()) {
            case "unique-taken" ->
                List.of(
                        CustomerStore.isReference(e)
                                ? FieldFault.of("/externalId", "reference-taken")
                                : FieldFault.of("/creditCode", "credit-code-taken"));
            case "too-many-alike" -> List.of(FieldFault.of("", "ambiguous"));
            case "forbidden", "not-found" -> List.of(FieldFault.of("", "not-allowed"));
            case "record-locked" -> List.of(FieldFault.of("", "locked"));
            case "customer-field-taken" ->
                List.of(FieldFault.of(
                        "/" + String.valueOf(e.problem().extras().get("field")).replace('.', '/'), "custom-taken"));
            case ImportedValues.LACKING -> e.problem().faults();
            case "field-forbidden" ->
                CustomerStore.fields(e).stream()
                        .map(field -> FieldFault.of("/" + field, "field-forbidden"))
                        .toList();
            default -> List.of();
        };
    }

    private Instant now() {
        return Instant.now(clock).truncatedTo(ChronoUnit.MICROS);
    }

    private static String digest(Upload upload, ImportSettings settings) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(settings.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha.digest(HexFormat.of().parseHex(upload.digest())));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Rows of a file on their way into batches; what is wrong with a row as such is a fault at once. */
    private final class KeptRows {

        private final UUID id;
        private final ImportFile file;
        private final ImportSettings.Match match;
        private final SeenKeys seen = new SeenKeys();
        private final Spellings spellings = new Spellings();
        private CsvText batch = new CsvText();
        private int batches;
        private long total;
        private long failed;

        KeptRows(UUID id, ImportFile file, ImportSettings.Match match) {
            this.id = id;
            this.file = file;
            this.match = match;
        }

        void all() {
            int columns = file.mapping().columns().size();
            for (Optional<CsvRow> row = file.next(); row.isPresent(); row = file.next()) {
                total++;
                keep(row.get(), columns);
            }
            flush();
            if (total == 0) {
                throw ImportRefused.empty();
            }
        }

        private void keep(CsvRow row, int columns) {
            Optional<FieldFault> shape = shape(row, columns);
            if (shape.isPresent()) {
                fault(row, shape.get());
            } else if (!key(row.cells()).map(seen::add).orElse(true)) {
                fault(row, FieldFault.of("", "duplicate-in-file"));
            } else {
                spell(spellings, file.mapping(), row);
                var numbered = new ArrayList<String>(columns + 1);
                numbered.add(Long.toString(row.line()));
                numbered.addAll(row.cells());
                batch.add(numbered);
                if (batch.rows() >= BATCH_ROWS || batch.length() >= BATCH_CHARACTERS) {
                    flush();
                }
            }
        }

        private Optional<String> key(List<String> cells) {
            return match == ImportSettings.Match.EXTERNAL
                    ? file.mapping().key(cells)
                    : file.mapping().key(match, cells);
        }

        private void fault(CsvRow row, FieldFault fault) {
            failed++;
            store.addFault(id, new ImportFault(row.line(), List.of(fault), row.cells()));
        }

        private void flush() {
            if (batch.rows() > 0) {
                store.addBatch(id, batches++, batch.toString());
                batch = new CsvText();
            }
        }
    }

    /** Carries the outcome of a dry run out of the unit of work that it rolls back. */
    private static final class RolledBack extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        private final transient Outcome outcome;

        RolledBack(Outcome outcome) {
            super("dry run", null, false, false);
            this.outcome = outcome;
        }
    }
}
