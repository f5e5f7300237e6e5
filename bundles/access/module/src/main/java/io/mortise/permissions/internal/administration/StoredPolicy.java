package io.mortise.permissions.internal.administration;

import io.mortise.access.PolicyEpoch;
import io.mortise.data.Database;
import io.mortise.data.Ids;
import io.mortise.permissions.internal.persistence.PolicyStore;
import io.mortise.permissions.internal.policy.Policy;
import io.mortise.permissions.internal.policy.PolicySource;
import io.mortise.permissions.internal.rulebook.PolicyVersion;
import io.mortise.permissions.internal.rulebook.Rulebook;
import io.mortise.rest.ProblemException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The policy that counts. Asked on every request, it answers from memory while the epoch lasts; after the end of an epoch it looks
 * whether the version is still the same content, so that a change of the organisation reads one row here and not the whole policy.
 */
@Component(service = {PolicySource.class, StoredPolicy.class})
public final class StoredPolicy implements PolicySource {

    private record Kept(UUID id, Rulebook book) {}

    private record Sure(long epoch, Kept kept) {}

    private final Database database;
    private final PolicyStore store;
    private final PolicyEpoch epoch;
    private volatile @Nullable Sure sure;

    /** By the id of its content it can't be stale, whichever transaction read it. */
    private volatile @Nullable Kept last;

    @Activate
    public StoredPolicy(@Reference Database database, @Reference PolicyEpoch epoch) {
        this.database = database;
        this.store = new PolicyStore(database);
        this.epoch = epoch;
    }

    @Override
    public Policy current() {
        return book().policy();
    }

    /** Everything that is versioned, as committed, or as this unit of work has changed it. */
    public Rulebook book() {
        long before = epoch.current();
        Sure known = sure;
        if (known != null && before >= 0 && known.epoch() == before) {
            return known.kept().book();
        }
        Kept read = database.read(this::read);
        if (read.book().policy().version() == 0) {
            return delivered();
        }
        if (before >= 0 && epoch.current() == before) {
            sure = new Sure(before, read);
        }
        return read.book();
    }

    private Kept read() {
        PolicyVersion version = store.newest().orElse(null);
        if (version == null) {
            return new Kept(new UUID(0, 0), Presets.delivered());
        }
        Kept known = last;
        if (known != null && known.id().equals(version.id())) {
            return known;
        }
        var read = new Kept(version.id(), store.read(version));
        last = read;
        return read;
    }

    /** As it was at a version. */
    public Optional<Rulebook> book(long version) {
        return database.read(() -> store.version(version).map(store::read));
    }

    /** Which version counted at a moment; 0 before the first. */
    public long versionAt(Instant moment) {
        return database.read(() -> store.versionAt(moment));
    }

    /**
     * The presets, as what they count from the first question on. They are written as soon as the one who asks may write; what he
     * is told is the same before and after.
     */
    private Rulebook delivered() {
        try {
            database.write(() -> {
                deliver();
                return true;
            });
        } catch (IllegalStateException | ProblemException e) {
            // asked within a reading unit of work, or another server wrote them at this moment
            return Presets.delivered().at(1);
        }
        return Presets.delivered().at(1);
    }

    /** Writes the presets as version 1, once: what a later module delivers changes nothing by itself. Needs a writing unit of work. */
    void deliver() {
        if (store.newest().isPresent()) {
            return;
        }
        epoch.advance();
        store.lock();
        if (store.newest().isEmpty()) {
            store.append(
                    null,
                    Presets.delivered().at(1),
                    new PolicyVersion(
                            1,
                            Ids.next(),
                            Instant.now().truncatedTo(ChronoUnit.MICROS),
                            "module:access",
                            "policy.deliver",
                            "presets",
                            "first start"));
        }
    }
}
