package io.mortise.kernel.lifecycle;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Plans in the database: they survive a restart, and expire. */
final class Plans {

    private final Sql sql;

    Plans(Sql sql) {
        this.sql = sql;
    }

    /**
     * A kept plan.
     *
     * @param operation that applied it, or null
     */
    record Kept(Plan plan, @Nullable String operation) {}

    void keep(Plan plan) {
        sql.inTransaction(connection -> {
            return Sql.update(
                    connection,
                    "insert into kernel_lifecycle_plan (id, content, created_at, expires_at) values (?, ?, ?, ?)",
                    plan.id(),
                    Json.write(plan),
                    plan.createdAt(),
                    plan.expiresAt());
        });
    }

    Optional<Kept> find(String id) {
        return sql
                .inTransaction(connection -> Sql.list(
                        connection,
                        "select content, operation from kernel_lifecycle_plan where id = ?",
                        row -> new Kept(Json.read(row.getString("content"), Plan.class), row.getString("operation")),
                        id))
                .stream()
                .findFirst();
    }

    /** Plans that may still be applied. */
    List<Plan> open(Instant now) {
        return sql.inTransaction(connection -> Sql.list(
                connection,
                "select content from kernel_lifecycle_plan where operation is null and expires_at > ?",
                row -> Json.read(row.getString("content"), Plan.class),
                now));
    }

    /** Removes plans that nobody applied in time. */
    void removeExpired(Instant now) {
        sql.inTransaction(connection -> Sql.update(
                connection, "delete from kernel_lifecycle_plan where operation is null and expires_at <= ?", now));
    }
}
