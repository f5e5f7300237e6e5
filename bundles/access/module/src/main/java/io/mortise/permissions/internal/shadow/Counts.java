package io.mortise.permissions.internal.shadow;

import io.mortise.access.Permission;
import io.mortise.access.Scope;
import io.mortise.permissions.internal.shadow.Finding.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What one run has found and not written yet. Bounded: what does not fit is counted as missed. From any thread. */
final class Counts {

    /** Findings of one run. */
    static final int MOST = 20_000;

    private static final UUID NONE = new UUID(0, 0);

    /** One finding; the writer's fields are his alone. */
    static final class Count {
        final UUID person;
        final Permission permission;
        final UUID record;
        final Effect effect;
        final @Nullable Scope had;
        final @Nullable Scope has;
        final LongAdder times = new LongAdder();
        long written;

        Count(
                UUID person,
                Permission permission,
                UUID record,
                Effect effect,
                @Nullable Scope had,
                @Nullable Scope has) {
            this.person = person;
            this.permission = permission;
            this.record = record;
            this.effect = effect;
            this.had = had;
            this.has = has;
        }
    }

    private final ConcurrentHashMap<String, Count> counts = new ConcurrentHashMap<>();
    private final LongAdder missed = new LongAdder();
    private long missedWritten;

    /** Once more. */
    void add(UUID person, Permission permission, @Nullable UUID record, Effect effect) {
        add(person, permission, record, effect, null, null);
    }

    /** Answered with rows of one scope, where the draft has another. */
    void rows(UUID person, Permission permission, Scope had, Scope has) {
        add(person, permission, null, Effect.ROWS, had, has);
    }

    private void add(
            UUID person,
            Permission permission,
            @Nullable UUID record,
            Effect effect,
            @Nullable Scope had,
            @Nullable Scope has) {
        UUID about = record == null ? NONE : record;
        String key = person + " " + permission + " " + about + " " + effect;
        Count known = counts.get(key);
        if (known == null) {
            if (counts.size() >= MOST) {
                missed.increment();
                return;
            }
            known = counts.computeIfAbsent(key, _ -> new Count(person, permission, about, effect, had, has));
        }
        known.times.increment();
    }

    /** Something could not be judged. */
    void miss() {
        missed.increment();
    }

    /** What has to be written. One thread at a time. */
    List<Count> open() {
        var open = new ArrayList<Count>();
        for (Count count : counts.values()) {
            if (count.times.sum() > count.written) {
                open.add(count);
            }
        }
        return open;
    }

    /** How many were missed since the last time they were written. One thread at a time. */
    long missed() {
        return missed.sum() - missedWritten;
    }

    /** They were written. */
    void wrote(long more) {
        missedWritten += more;
    }
}
