package io.mortise.permissions.internal.audit;

import io.mortise.access.Permission;
import io.mortise.data.Database;
import io.mortise.module.Departure;
import io.mortise.permissions.internal.policy.UsageRecorder;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How often who used what on which day (UTC), and when last. Counted in memory and written every few seconds and when the module
 * goes; a crash loses those seconds, which statistics bear and a write per request would not be worth.
 */
@Component(service = {UsageRecorder.class, StoredUsage.class, Departure.class})
public final class StoredUsage implements UsageRecorder, Departure {

    private static final Logger LOG = LoggerFactory.getLogger(StoredUsage.class);
    private static final int SECONDS = 3;
    private static final int BATCH = 500;

    /**
     * Use of one permission.
     *
     * @param times since the asked day
     * @param last ever
     */
    public record Use(long times, Instant last) {}

    /** A row of the statistics. */
    public record Fact(LocalDate day, String caller, Permission permission, long times, Instant last) {}

    private final Database database;
    private final Queue<UsageCounter> used = new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("access-usage").factory());

    @Activate
    public StoredUsage(@Reference Database database) {
        this.database = database;
        writer.scheduleWithFixedDelay(this::write, SECONDS, SECONDS, TimeUnit.SECONDS);
    }

    /** Nothing that was counted is lost in a swap: by now the successor counts, and this one writes what it has. */
    @Override
    public void beforeClose() {
        close();
        write();
    }

    @Deactivate
    void close() {
        writer.shutdown();
        try {
            if (!writer.awaitTermination(5, TimeUnit.SECONDS)) {
                writer.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Counter counter(String caller, Permission permission) {
        return new UsageCounter(caller, permission, used);
    }

    /** Use of a caller's permissions since a day. */
    public Map<Permission, Use> of(String caller, LocalDate since) {
        var uses = new HashMap<Permission, Use>();
        database.read(() -> database.rows(
                        "select object, action, sum(case when used_on >= :since then times else 0 end) as n,"
                                + " max(last_at) as last_at from access_usage where caller_id = :caller"
                                + " group by object, action",
                        Map.of("caller", caller, "since", since),
                        row -> Map.entry(
                                new Permission(row.requireText("object"), row.requireText("action")),
                                new Use(row.requireNumber("n"), row.requireInstant("last_at")))))
                .forEach(one -> uses.put(one.getKey(), one.getValue()));
        return uses;
    }

    /** The first day that anything was counted on: before it, nobody can say what was not used. */
    public Optional<LocalDate> countedSince() {
        return database.read(() -> database.rows(
                        "select min(used_on) as used_on from access_usage",
                        Map.of(),
                        row -> Optional.ofNullable(row.day("used_on")))
                .getFirst());
    }

    /** Facts of some days, in order, after one. */
    public List<Fact> facts(
            LocalDate from,
            LocalDate until,
            @Nullable String caller,
            @Nullable String module,
            @Nullable Fact after,
            int limit) {
        var values = new HashMap<String, Object>(Map.of("from", from, "until", until));
        var sql = new StringBuilder("select used_on, caller_id, object, action, times, last_at from access_usage"
                + " where used_on >= :from and used_on <= :until");
        if (caller != null) {
            sql.append(" and caller_id = :caller");
            values.put("caller", caller);
        }
        if (module != null) {
            sql.append(" and object like :module");
            values.put("module", module + ".%");
        }
        if (after != null) {
            sql.append(" and (used_on, caller_id, object, action) > (:day, :who, :object, :action)");
            values.put("day", after.day());
            values.put("who", after.caller());
            values.put("object", after.permission().object());
            values.put("action", after.permission().action());
        }
        sql.append(" order by used_on, caller_id, object, action fetch first ")
                .append(limit)
                .append(" rows only");
        return database.read(() -> database.rows(
                sql.toString(),
                values,
                row -> new Fact(
                        java.util.Objects.requireNonNull(row.day("used_on")),
                        row.requireText("caller_id"),
                        new Permission(row.requireText("object"), row.requireText("action")),
                        row.requireNumber("times"),
                        row.requireInstant("last_at"))));
    }

    /** Writes what was counted. One thread at a time. */
    private synchronized void write() {
        List<UsageCounter> batch = new ArrayList<>();
        do {
            batch.clear();
            for (UsageCounter next = used.poll(); next != null; next = batch.size() < BATCH ? used.poll() : null) {
                batch.add(next);
            }
            if (!batch.isEmpty() && !write(batch)) {
                return;
            }
        } while (!batch.isEmpty());
    }

    private boolean write(List<UsageCounter> batch) {
        Instant now = EntryWriter.micros(Instant.now());
        LocalDate today = now.atZone(ZoneOffset.UTC).toLocalDate();
        var taken = new HashMap<UsageCounter, Long>();
        var rows = new HashMap<UsageCounter.Key, Long>();
        for (UsageCounter counter : batch) {
            long more = counter.take();
            taken.put(counter, more);
            rows.merge(new UsageCounter.Key(counter.caller(), counter.permission(), today), more, Long::sum);
        }
        try {
            database.write(() -> {
                // In one order everywhere, so that two servers never wait for each other.
                rows.entrySet().stream()
                        .sorted(java.util.Comparator.comparing(row ->
                                row.getKey().caller() + " " + row.getKey().permission()))
                        .filter(row -> row.getValue() > 0)
                        .forEach(row -> add(row.getKey(), row.getValue(), now));
                return true;
            });
            taken.forEach(UsageCounter::wrote);
            return true;
        } catch (RuntimeException e) {
            taken.keySet().forEach(UsageCounter::keep);
            LOG.warn("usage can't be written now; it is kept and tried again", e);
            return false;
        }
    }

    private void add(UsageCounter.Key key, long more, Instant now) {
        Map<String, Object> values = Map.of(
                "caller", key.caller(),
                "object", key.permission().object(),
                "action", key.permission().action(),
                "day", key.day(),
                "more", more,
                "now", now);
        int changed = database.execute(
                "update access_usage set times = times + :more, last_at = :now where caller_id = :caller"
                        + " and object = :object and action = :action and used_on = :day",
                values);
        if (changed == 0) {
            database.execute(
                    "insert into access_usage (caller_id, object, action, used_on, times, last_at)"
                            + " values (:caller, :object, :action, :day, :more, :now)",
                    values);
        }
    }
}
