package io.mortise.customer.internal.bulk;

import io.mortise.data.Database;
import io.mortise.data.Row;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Statements on changes of many customers. Needs an open unit of work. */
final class BulkEditStore {

    private final Database database;

    BulkEditStore(Database database) {
        this.database = database;
    }

    void insert(BulkEdit edit) {
        var values = new HashMap<String, @Nullable Object>();
        values.put("id", edit.id());
        values.put("question", edit.question().write());
        values.put("patch", edit.patch());
        values.put("state", edit.state().key());
        values.put("by", edit.startedBy());
        values.put("person", edit.personId());
        values.put("now", edit.startedAt());
        database.execute(
                "insert into customer_edit (id, question, patch, state, started_by, person_id, started_at, updated_at)"
                        + " values (:id, :question, :patch, :state, :by, :person, :now, :now)",
                values);
    }

    Optional<BulkEdit> find(UUID id) {
        return database
                .rows("select * from customer_edit where id = :id", Map.of("id", id), BulkEditStore::read)
                .stream()
                .findFirst();
    }

    void progress(UUID id, BulkEdit.State state, @Nullable UUID after, Instant now) {
        var values = new HashMap<String, @Nullable Object>();
        values.put("id", id);
        values.put("state", state.key());
        values.put("after", after);
        values.put("now", now);
        database.execute(
                "update customer_edit set state = :state, after_id = :after, updated_at = :now where id = :id", values);
    }

    /** How many customers had which outcome. */
    Map<String, Long> counts(UUID id) {
        var counts = new TreeMap<String, Long>();
        database.rows(
                "select outcome, count(*) as n from customer_edit_row where edit_id = :id group by outcome",
                Map.of("id", id),
                row -> counts.put(row.requireText("outcome"), row.requireNumber("n")));
        return counts;
    }

    /** A customer and what became of it. */
    record Done(
            UUID customer,
            String outcome,
            @Nullable String problem,
            @Nullable String before) {}

    List<Done> rows(UUID id, UUID after, int most) {
        return database.rows(
                "select * from customer_edit_row where edit_id = :id and customer_id > :after order by customer_id"
                        + " fetch first " + most + " rows only",
                Map.of("id", id, "after", after),
                row -> new Done(
                        row.requireUuid("customer_id"),
                        row.requireText("outcome"),
                        row.text("problem"),
                        row.text("before_it")));
    }

    Set<UUID> done(UUID id, Collection<UUID> customers) {
        return customers.isEmpty()
                ? Set.of()
                : Set.copyOf(database.rows(
                        "select customer_id from customer_edit_row where edit_id = :id and customer_id in (:customers)",
                        Map.of("id", id, "customers", List.copyOf(customers)),
                        row -> row.requireUuid("customer_id")));
    }

    void add(UUID id, Done done) {
        var values = new HashMap<String, @Nullable Object>();
        values.put("id", id);
        values.put("customer", done.customer());
        values.put("outcome", done.outcome());
        values.put("problem", done.problem());
        values.put("before", done.before());
        database.execute(
                "insert into customer_edit_row (edit_id, customer_id, outcome, problem, before_it)"
                        + " values (:id, :customer, :outcome, :problem, :before)",
                values);
    }

    void became(UUID id, UUID customer, BulkEdit.Outcome outcome) {
        database.execute(
                "update customer_edit_row set outcome = :outcome where edit_id = :id and customer_id = :customer",
                Map.of("id", id, "customer", customer, "outcome", outcome.key()));
    }

    private static BulkEdit read(Row row) {
        return new BulkEdit(
                row.requireUuid("id"),
                BulkQuestion.read(row.requireText("question")),
                row.requireText("patch"),
                BulkEdit.State.valueOf(row.requireText("state").toUpperCase(Locale.ROOT)),
                row.uuid("after_id"),
                row.requireText("started_by"),
                row.uuid("person_id"),
                row.requireInstant("started_at"),
                row.requireInstant("updated_at"));
    }
}
