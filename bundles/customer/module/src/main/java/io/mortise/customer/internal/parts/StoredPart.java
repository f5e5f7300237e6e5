package io.mortise.customer.internal.parts;

import io.mortise.access.Permission;
import io.mortise.data.Database;
import io.mortise.data.RowReader;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Parts in a table with the columns {@code id}, {@code customer_id}, {@code deleted_at} and {@code delete_batch}. */
public class StoredPart implements CustomerPart {

    private static final int MOST = 1000;
    private static final String OWN = "p.customer_id in (:customers)";
    private static final String PLACE = "{scope:p}";

    private final Database database;
    private final String name;
    private final String table;
    private final @Nullable String object;

    /**
     * @param table its name is trusted
     * @param object whose table it is, a child of {@code customer.customer} by {@code customer_id}; null when it is nobody's
     */
    protected StoredPart(Database database, String name, String table, @Nullable String object) {
        this.database = database;
        this.name = name;
        this.table = table;
        this.object = object;
    }

    @Override
    public final String name() {
        return name;
    }

    /** Where the rows are. */
    protected final Database database() {
        return database;
    }

    @Override
    public long count(Permission permission, Collection<UUID> customers) {
        return count(permission, customers, "p.deleted_at is null", Map.of());
    }

    @Override
    public Set<UUID> used(Permission permission, Collection<UUID> customers) {
        return Set.copyOf(rows(
                permission,
                customers,
                "select distinct p.customer_id from " + table + " p where ",
                "1 = 1",
                Map.of(),
                row -> row.requireUuid("customer_id")));
    }

    @Override
    public int delete(Permission permission, UUID batch, Collection<UUID> customers) {
        return change(
                permission,
                customers,
                "update " + table + " p set deleted_at = :now, delete_batch = :batch where ",
                "p.deleted_at is null",
                Map.of("batch", batch, "now", Instant.now().truncatedTo(ChronoUnit.MICROS)));
    }

    @Override
    public int restore(Permission permission, UUID batch, Collection<UUID> customers) {
        return change(
                permission,
                customers,
                "update " + table + " p set deleted_at = null, delete_batch = null where ",
                "p.delete_batch = :batch",
                Map.of("batch", batch));
    }

    @Override
    public long inBin(Permission permission, UUID batch, Collection<UUID> customers) {
        return count(permission, customers, "p.delete_batch = :batch", Map.of("batch", batch));
    }

    @Override
    public int purge(Permission permission, Collection<UUID> customers) {
        return change(permission, customers, "delete from " + table + " p where ", "1 = 1", Map.of());
    }

    @Override
    public List<UUID> repoint(Permission permission, UUID from, UUID to) {
        List<UUID> ids = ids(permission, List.of(from), "1 = 1", Map.of());
        change(
                permission,
                List.of(from),
                "update " + table + " p set customer_id = :to where ",
                "1 = 1",
                Map.of("to", to));
        return ids;
    }

    @Override
    public int repointBack(Permission permission, UUID from, UUID to, Collection<UUID> moved) {
        var ids = new ArrayList<>(moved);
        int back = 0;
        for (int start = 0; start < ids.size(); start += MOST) {
            back += change(
                    permission,
                    List.of(to),
                    "update " + table + " p set customer_id = :back where ",
                    "p.id in (:ids)",
                    Map.of("back", from, "ids", ids.subList(start, Math.min(start + MOST, ids.size()))));
        }
        return back;
    }

    /** Ids of the customers' rows that meet a condition on {@code p}. */
    protected final List<UUID> ids(
            Permission permission, Collection<UUID> customers, String condition, Map<String, ?> values) {
        return rows(
                permission,
                customers,
                "select p.id from " + table + " p where ",
                condition + " order by p.id",
                values,
                row -> row.requireUuid("id"));
    }

    /** How many of the customers' rows meet a condition on {@code p}. */
    protected final long count(
            Permission permission, Collection<UUID> customers, String condition, Map<String, ?> values) {
        String head = "select count(*) as n from " + table + " p where ";
        return rows(permission, customers, head, condition, values, row -> row.requireNumber("n")).stream()
                .findFirst()
                .orElse(0L);
    }

    /**
     * Changes the customers' rows.
     *
     * @param head an update or delete of {@code p}, up to its {@code where}
     * @param condition trusted text
     */
    protected final int change(
            Permission permission, Collection<UUID> customers, String head, String condition, Map<String, ?> values) {
        if (customers.isEmpty()) {
            return 0;
        }
        return object == null
                ? database.execute(head + OWN + " and " + condition, with(customers, values))
                : database.carry(permission, customers, object, head + PLACE + " and " + condition, values);
    }

    private <R> List<R> rows(
            Permission permission,
            Collection<UUID> customers,
            String head,
            String condition,
            Map<String, ?> values,
            RowReader<R> reader) {
        if (customers.isEmpty()) {
            return List.of();
        }
        return object == null
                ? database.rows(head + OWN + " and " + condition, with(customers, values), reader)
                : database.carried(permission, customers, object, head + PLACE + " and " + condition, values, reader);
    }

    private static Map<String, Object> with(Collection<UUID> customers, Map<String, ?> values) {
        var all = new HashMap<String, Object>(values);
        all.put("customers", List.copyOf(customers));
        return all;
    }
}
