package io.mortise.customer.internal.bin;

import io.mortise.access.Permission;
import io.mortise.customer.ExternalReference;
import io.mortise.customer.internal.persistence.CustomerEntity.Unique;
import io.mortise.data.Database;
import io.mortise.data.Row;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Statements on the bin's own tables, and questions about the customers in it that no list asks. Needs an open unit of work. */
final class BinStore {

    private final Database database;

    BinStore(Database database) {
        this.database = database;
    }

    void insert(Batch batch) {
        Map<String, Object> values = new HashMap<>();
        values.put("batch", batch.id());
        values.put("reason", batch.reason());
        values.put("by", batch.deletedBy());
        values.put("at", batch.deletedAt());
        values.put("purge", batch.purgeAfter());
        values.put("customers", batch.customers());
        database.execute("""
                insert into customer_bin (batch, reason, deleted_by, deleted_at, purge_after, customers, restored, purged)
                values (:batch, :reason, :by, :at, :purge, :customers, 0, 0)""", values);
    }

    Map<UUID, Batch> batches(Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        return database
                .rows(
                        "select batch, reason, deleted_by, deleted_at, purge_after, customers, restored, purged"
                                + " from customer_bin where batch in (:ids)",
                        Map.of("ids", List.copyOf(ids)),
                        BinStore::batch)
                .stream()
                .collect(Collectors.toUnmodifiableMap(Batch::id, batch -> batch));
    }

    void restored(UUID batch, int more) {
        database.execute(
                "update customer_bin set restored = restored + :more where batch = :batch",
                Map.of("batch", batch, "more", more));
    }

    void purged(UUID batch, int more) {
        database.execute(
                "update customer_bin set purged = purged + :more where batch = :batch",
                Map.of("batch", batch, "more", more));
    }

    /** Keeps what a customer gives up. */
    void keep(UUID customer, UUID batch, Unique unique) {
        Map<String, Object> values = new HashMap<>();
        values.put("customer", customer);
        values.put("batch", batch);
        values.put("code", unique.creditCode());
        ExternalReference external = unique.external();
        values.put("system", external == null ? null : external.system());
        values.put("id", external == null ? null : external.id());
        database.execute("""
                insert into customer_bin_item (customer_id, batch, credit_code, external_system, external_id)
                values (:customer, :batch, :code, :system, :id)""", values);
    }

