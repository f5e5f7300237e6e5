package io.mortise.customer.internal.handover;

import io.mortise.access.Permission;
import io.mortise.customer.internal.handover.HandOver.State;
import io.mortise.customer.internal.handover.Kept.Why;
import io.mortise.customer.internal.persistence.CustomerEntity.Holding;
import io.mortise.customer.internal.persistence.IdList;
import io.mortise.data.Database;
import io.mortise.data.Ids;
import io.mortise.data.Row;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Statements on hand-overs, and questions about the customers of one step. Needs an open unit of work. */
final class HandOverStore {

    private static final String SELECT =
            "select id, question, takers, reason, state, total, done, given, kept, given_back,"
                    + " turn, last_customer, started_by, person_id, started_at, updated_at from customer_handover where ";

    private final Database database;

    HandOverStore(Database database) {
        this.database = database;
    }

    void insert(HandOver started) {
        Map<String, Object> values = new HashMap<>();
        values.put("id", started.id());
        values.put("question", started.selection().write());
        values.put("takers", IdList.write(started.takers()));
        values.put("reason", started.reason());
        values.put("total", started.total());
        values.put("by", started.startedBy());
        values.put("person", started.personId());
        values.put("now", started.startedAt());
        database.execute("""
                insert into customer_handover (id, question, takers, reason, state, total, done, given, kept, given_back,
                  turn, started_by, person_id, started_at, updated_at)
                values (:id, :question, :takers, :reason, 'waiting', :total, 0, 0, 0, 0, 0, :by, :person, :now, :now)""", values);
    }

    Optional<HandOver> find(UUID id) {
        return one(SELECT + "id = :id", id);
    }

    /** Nobody else goes on with it until the unit of work ends. */
    HandOver lock(UUID id) {
        return one(SELECT + "id = :id for update", id).orElseThrow();
    }

    /** The last that a caller started; everybody's when there is none. */
    List<HandOver> last(@Nullable String startedBy, int most) {
        String order = " order by started_at desc, id desc fetch first " + most + " rows only";
        return startedBy == null
                ? database.rows(SELECT + "1 = 1" + order, Map.of(), HandOverStore::read)
                : database.rows(SELECT + "started_by = :by" + order, Map.of("by", startedBy), HandOverStore::read);
    }

    void state(UUID id, State state, Instant now) {
        database.execute(
                "update customer_handover set state = :state, updated_at = :now where id = :id",
                Map.of("id", id, "state", state.key(), "now", now));
    }

    /** How far it is after a step. */
    void progress(UUID id, int done, int given, long turn, UUID last, Instant now) {
        database.execute(
                "update customer_handover set state = 'running', done = done + :done, given = given + :given,"
                        + " kept = kept + :kept, turn = :turn, last_customer = :last, updated_at = :now where id = :id",
                Map.of(
                        "id",
                        id,
                        "done",
                        done,
                        "given",
                        given,
                        "kept",
                        done - given,
                        "turn",
                        turn,
                        "last",
                        last,
                        "now",
                        now));
    }

    void givenBack(UUID id, int more, Instant now) {
        database.execute(
                "update customer_handover set given_back = given_back + :more, updated_at = :now where id = :id",
                Map.of("id", id, "more", more, "now", now));
    }

    void kept(UUID id, UUID customer, Why why) {
        database.execute(
                "insert into customer_handover_item (handover_id, customer_id, outcome, why)"
                        + " values (:id, :customer, 'kept', :why)",
                Map.of("id", id, "customer", customer, "why", why.key()));
    }

    /**
     * A customer that went to a taker.
     *
     * @param revision after it went
     * @param before how it was held
     */
    record Given(UUID customer, UUID to, long revision, Holding before) {}

    void given(UUID id, Given given) {
        Map<String, Object> values = new HashMap<>();
        values.put("id", id);
        values.put("customer", given.customer());
        values.put("to", given.to());
        values.put("revision", given.revision());
        Holding before = given.before();
        values.put("owner", before.owner());
        values.put("department", before.department());
        values.put("previous", before.previousOwner());
        values.put("pool", before.pool());
        values.put("pooledAt", before.pooledAt());
        values.put("receivedAt", before.receivedAt());
        values.put("receivedHow", before.receivedHow());
        database.execute("""
                insert into customer_handover_item (handover_id, customer_id, outcome, to_owner, revision, owner_id,
                  owner_department_id, previous_owner_id, pool_id, pooled_at, received_at, received_how)
                values (:id, :customer, 'given', :to, :revision, :owner, :department, :previous, :pool, :pooledAt,
                  :receivedAt, :receivedHow)""", values);
    }

    /** Some of those that went and were not looked at yet for taking back. */
    List<Given> toTakeBack(UUID id, int most) {
        return database.rows(
                "select customer_id, to_owner, revision, owner_id, owner_department_id, previous_owner_id, pool_id,"
                        + " pooled_at, received_at, received_how from customer_handover_item"
                        + " where handover_id = :id and outcome = 'given' order by customer_id fetch first " + most
                        + " rows only",
                Map.of("id", id),
                row -> new Given(
                        row.requireUuid("customer_id"),
                        row.requireUuid("to_owner"),
                        row.requireNumber("revision"),
                        new Holding(
                                row.uuid("owner_id"),
                                row.uuid("owner_department_id"),
                                row.uuid("previous_owner_id"),
                                row.uuid("pool_id"),
                                row.instant("pooled_at"),
                                row.instant("received_at"),
                                row.text("received_how"))));
    }

