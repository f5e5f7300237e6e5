package io.mortise.customer.internal.imports;

import io.mortise.access.Access;
import io.mortise.access.Caller;
import io.mortise.customer.CustomerEvent;
import io.mortise.customer.internal.JobRow;
import io.mortise.customer.internal.Owners;
import io.mortise.customer.internal.Starters;
import io.mortise.customer.internal.domain.CustomerFields;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.fields.ImportedValues;
import io.mortise.customer.internal.parts.CustomerParts;
import io.mortise.customer.internal.persistence.CustomerStore;
import io.mortise.customer.internal.persistence.CustomerStore.Found;
import io.mortise.customer.internal.persistence.IdList;
import io.mortise.customer.internal.search.CustomerSearch;
import io.mortise.data.Database;
import io.mortise.data.Row;
import io.mortise.message.Events;
import io.mortise.message.Jobs;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Takes whole imports back, the last step first: customers that an import made are removed for good, so that a corrected file
 * can make them again; those that it changed get their values back. Whoever was changed since stays, and is told. Each step is a
 * unit of work with the rights of whoever wants it, so that a stop in the middle goes on where it was.
 */
@Component(service = ImportUndos.class)
public final class ImportUndos {

    static final String JOB = "import-undo";

    private static final int MOST_KEPT = 1000;

    private final Database database;
    private final Events events;
    private final Jobs jobs;
    private final Access access;
    private final Starters starters;
    private final CustomerParts parts;
    private final ImportedValues values;
    private final CustomerStore customers;

    @Activate
    public ImportUndos(
            @Reference Database database,
            @Reference Events events,
            @Reference Jobs jobs,
            @Reference Access access,
            @Reference Starters starters,
            @Reference CustomerSearch search,
            @Reference CustomerParts parts,
            @Reference ImportedValues values) {
        this.values = values;
        this.database = database;
        this.events = events;
        this.jobs = jobs;
        this.access = access;
        this.starters = starters;
        this.parts = parts;
        this.customers = new CustomerStore(database, search);
    }

    /**
     * Begins to take an import back; said again, it is the same.
     *
     * @throws ProblemException {@code import-not-undoable} 409
     */
    public ImportUndo start(Import done) {
        boolean ended = done.state() == Import.State.DONE || done.state() == Import.State.FAILED;
        if (!ended || done.dryRun()) {
            throw new ProblemException(Problem.of("import-not-undoable", 409)
                    .with("id", done.id().toString())
                    .with(
                            "state",
                            done.dryRun() ? "a dry run" : done.state().name().toLowerCase(Locale.ROOT)));
        }
        return database.write(() -> {
            Optional<ImportUndo> known = select(done.id(), "");
            if (known.isPresent()) {
                return known.get();
            }
            Map<String, Object> values = new HashMap<>();
            values.put("id", done.id());
            values.put("by", Caller.current().id());
            values.put("person", Owners.acting().orElse(null));
            values.put("now", now());
            database.execute("""
                    insert into customer_import_undo (import_id, removed, restored, kept, ended, started_by, person_id,
                      started_at, updated_at)
                    values (:id, 0, 0, 0, false, :by, :person, :now, :now)""", values);
            access.audit(
                    CustomerPermissions.IMPORT,
                    null,
                    null,
                    Map.of("import", done.id().toString(), "file", done.fileName(), "act", "undo"));
            jobs.enqueue(JOB, done.id().toString(), JobRow.of("import", done.id()), Duration.ZERO);
            return select(done.id(), "").orElseThrow();
        });
    }

    /** How far it is; empty when nobody takes the import back. */
    public Optional<ImportUndo> find(UUID importId) {
        return database.read(() -> select(importId, ""));
    }

    /** Ids of customers that stayed as they were, at most 1000. */
    public List<UUID> kept(UUID importId) {
        return database.read(() -> database.rows(
                "select customer_id from customer_import_kept where import_id = :id order by customer_id"
                        + " fetch first " + MOST_KEPT + " rows only",
                Map.of("id", importId),
                row -> row.requireUuid("customer_id")));
    }

    /** Takes the last step back that is not yet; false when there is none left. */
    boolean step(UUID importId) {
        ImportUndo undo = find(importId).orElseThrow();
        return starters.act(undo.startedBy(), undo.personId(), () -> database.write(() -> back(importId)));
    }

