package io.mortise.permissions.internal.audit;

import io.mortise.access.AuditEntry;
import io.mortise.access.Caller;
import io.mortise.access.Permission;
import io.mortise.data.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Refusals of the running minute. Whoever asks the same thing a million times gets one row with a count, not a million rows:
 * refusing must stay cheaper than asking. Counted in memory, because the refused unit of work is rolled back, and written each second.
 */
final class Refusals {

    /** Records a minute that get a row of their own, for one caller and permission; the others share one. */
    private static final int OWN_ROWS = 20;

    /** Written by every instance until then, sealed after it. */
    private static final Duration OPEN_AFTER_MINUTE = Duration.ofSeconds(5);

    private static final UUID OTHERS = new UUID(0, 0);

    private record Group(String caller, @Nullable String behalf, Permission permission, Instant minute) {}

    private static final class Tally {
        final AuditEntry first;
        final @Nullable UUID record;
        final @Nullable Long policyVersion;
        final AtomicLong times = new AtomicLong();

        /** Of the writer alone. */
        long written;

        @Nullable
        UUID row;

        Tally(AuditEntry first, @Nullable UUID record, @Nullable Long policyVersion) {
            this.first = first;
            this.record = record;
            this.policyVersion = policyVersion;
        }
    }

    private final Database database;
    private final AuditStore store;
    private final Map<Group, Map<UUID, Tally>> groups = new ConcurrentHashMap<>();

    Refusals(Database database, AuditStore store) {
        this.database = database;
        this.store = store;
    }

    /** @param policyVersion what decided it; the first refusal of a minute gives its own to the row */
    void count(AuditEntry entry, @Nullable Long policyVersion) {
        Caller behalf = entry.caller().onBehalfOf();
        var group = new Group(
                entry.caller().id(),
                behalf == null ? null : behalf.id(),
                entry.permission(),
                entry.at().truncatedTo(ChronoUnit.MINUTES));
        // Atomic with the writer's removal, so that nothing is counted in a group that has been written for the last
        // time.
        groups.compute(group, (_, tallies) -> {
            Map<UUID, Tally> into = tallies == null ? new ConcurrentHashMap<>() : tallies;
            UUID record = entry.record() == null ? OTHERS : entry.record();
            UUID key = into.containsKey(record) || into.size() < OWN_ROWS ? record : OTHERS;
            into.computeIfAbsent(key, at -> new Tally(entry, at.equals(OTHERS) ? null : at, policyVersion))
                    .times
                    .incrementAndGet();
            return into;
        });
    }

    /** Writes what was counted since the last time. One thread at a time. */
    synchronized void write(Instant now) {
        for (Group group : groups.keySet()) {
            Map<UUID, Tally> tallies = groups.get(group);
            if (tallies != null) {
                tallies.values().forEach(tally -> write(group, tally));
            }
            if (group.minute().plus(2, ChronoUnit.MINUTES).isBefore(now)) {
                groups.computeIfPresent(
                        group,
                        (_, last) -> last.values().stream().allMatch(tally -> tally.times.get() == tally.written)
                                ? null
                                : last);
            }
        }
    }

    private void write(Group group, Tally tally) {
        long times = tally.times.get();
        long more = times - tally.written;
        if (more == 0) {
            return;
        }
        UUID row = tally.row;
        tally.row = database.write(() -> {
            if (row != null && store.again(row, more)) {
                return row;
            }
            Entry entry = EntryWriter.of(tally.first, tally.record, more, tally.policyVersion);
            store.insert(entry, group.minute().plus(1, ChronoUnit.MINUTES).plus(OPEN_AFTER_MINUTE));
            return entry.id();
        });
        tally.written = times;
    }
}