    /** Whether it came back; why not, when it did not. */
    void takenBack(UUID id, UUID customer, @Nullable Why why) {
        Map<String, Object> values = new HashMap<>();
        values.put("id", id);
        values.put("customer", customer);
        values.put("outcome", why == null ? "back" : "stays");
        values.put("why", why == null ? null : why.key());
        database.execute(
                "update customer_handover_item set outcome = :outcome, why = :why"
                        + " where handover_id = :id and customer_id = :customer",
                values);
    }

    /** Some of those that stayed where they were, when it was handed over or when it was taken back. */
    List<Kept> kept(UUID id, int most) {
        return database.rows(
                "select customer_id, why from customer_handover_item where handover_id = :id"
                        + " and outcome in ('kept', 'stays') order by customer_id fetch first " + most + " rows only",
                Map.of("id", id),
                row -> new Kept(row.requireUuid("customer_id"), Why.of(row.requireText("why"))));
    }

    /** How many each taker got. */
    Map<UUID, Long> byTaker(UUID id) {
        var counts = new LinkedHashMap<UUID, Long>();
        database.rows(
                        "select to_owner, count(*) as n from customer_handover_item where handover_id = :id"
                                + " and outcome = 'given' group by to_owner order by to_owner",
                        Map.of("id", id),
                        row -> Map.entry(row.requireUuid("to_owner"), row.requireNumber("n")))
                .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
        return counts;
    }

    /**
     * Parts that went with the customers of one owner in one step.
     *
     * @param given ids of the parts
     * @param newOwners by id of a customer
     */
    record WentAlong(UUID id, UUID owner, String part, List<UUID> given, Map<UUID, UUID> newOwners) {}

    void wentAlong(UUID id, UUID owner, String part, List<UUID> given, Map<UUID, UUID> newOwners) {
        List<UUID> pairs = newOwners.entrySet().stream()
                .<UUID>mapMulti((entry, add) -> {
                    add.accept(entry.getKey());
                    add.accept(entry.getValue());
                })
                .toList();
        database.execute(
                "insert into customer_handover_part (id, handover_id, owner_id, part, given, new_owners)"
                        + " values (:row, :id, :owner, :part, :given, :newOwners)",
                Map.of(
                        "row",
                        Ids.next(),
                        "id",
                        id,
                        "owner",
                        owner,
                        "part",
                        part,
                        "given",
                        IdList.write(given),
                        "newOwners",
                        IdList.write(pairs)));
    }

    Optional<WentAlong> nextWentAlong(UUID id) {
        return database
                .rows(
                        "select id, owner_id, part, given, new_owners from customer_handover_part where handover_id = :id"
                                + " order by id fetch first 1 rows only",
                        Map.of("id", id),
                        row -> {
                            List<UUID> pairs = IdList.read(row.text("new_owners"));
                            var newOwners = new LinkedHashMap<UUID, UUID>();
                            for (int i = 0; i + 1 < pairs.size(); i += 2) {
                                newOwners.put(pairs.get(i), pairs.get(i + 1));
                            }
                            return new WentAlong(
                                    row.requireUuid("id"),
                                    row.requireUuid("owner_id"),
                                    row.requireText("part"),
                                    IdList.read(row.text("given")),
                                    newOwners);
                        })
                .stream()
                .findFirst();
    }

    void forget(WentAlong along) {
        database.execute("delete from customer_handover_part where id = :id", Map.of("id", along.id()));
    }

    /** Which of these came back. */
    Set<UUID> cameBack(UUID id, Collection<UUID> customers) {
        return Set.copyOf(database.rows(
                "select customer_id from customer_handover_item where handover_id = :id and outcome = 'back'"
                        + " and customer_id in (:customers)",
                Map.of("id", id, "customers", List.copyOf(customers)),
                row -> row.requireUuid("customer_id")));
    }

    /**
     * A customer of a step.
     *
     * @param dealt whether it has bought
     */
    record Held(UUID id, @Nullable UUID owner, boolean dealt) {}

    /** Those of these that the permission reaches. */
    Map<UUID, Held> held(Permission permission, Collection<UUID> customers) {
        return database
                .query(
                        permission,
                        "select r.id, r.owner_id, r.stage from customer_customer r"
                                + " where {scope:r} and r.deleted_at is null and r.id in (:ids)",
                        Map.of("ids", List.copyOf(customers)),
                        row -> new Held(
                                row.requireUuid("id"),
                                row.uuid("owner_id"),
                                Set.of("deal", "repeat").contains(row.requireText("stage"))))
                .stream()
                .collect(Collectors.toUnmodifiableMap(Held::id, held -> held));
    }

    /** Which of these are locked. */
    Set<UUID> locked(Permission permission, Collection<UUID> customers, Instant now) {
        return Set.copyOf(database.query(
                permission,
                "select r.id from customer_customer r where {scope:r} and r.id in (:ids) and r.lock_reason is not null"
                        + " and (r.lock_until is null or r.lock_until > :now)",
                Map.of("ids", List.copyOf(customers), "now", now),
                row -> row.requireUuid("id")));
    }

    private Optional<HandOver> one(String sql, UUID id) {
        return database.rows(sql, Map.of("id", id), HandOverStore::read).stream()
                .findFirst();
    }

    private static HandOver read(Row row) {
        return new HandOver(
                row.requireUuid("id"),
                Selection.read(row.requireText("question")),
                IdList.read(row.text("takers")),
                row.requireText("reason"),
                State.of(row.requireText("state")),
                row.requireNumber("total"),
                row.requireNumber("done"),
                row.requireNumber("given"),
                row.requireNumber("kept"),
                row.requireNumber("given_back"),
                row.requireNumber("turn"),
                row.uuid("last_customer"),
                row.requireText("started_by"),
                row.uuid("person_id"),
                row.requireInstant("started_at"),
                row.requireInstant("updated_at"));
    }
}
