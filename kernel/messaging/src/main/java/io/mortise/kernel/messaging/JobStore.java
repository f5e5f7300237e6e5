package io.mortise.kernel.messaging;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceException;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import io.mortise.access.Caller;
import io.mortise.data.Ids;
import io.mortise.kernel.spi.Callers;
import io.mortise.kernel.spi.KernelDatabase;
import io.mortise.kernel.spi.UnitsOfWork;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs that wait or happen. Our row says what and for whom; db-scheduler's row of the same id says when, and both are
 * written in one transaction. Two unique columns do the rest: {@code waiting_key} lets one run per key wait,
 * {@code running_key} lets one happen.
 */
final class JobStore {

    private static final Logger LOG = LoggerFactory.getLogger(JobStore.class);

    /** The key of the row that stands for a job's schedule. */
    static final String SCHEDULED = "@schedule";

    private final UnitsOfWork units;
    private final boolean postgresql;
    private final SchedulerClient client;
    private final CustomTask<Void> task;
    private final Clock clock;

    /** @param client schedules on the connection of the unit of work of the thread */
    JobStore(KernelDatabase database, SchedulerClient client, CustomTask<Void> task, Clock clock) {
        this.units = database.units();
        this.postgresql = database.kind() == KernelDatabase.Kind.POSTGRESQL;
        this.client = client;
        this.task = task;
        this.clock = clock;
    }

    /**
     * One run.
     *
     * @param schedule of a run that comes back by itself, or null
     * @param attempts failures so far
     */
    record Run(
            UUID id,
            String module,
            String name,
            String key,
            @Nullable String schedule,
            String payload,
            int attempts,
            Instant enqueuedAt,
            String traceId,
            boolean dead) {}

    /** Enqueues, in the unit of work of this thread; false when a run with the key is waiting. */
    boolean enqueue(String module, String name, String key, String payload, Duration delay) {
        Connection connection = units.connection();
        UUID id = Ids.next();
        Caller caller = Caller.current();
        String trace = caller.kind() == Caller.Kind.NOBODY ? Callers.newTraceId() : caller.traceId();
        do {
            if (waits(connection, module, name, key)) {
                return false;
            }
        } while (!insert(connection, id, module, name, key, payload, trace));
        client.scheduleIfNotExists(task.instance(id.toString()), clock.instant().plus(delay));
        return true;
    }

    /** Locks the waiting run, so that it can't begin before this unit of work is visible to it. */
    private static boolean waits(Connection connection, String module, String name, String key) {
        return Sql.first(
                        connection,
                        "select id from kernel_messaging_job where module = ? and name = ? and waiting_key = ? for update",
                        row -> true,
                        module,
                        name,
                        key)
                .isPresent();
    }

    private boolean insert(
            Connection connection, UUID id, String module, String name, String key, String payload, String trace) {
        String sql = "insert into kernel_messaging_job (id, module, name, job_key, waiting_key, payload, attempts,"
                + " enqueued_at, trace_id, parked) values (?, ?, ?, ?, ?, ?, 0, ?, ?, false)"
                + (postgresql ? " on conflict (module, name, waiting_key) do nothing" : "");
        try {
            return Sql.run(connection, sql, id, module, name, key, key, payload, clock.instant(), trace) == 1;
        } catch (MessagingException e) {
            if (Sql.taken(e)) {
                return false;
            }
            throw e;
        }
    }

    Optional<Run> find(UUID id) {
        return units.read(() -> Sql.first(
                units.connection(),
                "select module, name, job_key, schedule, payload, attempts, enqueued_at, trace_id, dead_at"
                        + " from kernel_messaging_job where id = ?",
                row -> new Run(
                        id,
                        row.getString("module"),
                        row.getString("name"),
                        row.getString("job_key"),
                        row.getString("schedule"),
                        row.getString("payload"),
                        row.getInt("attempts"),
                        Sql.instant(row, "enqueued_at"),
                        row.getString("trace_id"),
                        Sql.instantOrNull(row, "dead_at") != null),
                id));
    }

