package io.mortise.permissions.internal.decision;

import io.mortise.access.Roles;
import io.mortise.identity.Organisation;
import io.mortise.identity.PersonStatus;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.policy.PolicySource;
import io.mortise.permissions.internal.rulebook.Receivers;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The roles of people by the policy of now, for modules whose own settings name roles. */
@Component
public final class HeldRoles implements Roles {

    private final PolicySource policies;
    private final Organisation organisation;
    private final Clock clock;

    @Activate
    public HeldRoles(@Reference PolicySource policies, @Reference Organisation organisation) {
        this.policies = policies;
        this.organisation = organisation;
        this.clock = Clock.systemUTC();
    }

    @Override
    public Set<UUID> of(UUID person) {
        return organisation
                .subject(person)
                .filter(subject -> subject.status() == PersonStatus.ACTIVE)
                .map(this::roles)
                .orElse(Set.of());
    }

    private Set<UUID> roles(Subject person) {
        Instant now = clock.instant();
        return policies.current().assignments().stream()
                .filter(assignment -> assignment.role() != null
                        && assignment.holdsAt(now)
                        && Receivers.means(assignment.receiver(), person, organisation.departments()))
                .map(Assignment::role)
                .filter(Objects::nonNull)
                .collect(Collectors.toUnmodifiableSet());
    }
}
