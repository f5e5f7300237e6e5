package io.mortise.kernel.messaging;

import io.mortise.kernel.spi.UnitsOfWork;
import io.mortise.rest.Page;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What waits, for people and for gauges. */
final class Backlog {

    private final UnitsOfWork units;

    Backlog(UnitsOfWork units) {
        this.units = units;
    }

    /**
     * What one module hears.
     *
     * @param since when it subscribed
     * @param waiting deliveries not made yet
     * @param blockedKeys keys that a dead letter blocks
     * @param oldestAt when the oldest waiting event was published, or null
     */
    record Hearing(
            String module,
            String event,
            Instant since,
            long waiting,
            long blockedKeys,
            @Nullable Instant oldestAt) {}

    /**
     * A run that waits or happens.
     *
     * @param state {@code waiting}, {@code running}, {@code module-off} or {@code dead}
     * @param schedule {@code every PT1H}, {@code daily 03:00}, or null when it was enqueued
     * @param nextAt when it is due; null for a dead one
     * @param error what the last failed try said, or null
     */
    record RunView(
            UUID id,
            String module,
            String name,
            String key,
            String state,
            @Nullable String schedule,
            int attempts,
            @Nullable Instant nextAt,
            @Nullable String error) {}

    List<Hearing> hearings(@Nullable String module) {
        String where = module == null ? "" : " where s.module = ?";
        @Nullable Object[] values = module == null ? new @Nullable Object[0] : new @Nullable Object[] {module};
        return units.read(() -> Sql.list(
                units.connection(),
                "select s.module, s.event, s.since,"
                        + " (select count(*) from kernel_messaging_delivery d where d.subscription_id = s.id) as waiting,"
                        + " (select count(*) from kernel_messaging_lane l where l.subscription_id = s.id and l.due_at is null)"
                        + " as blocked, (select min(e.published_at) from kernel_messaging_delivery d"
                        + " join kernel_messaging_event e on e.id = d.event_id where d.subscription_id = s.id) as oldest"
                        + " from kernel_messaging_subscription s" + where + " order by s.module, s.event",
                row -> new Hearing(
                        row.getString("module"),
                        row.getString("event"),
                        Sql.instant(row, "since"),
                        row.getLong("waiting"),
                        row.getLong("blocked"),
                        Sql.instantOrNull(row, "oldest")),
                values));
    }

    Page<RunView> runs(@Nullable String module, int limit, @Nullable UUID after) {
        var where = new StringBuilder(" where 1 = 1");
        var values = new java.util.ArrayList<@Nullable Object>();
        if (module != null) {
            where.append(" and j.module = ?");
            values.add(module);
        }
        if (after != null) {
            where.append(" and j.id < ?");
            values.add(after);
        }
        List<RunView> found = units.read(() -> Sql.list(
                units.connection(),
                "select j.id, j.module, j.name, j.job_key, j.schedule, j.attempts, j.error, t.execution_time, case"
                        + " when j.dead_at is not null then 'dead' when j.parked = true then 'module-off'"
                        + " when t.picked = true then 'running' else 'waiting' end as state"
                        + " from kernel_messaging_job j left join kernel_messaging_task t"
                        + " on t.task_name = 'job' and t.task_instance = cast(j.id as varchar(36))" + where
                        + " order by j.id desc fetch first " + (limit + 1) + " rows only",
                row -> new RunView(
                        row.getObject("id", UUID.class),
                        row.getString("module"),
                        row.getString("name"),
                        row.getString("job_key"),
                        row.getString("state"),
                        row.getString("schedule"),
                        row.getInt("attempts"),
                        Sql.instantOrNull(row, "execution_time"),
                        row.getString("error")),
                values.toArray()));
        boolean more = found.size() > limit;
        List<RunView> items = more ? found.subList(0, limit) : found;
        return new Page<>(items, more ? Cursor.write(items.getLast().id()) : null);
    }

    long count(String sql) {
        return units.read(
                () -> Sql.first(units.connection(), sql, row -> row.getLong(1)).orElse(0L));
    }

    @Nullable
    Instant oldest() {
        return units.read(() -> Sql.first(
                        units.connection(),
                        "select e.published_at from kernel_messaging_event e where exists"
                                + " (select 1 from kernel_messaging_delivery d where d.event_id = e.id)"
                                + " order by e.published_at fetch first 1 rows only",
                        row -> Sql.instant(row, "published_at")))
                .orElse(null);
    }
}