    /** Marks it as running; false when another run with its key is. */
    boolean begin(Run run) {
        try {
            return units.separately(() -> Sql.run(
                            units.connection(),
                            "update kernel_messaging_job set waiting_key = null, running_key = job_key, parked = false"
                                    + " where id = ?",
                            run.id()))
                    == 1;
        } catch (MessagingException e) {
            if (Sql.taken(e)) {
                return false;
            }
            throw e;
        }
    }

    /** The module is off: the run is to be found when it is back. */
    void park(Run run) {
        units.separately(() ->
                Sql.run(units.connection(), "update kernel_messaging_job set parked = true where id = ?", run.id()));
    }

    /** The run ended well; a scheduled one comes back. */
    void done(Run run) {
        if (run.schedule() == null) {
            units.separately(() -> {
                unschedule(units.connection(), run.id());
                return Sql.run(units.connection(), "delete from kernel_messaging_job where id = ?", run.id());
            });
        } else {
            waitAgain(run, 0, null);
        }
    }

    /**
     * Removes db-scheduler's row together with ours: if it went after our commit, a run repeated in between would go with
     * it.
     */
    private void unschedule(Connection connection, UUID id) {
        Sql.run(
                connection,
                "delete from kernel_messaging_task where task_name = ? and task_instance = ?",
                task.getName(),
                id.toString());
    }

    /** The run is to be repeated. */
    void waitAgain(Run run, int attempts, @Nullable String error) {
        try {
            units.separately(() -> Sql.run(
                    units.connection(),
                    "update kernel_messaging_job set running_key = null, attempts = ?, error = ?, waiting_key = case when"
                            + " exists (select 1 from kernel_messaging_job o where o.module = ? and o.name = ?"
                            + " and o.waiting_key = ?) then null else job_key end where id = ?",
                    attempts,
                    error,
                    run.module(),
                    run.name(),
                    run.key(),
                    run.id()));
        } catch (MessagingException e) {
            if (!Sql.taken(e)) {
                throw e;
            }
            // Somebody enqueued the key in this very moment: both wait, one after the other runs.
            units.separately(() -> Sql.run(
                    units.connection(),
                    "update kernel_messaging_job set running_key = null, waiting_key = null, attempts = ?, error = ?"
                            + " where id = ?",
                    attempts,
                    error,
                    run.id()));
        }
    }

    /** The last try failed. A scheduled job goes on with its next run; the failed one is kept as a run of its own. */
    void bury(Run run, int attempts, String error) {
        units.separately(() -> {
            Connection connection = units.connection();
            Instant now = clock.instant();
            UUID dead = run.id();
            if (run.schedule() != null) {
                dead = Ids.next();
                Sql.run(
                        connection,
                        "insert into kernel_messaging_job (id, module, name, job_key, payload, attempts, enqueued_at,"
                                + " trace_id, parked, error, dead_at) values (?, ?, ?, ?, ?, ?, ?, ?, false, ?, ?)",
                        dead,
                        run.module(),
                        run.name(),
                        run.key(),
                        run.payload(),
                        attempts,
                        now,
                        run.traceId(),
                        error,
                        now);
                Sql.run(
                        connection,
                        "update kernel_messaging_job set running_key = null, waiting_key = job_key, attempts = 0, error = ?"
                                + " where id = ?",
                        error,
                        run.id());
            } else {
                unschedule(connection, run.id());
                Sql.run(
                        connection,
                        "update kernel_messaging_job set running_key = null, waiting_key = null, attempts = ?, error = ?,"
                                + " dead_at = ? where id = ?",
                        attempts,
                        error,
                        now,
                        run.id());
            }
            return Sql.run(
                    connection,
                    "insert into kernel_messaging_dead_letter (id, kind, module, name, letter_key, attempts, error,"
                            + " occurred_at, dead_at, trace_id, job_id) values (?, 'job', ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    Ids.next(),
                    run.module(),
                    run.name(),
                    run.key(),
                    attempts,
                    error,
                    run.enqueuedAt(),
                    now,
                    run.traceId(),
                    dead);
        });
    }

