package io.mortise.permissions.internal.audit;

import io.mortise.data.Database;
import io.mortise.message.Job;
import io.mortise.message.JobRun;
import io.mortise.message.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives committed entries their place in the chain; once per cluster, each second. */
@Component
public final class Sealing implements Job {

    private static final Logger LOG = LoggerFactory.getLogger(Sealing.class);
    private static final int BATCH = 1000;

    /** How often the end of the chain is written to the log: whoever can change the database can't change that. */
    private static final Duration ANCHOR = Duration.ofHours(1);

    private final Database database;
    private final AuditStore store;

    @Activate
    public Sealing(@Reference Database database) {
        this.database = database;
        this.store = new AuditStore(database);
    }

    @Override
    public String name() {
        return "audit-seal";
    }

    @Override
    public Schedule schedule() {
        return Schedule.every(Duration.ofSeconds(1));
    }

    @Override
    public void run(JobRun run) {
        while (!run.stopRequested() && seal() == BATCH) {
            // The next batch.
        }
    }

    /** Seals what waits, at most a batch. */
    int seal() {
        Instant now = EntryWriter.micros(Instant.now());
        if (database.read(() -> store.unsealed(now, 1)).isEmpty()) {
            return 0;
        }
        return database.write(() -> {
            AuditStore.Head head = store.lockHead(now);
            List<Entry> waiting = store.unsealed(now, BATCH);
            long position = head.position();
            String hash = head.hash();
            for (Entry entry : waiting) {
                position++;
                hash = Chain.hash(hash, position, entry);
                store.seal(entry.id(), position, hash);
            }
            boolean anchor =
                    head.position() == 0 || head.anchoredAt().plus(ANCHOR).isBefore(now);
            store.moveHead(new AuditStore.Head(position, hash, anchor ? now : head.anchoredAt()));
            if (anchor) {
                LOG.info("audit trail anchor {}:{}", position, hash);
            }
            return waiting.size();
        });
    }
}
