package io.mortise.customer.internal.pools;

import io.mortise.access.Permission;
import io.mortise.customer.internal.domain.CustomerFields;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.persistence.CustomerEntity;
import io.mortise.data.Condition;
import io.mortise.data.Database;
import io.mortise.data.Row;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Statements on pools, on what was used of them, on capacity, and on the customers that come and go. Needs an open unit of work. */
final class PoolStore {

    private static final int TURNS = 64;
    private static final String USE = " where pool_id = :pool and person_id = :person and used_on = :day";

    private final Database database;

    PoolStore(Database database) {
        this.database = database;
    }

    List<Pool> all() {
        return database.rows("select * from customer_pool order by name, id", Map.of(), PoolStore::read).stream()
                .sorted(Comparator.comparingInt(pool -> pool.setup().order()))
                .toList();
    }

    Optional<Pool> find(UUID id) {
        return database.rows("select * from customer_pool where id = :id", Map.of("id", id), PoolStore::read).stream()
                .findFirst();
    }

    void insert(Pool pool, Instant now, String by) {
        database.execute(
                "insert into customer_pool (id, name, is_on, setup, revision, updated_at, updated_by)"
                        + " values (:id, :name, :on, :setup, 0, :now, :by)",
                values(pool, now, by));
    }

    /** Whether it was still at the revision. */
    boolean update(Pool pool, Instant now, String by) {
        var values = values(pool, now, by);
        values.put("revision", pool.revision());
        return database.execute(
                        "update customer_pool set name = :name, is_on = :on, setup = :setup, revision = revision + 1,"
                                + " updated_at = :now, updated_by = :by where id = :id and revision = :revision",
                        values)
                == 1;
    }

    void delete(UUID id) {
        database.execute("delete from customer_pool_use where pool_id = :id", Map.of("id", id));
        database.execute("delete from customer_pool_warning where pool_id = :id", Map.of("id", id));
        database.execute("delete from customer_pool where id = :id", Map.of("id", id));
    }

    private static Map<String, Object> values(Pool pool, Instant now, String by) {
        return new HashMap<>(Map.of(
                "id", pool.id(),
                "name", pool.name(),
                "on", pool.on(),
                "setup", PoolText.written(pool.setup()).toString(),
                "now", now,
                "by", by));
    }

    private static Pool read(Row row) {
        return new Pool(
                row.requireUuid("id"),
                row.requireText("name"),
                Boolean.TRUE.equals(row.truth("is_on")),
                PoolText.stored(row.requireText("setup")),
                row.requireNumber("revision"));
    }

    /** What a person used of a pool on a day. */
    record Use(long claims, long views) {}

    /** Waits for others who act for the same person; all that is counted afterwards stays as it is until the end. */
    void takeTurn(UUID person) {
        database.rows(
                "select turn from customer_capacity_turn where turn = :turn for update",
                Map.of("turn", Math.floorMod(person.hashCode(), TURNS)),
                row -> row.requireNumber("turn"));
    }

    Use used(UUID pool, UUID person, LocalDate day) {
        return database
                .rows(
                        "select claims, views from customer_pool_use" + USE,
                        Map.of("pool", pool, "person", person, "day", day),
                        row -> new Use(row.requireNumber("claims"), row.requireNumber("views")))
                .stream()
                .findFirst()
                .orElse(new Use(0, 0));
    }

    /** Adds to what was used; under the person's turn. */
    void use(UUID pool, UUID person, LocalDate day, long claims, long views) {
        Map<String, Object> values =
                Map.of("pool", pool, "person", person, "day", day, "claims", claims, "views", views);
        if (database.execute(
                        "update customer_pool_use set claims = claims + :claims, views = views + :views" + USE, values)
                == 0) {
            database.execute(
                    "insert into customer_pool_use (pool_id, person_id, used_on, claims, views)"
                            + " values (:pool, :person, :day, :claims, :views)",
                    values);
        }
    }

    List<Capacity> capacities() {
        return database.rows(
                "select * from customer_capacity order by subject, id",
                Map.of(),
                row -> new Capacity(
                        row.requireText("subject"),
                        row.requireNumber("most"),
                        Boolean.TRUE.equals(row.truth("counts_dealt"))));
    }

    void capacities(List<Capacity> all) {
        database.execute("delete from customer_capacity", Map.of());
        for (Capacity one : all) {
            database.execute(
                    "insert into customer_capacity (id, subject, most, counts_dealt)"
                            + " values (:id, :subject, :most, :dealt)",
                    Map.of(
                            "id",
                            UUID.randomUUID(),
                            "subject",
                            one.subject(),
                            "most",
                            one.most(),
                            "dealt",
                            one.countsDealt()));
        }
    }

    /** How many live customers a person owns, up to a cap; asked as the module itself. */
    long owned(UUID person, boolean withDealt, long cap) {
        var conditions = new ArrayList<Condition>();
        conditions.add(Condition.of("r.owner_id = :owner", "owner", person));
        conditions.add(Condition.of("r.deleted_at is null"));
        if (!withDealt) {
            conditions.add(Condition.of("r.deal_state = 'none'"));
        }
        return database.count(CustomerPermissions.LIST, conditions, cap);
    }

    /** Whether anything lies in a pool. */
    boolean isUsed(UUID pool) {
        return database.count(
                        CustomerPermissions.LIST,
                        List.of(Condition.of("r.pool_id = :pool", "pool", pool), Condition.of("r.deleted_at is null")),
                        1)
                > 0;
    }

    /** Gives customers away; the rows are locked first. */
    int giveAll(Permission permission, Collection<UUID> ids, Consumer<CustomerEntity> mutation) {
        return database.giveAll(permission, CustomerEntity.class, ids, CustomerFields.derived(Set.of()), mutation);
    }

    @Nullable
    CustomerEntity see(UUID id) {
        return database.find(CustomerPermissions.CLAIM, CustomerEntity.class, id)
                .orElse(null);
    }
}