    /** Schedules a buried run again, in the unit of work of this thread. */
    void repeat(UUID id) {
        int changed = Sql.run(
                units.connection(),
                "update kernel_messaging_job set attempts = 0, error = null, dead_at = null where id = ?",
                id);
        if (changed == 1) {
            client.scheduleIfNotExists(task.instance(id.toString()), clock.instant());
        }
    }

    /** Removes a buried run, in the unit of work of this thread. */
    void discard(UUID id) {
        Sql.run(units.connection(), "delete from kernel_messaging_job where id = ? and dead_at is not null", id);
    }

    /**
     * Brings the schedules of a module to what the version that serves wants, and wakes what waited while it was off.
     *
     * @param first when a new or changed schedule first runs, by the job's name
     * @param schedules text by the job's name
     */
    void follow(
            String module, Map<String, String> schedules, Map<String, Instant> first, Map<String, Instant> changed) {
        units.separately(() -> {
            Connection connection = units.connection();
            Map<String, Standing> standing = standing(connection, module);
            standing.forEach((name, row) -> {
                String wanted = schedules.get(name);
                if (wanted == null) {
                    Sql.run(connection, "delete from kernel_messaging_job where id = ?", row.id());
                    unschedule(row.id());
                } else if (!wanted.equals(row.schedule())) {
                    Sql.run(connection, "update kernel_messaging_job set schedule = ? where id = ?", wanted, row.id());
                    move(row.id(), changed.getOrDefault(name, clock.instant()));
                }
            });
            schedules.forEach((name, schedule) -> {
                if (!standing.containsKey(name)) {
                    UUID id = Ids.next();
                    if (insert(connection, id, module, name, SCHEDULED, "{}", Callers.newTraceId())) {
                        Sql.run(connection, "update kernel_messaging_job set schedule = ? where id = ?", schedule, id);
                        client.scheduleIfNotExists(
                                task.instance(id.toString()), first.getOrDefault(name, clock.instant()));
                    }
                }
            });
            List<UUID> parked = Sql.list(
                    connection,
                    "select id from kernel_messaging_job where module = ? and parked = true",
                    row -> row.getObject(1, UUID.class),
                    module);
            parked.forEach(id -> move(id, clock.instant()));
            return Sql.run(
                    connection,
                    "update kernel_messaging_job set parked = false where module = ? and parked = true",
                    module);
        });
    }

    private record Standing(UUID id, String schedule) {}

    private static Map<String, Standing> standing(Connection connection, String module) {
        var all = new TreeMap<String, Standing>();
        Sql.list(
                        connection,
                        "select name, id, schedule from kernel_messaging_job where module = ? and schedule is not null",
                        row -> Map.entry(
                                row.getString(1), new Standing(row.getObject(2, UUID.class), row.getString(3))),
                        module)
                .forEach(entry -> all.put(entry.getKey(), entry.getValue()));
        return all;
    }

    private void move(UUID id, Instant to) {
        try {
            client.reschedule(task.instance(id.toString()), to);
        } catch (TaskInstanceException e) {
            // It runs at this moment or has just ended: its end reads the new schedule.
            LOG.debug("run {} is not moved", id, e);
        }
    }

    private void unschedule(UUID id) {
        try {
            client.cancel(task.instance(id.toString()));
        } catch (TaskInstanceException e) {
            // It runs at this moment: it finds no row when it ends, and goes.
            LOG.debug("run {} is not cancelled", id, e);
        }
    }

    /** Removes every run of a module. */
    void forget(String module) {
        units.separately(() -> {
            Connection connection = units.connection();
            Sql.list(
                            connection,
                            "select id from kernel_messaging_job where module = ?",
                            row -> row.getObject(1, UUID.class),
                            module)
                    .forEach(id -> unschedule(connection, id));
            Sql.run(connection, "delete from kernel_messaging_job where module = ?", module);
            return Sql.run(
                    connection, "delete from kernel_messaging_dead_letter where module = ? and kind = 'job'", module);
        });
    }
}
