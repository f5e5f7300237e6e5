package io.mortise.kernel.persistence;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Who has shared with whom, remembered while no share is written: each statement with shares in its scope asks. Of this process
 * only, as the epoch is; whoever is not known here yet shares nothing here.
 */
final class SharedBy {

    private static final int MOST = 20_000;

    private final ConcurrentHashMap<Asked, Known> known = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();

    /** Rows of a table, shared with one of the subjects for an action. */
    record Asked(String table, List<String> subjects, String action) {}

    private record Known(long changes, Set<String> givers) {}

    /** Their ids; some may have shared nothing any more. */
    Set<String> of(Asked asked, Supplier<Set<String>> read) {
        long before = changes.get();
        Known found = known.get(asked);
        if (found != null && found.changes() == before) {
            return found.givers();
        }
        Set<String> givers = Set.copyOf(read.get());
        if (known.size() >= MOST) {
            known.clear();
        }
        known.put(asked, new Known(before, givers));
        return givers;
    }

    /** A share was written: what is read from now on may miss it until the transaction has ended. */
    void changed(UnitOfWork unit) {
        changes.incrementAndGet();
        unit.atEnd(changes::incrementAndGet);
    }
}
