package io.mortise.permissions.internal.audit;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which entries are asked for; null for all.
 *
 * @param from inclusive
 * @param until exclusive
 * @param caller who did it or for whom it was done
 */
record AuditFilter(
        @Nullable Instant from,
        @Nullable Instant until,
        @Nullable String caller,
        @Nullable String object,
        @Nullable UUID record,
        @Nullable String action,
        @Nullable String outcome) {

    /** The rest of a where clause, and its values. */
    String sql(Map<String, @Nullable Object> values) {
        var sql = new StringBuilder();
        add(sql, values, " and happened_at >= :from", "from", from);
        add(sql, values, " and happened_at < :until", "until", until);
        add(sql, values, " and (caller_id = :caller or behalf_id = :caller)", "caller", caller);
        add(sql, values, " and object = :object", "object", object);
        add(sql, values, " and record_id = :record", "record", record);
        add(sql, values, " and action = :action", "action", action);
        add(sql, values, " and outcome = :outcome", "outcome", outcome);
        return sql.toString();
    }

    private static void add(
            StringBuilder sql,
            Map<String, @Nullable Object> values,
            String condition,
            String name,
            @Nullable Object value) {
        if (value != null) {
            sql.append(condition);
            values.put(name, value);
        }
    }
}