    private boolean back(UUID importId) {
        ImportUndo undo = select(importId, " for update").orElseThrow();
        Optional<Step> last = last(importId);
        if (undo.ended() || last.isEmpty()) {
            progress(importId, 0, 0, 0, true);
            return false;
        }
        Step step = last.get();
        int removed = 0;
        int restored = 0;
        Map<UUID, Found> known = found(step);
        List<UUID> untouched = step.created().stream()
                .filter(id -> known.containsKey(id) && known.get(id).customer().revision() == 0)
                .toList();
        // A contact or a follow-up changes no revision of its customer, but is somebody's work all the same.
        Set<UUID> used = parts.used(CustomerPermissions.IMPORT, untouched);
        List<UUID> unused = untouched.stream().filter(id -> !used.contains(id)).toList();
        parts.purge(CustomerPermissions.IMPORT, unused);
        for (UUID id : step.created()) {
            if (unused.contains(id)) {
                customers.unimport(id, 0);
                events.publish(new CustomerEvent.Deleted(id));
                removed++;
            } else {
                keep(importId, id);
            }
        }
        for (Before before : step.changed()) {
            Found found = known.get(before.customer());
            if (found != null
                    && found.customer().revision() == before.revision()
                    && CustomerFields.notEditable(found.fields(), before.fields())
                            .isEmpty()
                    && ImportedValues.notEditable(found.fields(), before.customKeys())
                            .isEmpty()) {
                restore(found, before);
                restored++;
            } else {
                keep(importId, before.customer());
            }
        }
        database.execute(
                "delete from customer_import_step where import_id = :id and batch = :batch and batch_row = :row",
                Map.of("id", importId, "batch", step.batch(), "row", step.row()));
        int all = step.created().size() + step.changed().size();
        progress(importId, removed, restored, all - removed - restored, false);
        return true;
    }

    private void restore(Found found, Before before) {
        long revision = customers.change(
                CustomerPermissions.IMPORT,
                found.customer().id(),
                before.revision(),
                before.fields(),
                row -> row.edit(
                        before.details(),
                        before.fields(),
                        now(),
                        Caller.current().id()));
        if (!before.custom().isEmpty()) {
            revision = values.restore(
                    before.customer(),
                    revision,
                    before.custom(),
                    Caller.current().id());
        }
        events.publish(new CustomerEvent.Changed(
                before.customer(),
                revision,
                Stream.concat(before.fields().stream(), before.custom().keySet().stream())
                        .sorted()
                        .toList()));
    }

    private Map<UUID, Found> found(Step step) {
        List<UUID> ids = Stream.concat(
                        step.created().stream(), step.changed().stream().map(Before::customer))
                .toList();
        return customers.importable("id", ids).stream()
                .collect(Collectors.toMap(found -> found.customer().id().value(), Function.identity()));
    }

    /** What one unit of work of an import made. */
    private record Step(int batch, int row, List<UUID> created, List<Before> changed) {}

    private Optional<Step> last(UUID importId) {
        return database
                .rows(
                        "select batch, batch_row, created, changed from customer_import_step where import_id = :id"
                                + " order by batch desc, batch_row desc fetch first 1 rows only",
                        Map.of("id", importId),
                        row -> new Step(
                                Math.toIntExact(row.requireNumber("batch")),
                                Math.toIntExact(row.requireNumber("batch_row")),
                                IdList.read(row.text("created")),
                                changed(row.text("changed"))))
                .stream()
                .findFirst();
    }

    private static List<Before> changed(@Nullable String text) {
        return text == null
                ? List.of()
                : CsvText.rows(text).stream().map(Before::of).toList();
    }

    private void keep(UUID importId, UUID customer) {
        database.execute(
                "insert into customer_import_kept (import_id, customer_id) values (:id, :customer)",
                Map.of("id", importId, "customer", customer));
    }

    private void progress(UUID importId, int removed, int restored, int kept, boolean ended) {
        database.execute(
                "update customer_import_undo set removed = removed + :removed, restored = restored + :restored,"
                        + " kept = kept + :kept, ended = :ended, updated_at = :now where import_id = :id",
                Map.of(
                        "id",
                        importId,
                        "removed",
                        removed,
                        "restored",
                        restored,
                        "kept",
                        kept,
                        "ended",
                        ended,
                        "now",
                        now()));
    }

    private Optional<ImportUndo> select(UUID importId, String lock) {
        return database
                .rows(
                        "select import_id, removed, restored, kept, ended, started_by, person_id"
                                + " from customer_import_undo where import_id = :id" + lock,
                        Map.of("id", importId),
                        ImportUndos::read)
                .stream()
                .findFirst();
    }

    private static ImportUndo read(Row row) {
        return new ImportUndo(
                row.requireUuid("import_id"),
                row.requireNumber("removed"),
                row.requireNumber("restored"),
                row.requireNumber("kept"),
                Boolean.TRUE.equals(row.truth("ended")),
                row.requireText("started_by"),
                row.uuid("person_id"));
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}
