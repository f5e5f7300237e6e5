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
        deliver();
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
        if (before >= 0 && epoch.current() == before) {
            sure = new Sure(before, read);
        }
        return read.book();
    }

    private Kept read() {
        PolicyVersion version = store.newest().orElseThrow(() -> new IllegalStateException("there is no policy yet"));
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

    /** Writes the delivered presets as version 1, once: what a later module delivers changes nothing by itself. */
    private void deliver() {
        if (database.read(store::newest).isPresent()) {
            return;
        }
        try {
            database.write(() -> {
                epoch.advance();
                store.lock();
                if (store.newest().isEmpty()) {
                    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
                    store.append(
                            null,
                            Presets.delivered(now).at(1),
                            new PolicyVersion(
                                    1, Ids.next(), now, "module:access", "policy.deliver", "presets", "first start"));
                }
                return true;
            });
        } catch (ProblemException e) {
            if (database.read(store::newest).isEmpty()) {
                throw e;
            }
        }
    }
}
