package io.mortise.identity.internal;

import io.mortise.access.Directory;
import io.mortise.identity.Organisation;
import io.mortise.identity.PersonStatus;
import io.mortise.identity.Subject;
import java.time.ZoneId;
import java.util.Optional;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The organisation in the words of the SDK, for modules that do not know this one. */
@Component
public final class Colleagues implements Directory {

    private final Organisation organisation;

    @Activate
    public Colleagues(@Reference Organisation organisation) {
        this.organisation = organisation;
    }

    @Override
    public Optional<Colleague> find(UUID person) {
        return organisation.subject(person).map(Colleagues::colleague);
    }

    @Override
    public ZoneId zone() {
        return organisation.zone();
    }

    private static Colleague colleague(Subject subject) {
        return new Colleague(
                subject.id(),
                subject.name(),
                subject.status() == PersonStatus.ACTIVE,
                subject.mainDepartment(),
                subject.departments());
    }
}
