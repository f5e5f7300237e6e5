package io.mortise.permissions.internal.audit;

import io.mortise.access.AuditEntry;
import io.mortise.access.AuditTrail;
import io.mortise.data.Database;
import io.mortise.module.Departure;
import io.mortise.permissions.internal.decision.Beside;
import io.mortise.permissions.internal.policy.PolicySource;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trail in the database. What was done is written in the unit of work that did it, without a place in the chain: taking the
 * place there would make every writer of the system wait for every other until its commit. {@link Sealing} gives places.
 */
@Component(service = {AuditTrail.class, StoredAuditTrail.class, Departure.class})
public final class StoredAuditTrail implements AuditTrail, Departure {

    private static final Logger LOG = LoggerFactory.getLogger(StoredAuditTrail.class);

    private final Database database;
    private final PolicySource policies;
    private final AuditStore store;
    private final Refusals refusals;
    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("access-refusals").factory());

    /** Shadow mode, which asks for decisions in turn: hence dynamic. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable Beside beside;

    @Activate
    public StoredAuditTrail(@Reference Database database, @Reference PolicySource policies) {
        this.database = database;
        this.policies = policies;
        this.store = new AuditStore(database);
        this.refusals = new Refusals(database, store);
        writer.scheduleWithFixedDelay(this::write, 1, 1, TimeUnit.SECONDS);
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
    public void record(AuditEntry entry) {
        Beside looking = beside;
        if (looking != null) {
            looking.recorded(entry);
        }
        switch (entry.outcome()) {
            case REFUSED -> refusals.count(entry, version());
            case DONE ->
                database.write(() -> {
                    store.insert(EntryWriter.of(entry, entry.record(), 1, version()), null);
                    return true;
                });
        }
    }

    /** So that the decision can be explained later. A refusal is noted also while nobody can say which policy counts. */
    private @Nullable Long version() {
        try {
            return policies.current().version();
        } catch (RuntimeException e) {
            LOG.warn("an entry of the audit trail has no version of the policy: it can't be read now", e);
            return null;
        }
    }

    private void write() {
        try {
            refusals.write(Instant.now());
        } catch (RuntimeException e) {
            LOG.error("refusals can't be written to the audit trail now; they are kept and tried again", e);
        }
    }
}
