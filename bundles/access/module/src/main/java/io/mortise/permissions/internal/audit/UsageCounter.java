package io.mortise.permissions.internal.audit;

import io.mortise.access.Permission;
import io.mortise.permissions.internal.policy.UsageRecorder;
import java.time.LocalDate;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * Adds without a lock and without a look-up. The writer's list holds it from its first addition until it is written, so that a
 * profile that is dropped in between takes nothing with it.
 */
final class UsageCounter implements UsageRecorder.Counter {

    private final String caller;
    private final Permission permission;
    private final Queue<UsageCounter> used;
    private final LongAdder times = new LongAdder();
    private final AtomicBoolean listed = new AtomicBoolean();

    /** Of the writer alone. */
    private long written;

    UsageCounter(String caller, Permission permission, Queue<UsageCounter> used) {
        this.caller = caller;
        this.permission = permission;
        this.used = used;
    }

    String caller() {
        return caller;
    }

    Permission permission() {
        return permission;
    }

    @Override
    public void used() {
        times.increment();
        if (!listed.get() && listed.compareAndSet(false, true)) {
            used.add(this);
        }
    }

    /** What has to be written. Off the list first and summed then: an addition in between lists it again. */
    long take() {
        listed.set(false);
        return times.sum() - written;
    }

    /** It was written. */
    void wrote(long more) {
        written += more;
    }

    /** It could not be written: the next time. */
    void keep() {
        if (listed.compareAndSet(false, true)) {
            used.add(this);
        }
    }

    /** What one row of the table is about. */
    record Key(String caller, Permission permission, LocalDate day) {}
}
