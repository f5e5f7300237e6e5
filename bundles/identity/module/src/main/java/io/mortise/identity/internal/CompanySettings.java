package io.mortise.identity.internal;

import io.mortise.access.Permission;
import io.mortise.data.Database;
import io.mortise.identity.internal.domain.Company;
import io.mortise.identity.internal.domain.IdentityPermissions;
import io.mortise.identity.internal.domain.Refused;
import io.mortise.identity.internal.persistence.CompanyStore;
import io.mortise.rest.FieldFault;
import io.mortise.rest.ProblemException;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Settings of the company: one record that is there from the beginning. */
@Component(service = CompanySettings.class)
public final class CompanySettings {

    private final Database database;
    private final CompanyStore store;
    private final Consequences consequences;

    @Activate
    public CompanySettings(@Reference Database database, @Reference Consequences consequences) {
        this.database = database;
        this.store = new CompanyStore(database);
        this.consequences = consequences;
    }

    /** As they are now; those of a new company when nobody changed them yet. */
    public Company read() {
        return database.read(store::read);
    }

    /** Replaces them; who reports to whom may change, and so the epoch ends. */
    public Company change(Company company, long revision) {
        List<FieldFault> faults = company.faults();
        if (!faults.isEmpty()) {
            throw ProblemException.invalid(faults);
        }
        return database.write(() -> {
            consequences.endEpoch();
            if (!store.write(company, revision)) {
                throw Refused.stale(store.read().revision());
            }
            consequences.audit(new Permission(IdentityPermissions.SETTINGS, "edit"), null, Map.of());
            return store.read();
        });
    }
}
