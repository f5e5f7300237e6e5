package io.mortise.bench;

import io.mortise.data.Row;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of the list, made alike by both sides of {@code scoped-list}. */
record ListedCustomer(
        UUID id,
        String name,
        String stage,
        @Nullable String region,
        @Nullable UUID owner,
        @Nullable UUID department,
        @Nullable UUID pool,
        Instant createdAt,
        long revision) {

    static final List<String> COLUMNS =
            List.of("id", "name", "stage", "region", "owner_id", "department_id", "pool_id", "created_at", "revision");

    static ListedCustomer read(Row row) {
        return new ListedCustomer(
                row.requireUuid("id"),
                row.requireText("name"),
                row.requireText("stage"),
                row.text("region"),
                row.uuid("owner_id"),
                row.uuid("department_id"),
                row.uuid("pool_id"),
                row.requireInstant("created_at"),
                row.requireNumber("revision"));
    }

    static ListedCustomer read(ResultSet row) throws SQLException {
        return new ListedCustomer(
                row.getObject(1, UUID.class),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getObject(5, UUID.class),
                row.getObject(6, UUID.class),
                row.getObject(7, UUID.class),
                row.getObject(8, OffsetDateTime.class).toInstant(),
                row.getLong(9));
    }
}
