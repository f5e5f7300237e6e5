package io.mortise.permissions.internal.decision;

import io.mortise.access.AccessControl;
import io.mortise.access.Caller;
import io.mortise.access.FieldRules;
import io.mortise.access.ObjectCatalog;
import io.mortise.access.Permission;
import io.mortise.access.PolicyEpoch;
import io.mortise.access.Scope;
import io.mortise.identity.Organisation;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.policy.Policy;
import io.mortise.permissions.internal.policy.PolicySource;
import io.mortise.permissions.internal.policy.ScopeCompiler;
import io.mortise.permissions.internal.policy.UsageRecorder;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Answers the kernel from compiled profiles. A profile is kept while the epoch, the declared objects and the moment it was
 * compiled for last (law 8: no timed cache); reading one takes no lock.
 *
 * <p>Only people are decided for: programs with a token get nothing before identity gives them one.
 */
@Component(service = {AccessControl.class, ScopeCompiler.class, Profiles.class})
public final class Decisions implements AccessControl, ScopeCompiler, Profiles {

    /** More people than this are not kept at once; then all are compiled anew when they come. */
    private static final int MOST = 50_000;

    private final PolicySource policies;
    private final Organisation organisation;
    private final PolicyEpoch epoch;
    private final ObjectCatalog objects;
    private final UsageRecorder usage;
    private final Clock clock;
    private final ConcurrentHashMap<UUID, Kept> kept = new ConcurrentHashMap<>();

    /** Shadow mode; it asks for profiles in turn: hence dynamic. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable Beside beside;

    private record Kept(
            long epoch,
            long objects,
            long from,
            long until,
            Profile profile,
            Map<Permission, UsageRecorder.Counter> counters,
            Beside.@Nullable Look beside) {
        boolean lasts(long currentEpoch, long currentObjects, long now) {
            return epoch == currentEpoch && objects == currentObjects && from <= now && now < until;
        }
    }

    @Activate
    public Decisions(
            @Reference PolicySource policies,
            @Reference Organisation organisation,
            @Reference PolicyEpoch epoch,
            @Reference ObjectCatalog objects,
            @Reference UsageRecorder usage) {
        this(policies, organisation, epoch, objects, usage, Clock.systemUTC());
    }

    Decisions(
            PolicySource policies,
            Organisation organisation,
            PolicyEpoch epoch,
            ObjectCatalog objects,
            UsageRecorder usage,
            Clock clock) {
        this.policies = policies;
        this.organisation = organisation;
        this.epoch = epoch;
        this.objects = objects;
        this.usage = usage;
        this.clock = clock;
    }

    @Override
    public boolean holds(Caller caller, Permission permission) {
        Kept found = kept(caller);
        if (found == null) {
            return false;
        }
        boolean held = found.profile().held().containsKey(permission);
        if (found.beside() != null) {
            found.beside().asked(permission, held);
        }
        if (!held) {
            return false;
        }
        UsageRecorder.Counter counter = found.counters().get(permission);
        if (counter != null) {
            counter.used();
        }
        return true;
    }

    @Override
    public Scope scope(Caller caller, Permission permission) {
        Kept found = kept(caller);
        if (found == null) {
            return Scope.nothing();
        }
        if (found.beside() != null) {
            found.beside().reached(permission);
        }
        return found.profile().scope(permission);
    }

    @Override
    public Profile profile(Policy policy, Subject person, Instant moment, Reasons reasons) {
        return new ProfileCompiler(policy, organisation.departments(), objects)
                .profile(person, depth -> organisation.reports(person.id(), depth), moment, reasons);
    }

    @Override
    public FieldRules fields(Caller caller, Permission permission) {
        Profile.Held held = held(caller, permission);
        return held == null ? FieldRules.nothing() : held.fields();
    }

    /** {@inheritDoc} What is limited is refused as long as nothing counts it. */
    @Override
    public long spend(Caller caller, Permission permission, long amount) {
        Profile.Held held = held(caller, permission);
        return held == null || held.limited() ? -1 : Long.MAX_VALUE;
    }

    @Override
    public Scope scope(Policy policy, Subject person, Permission permission) {
        return profile(policy, person, clock.instant(), Reasons.UNASKED).scope(permission);
    }

    private Profile.@Nullable Held held(Caller caller, Permission permission) {
        Kept found = kept(caller);
        return found == null ? null : found.profile().held().get(permission);
    }

    private @Nullable Kept kept(Caller caller) {
        UUID person = caller.personId().orElse(null);
        if (person == null || caller.onBehalfOf() != null) {
            return null;
        }
        long current = epoch.current();
        Kept known = kept.get(person);
        if (known != null && current >= 0 && known.lasts(current, objects.version(), clock.millis())) {
            return known;
        }
        return renewed(person, current);
    }

    private @Nullable Kept renewed(UUID person, long before) {
        long declared = objects.version();
        Instant now = clock.instant();
        Optional<Subject> subject = organisation.subject(person);
        if (subject.isEmpty()) {
            return null;
        }
        Profile profile = profile(policies.current(), subject.get(), now, Reasons.UNASKED);
        var counters = new HashMap<Permission, UsageRecorder.Counter>();
        profile.held()
                .keySet()
                .forEach(permission -> counters.put(permission, usage.counter(person.toString(), permission)));
        Instant until = profile.until();
        Beside looking = beside;
        var renewed = new Kept(
                before,
                declared,
                now.toEpochMilli(),
                until == null ? Long.MAX_VALUE : until.toEpochMilli(),
                profile,
                Map.copyOf(counters),
                looking == null ? null : looking.of(subject.get(), profile, now));
        if (before >= 0 && epoch.current() == before) {
            if (kept.size() >= MOST) {
                kept.clear();
            }
            kept.put(person, renewed);
        }
        return renewed;
    }
}
