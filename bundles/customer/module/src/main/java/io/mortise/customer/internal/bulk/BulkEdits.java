package io.mortise.customer.internal.bulk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mortise.access.Access;
import io.mortise.access.Caller;
import io.mortise.access.Permission;
import io.mortise.customer.Customer;
import io.mortise.customer.CustomerChange;
import io.mortise.customer.CustomerException;
import io.mortise.customer.CustomerFilter;
import io.mortise.customer.CustomerId;
import io.mortise.customer.CustomerProblem;
import io.mortise.customer.Customers;
import io.mortise.customer.internal.JobRow;
import io.mortise.customer.internal.Owners;
import io.mortise.customer.internal.Starters;
import io.mortise.customer.internal.bulk.BulkEdit.Outcome;
import io.mortise.customer.internal.bulk.BulkEdit.State;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.imports.Before;
import io.mortise.customer.internal.lists.CustomerFilters;
import io.mortise.customer.internal.persistence.CustomerStore;
import io.mortise.customer.internal.search.CustomerSearch;
import io.mortise.data.Condition;
import io.mortise.data.Database;
import io.mortise.data.Ids;
import io.mortise.message.Jobs;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Changes many customers at once, each by itself as its own route would: under the rights of whoever started it, with all rules, in a
 * unit of work of its own. What was refused is told with the reason; what nobody changed since can be taken back.
 */
@Component(service = BulkEdits.class)
public final class BulkEdits {

    /** The job. */
    static final String JOB = "bulk-edit";

    /** Most customers that are named one by one. */
    public static final int MOST_IDS = 1_000;

    /** The action of the routes. */
    public static final Permission BULK = new Permission(CustomerPermissions.CUSTOMER, "bulk");

    private static final int PREVIEWED = 200;
    private static final int CHUNK = 50;
    private static final int COUNTED = 10_000;
    private static final UUID FIRST = new UUID(0, 0);
    private static final String STAGE = "stage";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<List<String>> CELLS = new TypeReference<>() {};

    private final Database database;
    private final BulkEditStore store;
    private final CustomerStore rows;
    private final Customers customers;
    private final CustomerFilters filters;
    private final ChangesReader reader;
    private final Starters starters;
    private final Access access;
    private final Jobs jobs;
    private final Clock clock = Clock.systemUTC();

    @Activate
    public BulkEdits(
            @Reference Database database,
            @Reference CustomerSearch search,
            @Reference Customers customers,
            @Reference CustomerFilters filters,
            @Reference ChangesReader reader,
            @Reference Starters starters,
            @Reference Access access,
            @Reference Jobs jobs) {
        this.database = database;
        this.store = new BulkEditStore(database);
        this.rows = new CustomerStore(database, search);
        this.customers = customers;
        this.filters = filters;
        this.reader = reader;
        this.starters = starters;
        this.access = access;
        this.jobs = jobs;
    }

    /** Ends a unit of work that was only tried. */
    private static final class Tried extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient BulkEditStore.Done done;

