package io.example.loyalty;

import io.mortise.access.Caller;
import io.mortise.data.Database;
import io.mortise.data.Ids;
import io.mortise.data.Row;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The module's only table. Whose points may be seen is asked before, of the module that knows customers. */
@Component(service = Points.class)
public final class Points {

    private final Database database;

    @Activate
    public Points(@Reference Database database) {
        this.database = database;
    }

    /** What a customer got once. */
    public record Gift(UUID id, UUID customer, int points, String reason, Instant at, String by) {}

    /** Gives points; the same id gives them once. */
    Gift give(UUID id, UUID customer, int points, String reason) {
        var gift = new Gift(
                id,
                customer,
                points,
                reason,
                Instant.now().truncatedTo(ChronoUnit.MICROS),
                Caller.current().name());
        database.write(() -> database.execute(
                "insert into loyalty_point (id, customer_id, points, reason, given_at, given_by)"
                        + " select cast(:id as uuid), cast(:customer as uuid), cast(:points as integer),"
                        + " cast(:reason as varchar(200)), cast(:at as timestamp with time zone), cast(:by as varchar(80))"
                        + " where not exists (select 1 from loyalty_point p where p.id = :id)",
                Map.of(
                        "id",
                        id,
                        "customer",
                        customer,
                        "points",
                        points,
                        "reason",
                        reason,
                        "at",
                        gift.at(),
                        "by",
                        gift.by())));
        return gift;
    }

    /** How many a customer has. */
    long balance(UUID customer) {
        return database.read(() -> database.rows(
                        "select coalesce(sum(p.points), 0) as balance from loyalty_point p where p.customer_id = :customer",
                        Map.of("customer", customer),
                        row -> row.requireNumber("balance")))
                .getFirst();
    }

    /** The newest of a customer before a moment, or the newest of all. */
    List<Gift> newest(UUID customer, @Nullable Instant before, @Nullable UUID beforeId, int limit) {
        var values = new HashMap<String, Object>(Map.of("customer", customer, "limit", limit));
        String older = "";
        if (before != null && beforeId != null) {
            older = " and (p.given_at < :at or (p.given_at = :at and p.id < :id))";
            values.put("at", before);
            values.put("id", beforeId);
        }
        String sql = "select p.id, p.customer_id, p.points, p.reason, p.given_at, p.given_by from loyalty_point p"
                + " where p.customer_id = :customer" + older
                + " order by p.customer_id desc, p.given_at desc, p.id desc fetch first :limit rows only";
        return database.read(() -> database.rows(sql, values, Points::read));
    }

    /** Ids in the order of time: a new gift. */
    static UUID next() {
        return Ids.next();
    }

    private static Gift read(Row row) {
        return new Gift(
                row.requireUuid("id"),
                row.requireUuid("customer_id"),
                (int) row.requireNumber("points"),
                row.requireText("reason"),
                row.requireInstant("given_at"),
                row.requireText("given_by"));
    }
}