    /** What these customers gave up. */
    Map<UUID, Unique> kept(Collection<UUID> customers) {
        return database
                .rows(
                        "select customer_id, credit_code, external_system, external_id from customer_bin_item"
                                + " where customer_id in (:ids)",
                        Map.of("ids", List.copyOf(customers)),
                        row -> Map.entry(row.requireUuid("customer_id"), unique(row)))
                .stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    void forget(Collection<UUID> customers) {
        database.execute(
                "delete from customer_bin_item where customer_id in (:ids)", Map.of("ids", List.copyOf(customers)));
    }

    /**
     * A customer in the bin.
     *
     * @param owner who owns it still
     * @param pool it lies in, or null
     */
    record Lying(
            UUID id,
            @Nullable UUID batch,
            @Nullable UUID owner,
            @Nullable UUID pool,
            @Nullable UUID parent) {}

    /** Those of these in the bin that the permission reaches. */
    List<Lying> lying(Permission permission, Collection<UUID> customers) {
        if (customers.isEmpty()) {
            return List.of();
        }
        return database.query(
                permission,
                "select r.id, r.delete_batch, r.owner_id, r.pool_id, r.parent_id from customer_customer r"
                        + " where {scope:r} and r.deleted_at is not null and r.merged_into is null and r.id in (:ids)"
                        + " order by r.id",
                Map.of("ids", List.copyOf(customers)),
                row -> new Lying(
                        row.requireUuid("id"),
                        row.uuid("delete_batch"),
                        row.uuid("owner_id"),
                        row.uuid("pool_id"),
                        row.uuid("parent_id")));
    }

    /** Ids of a batch's customers that still lie in the bin and that the permission reaches. */
    List<UUID> ofBatch(Permission permission, UUID batch, int most) {
        return database.query(
                permission,
                "select r.id from customer_customer r where {scope:r} and r.deleted_at is not null"
                        + " and r.merged_into is null and r.delete_batch = :batch order by r.id fetch first " + most
                        + " rows only",
                Map.of("batch", batch),
                row -> row.requireUuid("id"));
    }

    /** Ids of customers whose time in the bin is over and that nothing holds. */
    List<UUID> due(Permission permission, Instant now, int most) {
        return database.query(
                permission,
                "select r.id from customer_customer r where {scope:r} and r.purge_after < :now"
                        + " and r.deleted_at is not null order by r.purge_after fetch first " + most + " rows only",
                Map.of("now", now),
                row -> row.requireUuid("id"));
    }

    /** Which of these credit codes live customers have. */
    Set<String> takenCodes(Permission permission, Collection<String> codes) {
        if (codes.isEmpty()) {
            return Set.of();
        }
        return Set.copyOf(database.query(
                permission,
                "select r.credit_code from customer_customer r where {scope:r} and r.credit_code in (:codes)",
                Map.of("codes", List.copyOf(codes)),
                row -> row.requireText("credit_code")));
    }

    /** Which of these external references live customers have. */
    Set<ExternalReference> takenReferences(Permission permission, Collection<ExternalReference> references) {
        if (references.isEmpty()) {
            return Set.of();
        }
        List<String> ids =
                references.stream().map(ExternalReference::id).distinct().toList();
        return database
                .query(
                        permission,
                        "select r.external_system, r.external_id from customer_customer r"
                                + " where {scope:r} and r.external_id in (:ids)",
                        Map.of("ids", ids),
                        row -> new ExternalReference(
                                row.requireText("external_system"), row.requireText("external_id")))
                .stream()
                .filter(references::contains)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Which of these customers are live. */
    Set<UUID> live(Permission permission, Collection<UUID> customers) {
        if (customers.isEmpty()) {
            return Set.of();
        }
        return Set.copyOf(database.query(
                permission,
                "select r.id from customer_customer r where {scope:r} and r.deleted_at is null and r.id in (:ids)",
                Map.of("ids", List.copyOf(customers)),
                row -> row.requireUuid("id")));
    }

    /** Which of these pools there are. */
    Set<UUID> pools(Collection<UUID> pools) {
        if (pools.isEmpty()) {
            return Set.of();
        }
        return Set.copyOf(database.rows(
                "select id from customer_pool where id in (:ids)",
                Map.of("ids", List.copyOf(pools)),
                row -> row.requireUuid("id")));
    }

    /** How many days things stay in the bin; -1 for ever. */
    int keepDays(int otherwise) {
        return database
                .rows(
                        "select coalesce(keep_days, -1) as days from customer_bin_setting",
                        Map.of(),
                        row -> number(row, "days"))
                .stream()
                .findFirst()
                .orElse(otherwise);
    }

    void keepDays(@Nullable Integer days, Instant now, String by) {
        Map<String, Object> values = new HashMap<>();
        values.put("days", days);
        values.put("now", now);
        values.put("by", by);
        if (database.execute(
                        "update customer_bin_setting set keep_days = :days, updated_at = :now, updated_by = :by",
                        values)
                == 0) {
            database.execute(
                    "insert into customer_bin_setting (one, keep_days, updated_at, updated_by)"
                            + " values (1, :days, :now, :by)",
                    values);
        }
    }

    private static Unique unique(Row row) {
        String system = row.text("external_system");
        String id = row.text("external_id");
        return new Unique(
                row.text("credit_code"), system == null || id == null ? null : new ExternalReference(system, id));
    }

    private static Batch batch(Row row) {
        return new Batch(
                row.requireUuid("batch"),
                row.text("reason"),
                row.requireText("deleted_by"),
                row.requireInstant("deleted_at"),
                row.instant("purge_after"),
                number(row, "customers"),
                number(row, "restored"),
                number(row, "purged"));
    }

    private static int number(Row row, String column) {
        return Math.toIntExact(row.requireNumber(column));
    }
}