        private Tried(BulkEditStore.Done done) {
            super(null, null, false, false);
            this.done = done;
        }
    }

    /**
     * What would become of the first customers.
     *
     * @param matches how many there are, up to a cap
     * @param checked how many of them were tried
     * @param refused why not, by the type of the problem
     */
    public record Preview(long matches, boolean more, int checked, int changed, Map<UUID, String> refused) {}

    /** Tries it on the first customers; nothing is changed. */
    public Preview preview(BulkQuestion question, String patch) {
        List<CustomerChange> changes = checked(question, patch);
        List<UUID> first = database.read(() -> next(question, FIRST, PREVIEWED));
        int changed = 0;
        var refused = new java.util.LinkedHashMap<UUID, String>();
        for (UUID id : first) {
            BulkEditStore.Done done = tried(id, changes);
            changed += done.outcome().equals(Outcome.CHANGED.key()) ? 1 : 0;
            if (done.problem() != null) {
                refused.put(id, done.problem());
            }
        }
        long matches = question.ids().isEmpty()
                ? database.read(() -> rows.count(
                        CustomerPermissions.LIST, base(question), filters.conditions(question.filter()), COUNTED + 1L))
                : question.ids().size();
        return new Preview(Math.min(matches, COUNTED), matches > COUNTED, first.size(), changed, refused);
    }

    private BulkEditStore.Done tried(UUID id, List<CustomerChange> changes) {
        try {
            return database.write(() -> {
                throw new Tried(change(id, changes));
            });
        } catch (Tried tried) {
            return tried.done;
        } catch (CustomerException | ProblemException e) {
            return refused(id, e);
        }
    }

    /** Begins; a job does it. */
    public BulkEdit start(BulkQuestion question, String patch) {
        checked(question, patch);
        Instant now = now();
        var edit = new BulkEdit(
                Ids.next(),
                question,
                patch,
                State.RUNNING,
                null,
                Caller.current().id(),
                Owners.acting().orElse(null),
                now,
                now);
        return database.write(() -> {
            store.insert(edit);
            access.audit(BULK, null, null, Map.of("edit", edit.id().toString(), "change", shortened(patch)));
            enqueue(edit.id());
            return edit;
        });
    }

    /** One that the caller started. */
    public BulkEdit require(UUID id) {
        return database.read(() -> store.find(id))
                .filter(edit -> Starters.isOrOperates(edit.startedBy()))
                .orElseThrow(() -> new ProblemException(
                        Problem.of("customer-edit-not-found", 404).with("id", id.toString())));
    }

    /** How many customers had which outcome. */
    public Map<String, Long> counts(UUID id) {
        return database.read(() -> store.counts(id));
    }

    /** What became of each: id, outcome, and why not; some behind an id. */
    public List<List<String>> results(UUID id, UUID after, int most) {
        return database.read(() -> store.rows(id, after, most).stream()
                .map(done -> List.of(
                        done.customer().toString(),
                        done.outcome(),
                        Optional.ofNullable(done.problem()).orElse("")))
                .toList());
    }

    /**
     * Begins to take one back.
     *
     * @throws ProblemException {@code customer-edit-running} 409
     */
    public BulkEdit undo(UUID id) {
        BulkEdit edit = require(id);
        return switch (edit.state()) {
            case RUNNING ->
                throw new ProblemException(
                        Problem.of("customer-edit-running", 409).with("id", id.toString()));
            case UNDOING, UNDONE -> edit;
            case DONE ->
                database.write(() -> {
                    store.progress(id, State.UNDOING, null, now());
                    access.audit(BULK, null, null, Map.of("undone", id.toString()));
                    enqueue(id);
                    return store.find(id).orElseThrow();
                });
        };
    }

    private void enqueue(UUID id) {
        jobs.enqueue(JOB, id.toString(), JobRow.of("edit", id), Duration.ZERO);
    }

    /** Goes on with one until it is done or is to stop. */
    void run(UUID id, BooleanSupplier stop) {
        BulkEdit edit = database.read(() -> store.find(id)).orElseThrow();
        starters.act(edit.startedBy(), edit.personId(), () -> {
            boolean more = true;
            while (more && !stop.getAsBoolean()) {
                BulkEdit now = database.read(() -> store.find(id)).orElseThrow();
                more = switch (now.state()) {
                    case RUNNING -> edit(now);
                    case UNDOING -> back(now);
                    case DONE, UNDONE -> false;
                };
            }
            return edit;
        });
    }

    private boolean edit(BulkEdit edit) {
        UUID after = edit.afterId() == null ? FIRST : edit.afterId();
        List<UUID> ids = database.read(() -> next(edit.question(), after, CHUNK));
        Set<UUID> done = new HashSet<>(database.read(() -> store.done(edit.id(), ids)));
        List<CustomerChange> changes = reader.read(edit.patch());
        for (UUID id : ids) {
            if (done.add(id)) {
                one(edit.id(), id, changes);
            }
        }
        boolean more = ids.size() == CHUNK;
        database.write(() -> {
            store.progress(edit.id(), more ? State.RUNNING : State.DONE, more ? ids.getLast() : null, now());
            return more;
        });
        return more;
    }

    private void one(UUID edit, UUID id, List<CustomerChange> changes) {
        try {
            database.write(() -> {
                store.add(edit, change(id, changes));
                return id;
            });
        } catch (CustomerException | ProblemException e) {
            BulkEditStore.Done refused = refused(id, e);
            database.write(() -> {
                store.add(edit, refused);
                return id;
            });
        }
    }

    private BulkEditStore.Done change(UUID id, List<CustomerChange> changes) {
        Customer before = require(new CustomerId(id));
        Customer after = customers.apply(before.id(), before.revision(), changes);
        boolean same = after.revision() == before.revision();
        return new BulkEditStore.Done(
                id,
                (same ? Outcome.UNCHANGED : Outcome.CHANGED).key(),
                null,
                same ? null : kept(before, after.revision(), changes));
    }

    private boolean back(BulkEdit edit) {
        UUID after = edit.afterId() == null ? FIRST : edit.afterId();
        List<BulkEditStore.Done> some = database.read(() -> store.rows(edit.id(), after, CHUNK));
        for (BulkEditStore.Done done : some) {
            if (done.outcome().equals(Outcome.CHANGED.key()) && done.before() != null) {
                back(edit.id(), done.customer(), done.before());
            }
        }
        boolean more = some.size() == CHUNK;
        database.write(() -> {
            store.progress(
                    edit.id(),
                    more ? State.UNDOING : State.UNDONE,
                    more ? some.getLast().customer() : null,
                    now());
            return more;
        });
        return more;
    }

    private void back(UUID edit, UUID id, String kept) {
        try {
            database.write(() -> {
                List<String> cells = cells(kept);
                Before before = Before.of(cells.subList(1, cells.size()));
                var changes = new ArrayList<CustomerChange>();
                if (!before.fields().isEmpty()) {
                    changes.add(new CustomerChange.Edit(before.details(), before.fields()));
                }
                Customer now = require(new CustomerId(id));
                if (!cells.getFirst().isEmpty()) {
                    changes.add(new CustomerChange.Advance(io.mortise.customer.CustomerStage.valueOf(
                            cells.getFirst().toUpperCase(Locale.ROOT))));
                }
                if (now.revision() == before.revision()) {
                    customers.apply(now.id(), now.revision(), changes);
                    store.became(edit, id, Outcome.UNDONE);
                } else {
                    store.became(edit, id, Outcome.KEPT);
                }
                return id;
            });
        } catch (CustomerException | ProblemException e) {
            refused(id, e);
            database.write(() -> {
                store.became(edit, id, Outcome.KEPT);
                return id;
            });
        }
    }

    /** The stage before, when that was changed, and the fields before. */
    private static String kept(Customer before, long revision, List<CustomerChange> changes) {
        var fields = new HashSet<String>();
        String stage = "";
        for (CustomerChange change : changes) {
            switch (change) {
                case CustomerChange.Edit edit -> fields.addAll(edit.fields());
                case CustomerChange.Advance _ ->
                    stage = before.stage() == null ? "" : before.stage().key();
            }
        }
        var cells = new ArrayList<String>();
        cells.add(stage);
        cells.addAll(new Before(before.id().value(), revision, fields, before.details(), Map.of()).cells());
        try {
            return JSON.writeValueAsString(cells);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> cells(String kept) {
        try {
            return JSON.readValue(kept, CELLS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what a customer was before is no JSON", e);
        }
    }

    private Customer require(CustomerId id) {
        return customers.find(id).orElseThrow(() -> new CustomerException(new CustomerProblem.NotFound(id)));
    }

    /** Why not, in one word; what is not the customer's fault goes on. */
    private static BulkEditStore.Done refused(UUID id, RuntimeException e) {
        String problem = switch (e) {
            case CustomerException refusal ->
                switch (refusal.problem()) {
                    case CustomerProblem.NotFound _ -> "customer-not-found";
                    case CustomerProblem.Forbidden _ -> "customer-forbidden";
                    case CustomerProblem.FieldsForbidden _ -> "customer-field-forbidden";
                    case CustomerProblem.Stale _ -> "customer-stale";
                    case CustomerProblem.CreditCodeTaken _ -> "customer-credit-code-taken";
                    case CustomerProblem.MoveRefused _ -> "customer-move-refused";
                    default -> "customer-invalid";
                };
            case ProblemException told
            when told.problem().status() < 500 -> told.problem().type();
            default -> throw e;
        };
        return new BulkEditStore.Done(id, Outcome.REFUSED.key(), problem, null);
    }

    private List<CustomerChange> checked(BulkQuestion question, String patch) {
        filters.conditions(question.filter());
        boolean all = question.ids().isEmpty() && question.filter() == null && question.text() == null;
        if (all) {
            throw ProblemException.invalid(List.of(FieldFault.of("/ids", "required")));
        }
        List<CustomerChange> changes = reader.read(patch);
        if (changes.isEmpty()) {
            throw ProblemException.invalid(List.of(FieldFault.of("/change", "required")));
        }
        return changes;
    }

    /** The next ids: those that were named, whether they are seen or not, or those that are found. */
    private List<UUID> next(BulkQuestion question, UUID after, int most) {
        if (!question.ids().isEmpty()) {
            return question.ids().stream()
                    .filter(id -> id.toString().compareTo(after.toString()) > 0)
                    .sorted(java.util.Comparator.comparing(UUID::toString))
                    .limit(most)
                    .toList();
        }
        var conditions = new ArrayList<>(filters.conditions(question.filter()));
        conditions.add(Condition.of("r.id > :after", "after", after));
        return rows.plainPage(
                        CustomerPermissions.LIST,
                        base(question),
                        conditions,
                        List.of(),
                        most,
                        null,
                        row -> row.requireUuid("id"))
                .items();
    }

    private static CustomerFilter base(BulkQuestion question) {
        return new CustomerFilter(question.text(), null, null);
    }

    private static String shortened(String text) {
        return text.length() <= 500 ? text : text.substring(0, 499) + "…";
    }

    private Instant now() {
        return Instant.now(clock).truncatedTo(ChronoUnit.MICROS);
    }
}
