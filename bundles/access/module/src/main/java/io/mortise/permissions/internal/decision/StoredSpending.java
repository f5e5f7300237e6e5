package io.mortise.permissions.internal.decision;

import io.mortise.access.Permission;
import io.mortise.data.Database;
import io.mortise.identity.Organisation;
import io.mortise.permissions.internal.persistence.SpentStore;
import io.mortise.permissions.internal.persistence.SpentStore.Bound;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Daily limits (DECISIONS.md 20); a day is one of the company. */
@Component(service = Spending.class)
public final class StoredSpending implements Spending {

    private final Database database;
    private final Organisation organisation;
    private final SpentStore store;

    @Activate
    public StoredSpending(@Reference Database database, @Reference Organisation organisation) {
        this.database = database;
        this.organisation = organisation;
        this.store = new SpentStore(database);
    }

    @Override
    public long take(List<Profile.Limit> limits, Permission permission, Instant now, long amount) {
        List<Bound> bounds = limits.stream()
                .map(limit -> new Bound(limit.counter(), limit.most()))
                .toList();
        return database.write(() -> {
            LocalDate day = now.atZone(organisation.zone()).toLocalDate();
            return store.take(bounds, permission, day, amount);
        });
    }

    @Override
    public long used(Profile.Limit limit, Permission permission, Instant now) {
        return database.read(() -> store.used(
                limit.counter(), permission, now.atZone(organisation.zone()).toLocalDate()));
    }
}
