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
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 * <p>A program with a token has what was assigned to the token; when it acts for a person, only what that person has as well.
 */
@Component(service = {AccessControl.class, ScopeCompiler.class, Profiles.class})
public final class Decisions implements AccessControl, ScopeCompiler, Profiles {

    /** More callers than this are not kept at once; then all are compiled anew when they come. */
    private static final int MOST = 50_000;

    private static final String TOKEN = "token:";
    private static final String PERSON = "person:";

    private final PolicySource policies;
    private final Organisation organisation;
    private final PolicyEpoch epoch;
    private final ObjectCatalog objects;
    private final UsageRecorder usage;
    private final Spending spending;
    private final Clock clock;
    private final ConcurrentHashMap<String, Kept> kept = new ConcurrentHashMap<>();

    /** Shadow mode; it asks for profiles in turn: hence dynamic. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable Beside beside;

    /** What is held, and its counter: one look finds both. */
    private record Right(Profile.Held held, UsageRecorder.Counter counter) {}

    private record Kept(
            long epoch,
            long objects,
            long from,
            long until,
            Map<Permission, Right> rights,
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
            @Reference UsageRecorder usage,
            @Reference Spending spending) {
        this(policies, organisation, epoch, objects, usage, spending, Clock.systemUTC());
    }

    public Decisions(
            PolicySource policies,
            Organisation organisation,
            PolicyEpoch epoch,
            ObjectCatalog objects,
            UsageRecorder usage,
            Spending spending,
            Clock clock) {
        this.policies = policies;
        this.organisation = organisation;
        this.epoch = epoch;
        this.objects = objects;
        this.usage = usage;
        this.spending = spending;
        this.clock = clock;
    }

    @Override
    public boolean holds(Caller caller, Permission permission) {
        Kept found = kept(caller);
        if (found == null) {
            return false;
        }
        Right right = found.rights().get(permission);
        if (found.beside() != null) {
            found.beside().asked(permission, right != null);
        }
        if (right == null) {
            return false;
        }
        right.counter().used();
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
        Right right = found.rights().get(permission);
        return right == null ? Scope.nothing() : right.held().scope();
    }

    /** No use, and nothing that a shadow run looks at: the giver of a share asks for nothing. */
    @Override
    public Scope granted(Caller caller, Permission permission) {
        Profile.Held held = held(caller, permission);
        return held == null ? Scope.nothing() : held.scope();
    }

    @Override
    public Scope sharing(Caller caller, Permission permission, String receiver, @Nullable Instant until) {
        Profile.Held held = held(caller, permission);
        if (held == null) {
            return Scope.nothing();
        }
        return held.sharing().isEmpty() ? held.scope() : held.shareable(subjects(receiver), until, clock.instant());
    }

    /** Of a person also his departments, roles and groups. */
    private Set<String> subjects(String receiver) {
        if (!receiver.startsWith(PERSON)) {
            return Set.of(receiver);
        }
        return organisation
                .subject(UUID.fromString(receiver.substring(PERSON.length())))
                .map(person -> Set.copyOf(
                        compiler(policies.current(), organisation.zone()).subjects(person, clock.instant())))
                .orElse(Set.of());
    }

    @Override
    public FieldRules fields(Caller caller, Permission permission) {
        Profile.Held held = held(caller, permission);
        return held == null ? FieldRules.nothing() : held.fields();
    }

    @Override
    public long spend(Caller caller, Permission permission, long amount) {
        Profile.Held held = held(caller, permission);
        if (held == null) {
            return -1;
        }
        return held.limited() ? spending.take(held.limits(), permission, clock.instant(), amount) : Long.MAX_VALUE;
    }

    @Override
    public Scope scope(Policy policy, Subject person, Permission permission) {
        return profile(policy, person, clock.instant(), Reasons.UNASKED).scope(permission);
    }

    @Override
    public Profile profile(Policy policy, Subject person, Instant moment, Reasons reasons) {
        return compiler(policy, organisation.zone())
                .profile(
                        person,
                        organisation
                                .subjects(organisation.absentBehind(person.id()))
                                .values(),
                        organisation::reports,
                        moment,
                        reasons);
    }

    @Override
    public Profile token(Policy policy, UUID token, Subject person, Instant moment, Reasons reasons) {
        return compiler(policy, organisation.zone())
                .token(token, person, depth -> organisation.reports(person.id(), depth), moment, reasons);
    }

    private ProfileCompiler compiler(Policy policy, ZoneId zone) {
        return new ProfileCompiler(policy, organisation.departments(), objects, zone);
    }

    private Profile.@Nullable Held held(Caller caller, Permission permission) {
        Kept found = kept(caller);
        Right right = found == null ? null : found.rights().get(permission);
        return right == null ? null : right.held();
    }

    private @Nullable Kept kept(Caller caller) {
        String key = key(caller);
        if (key == null) {
            return null;
        }
        long current = epoch.current();
        Kept known = kept.get(key);
        if (known != null && current >= 0 && known.lasts(current, objects.version(), clock.millis())) {
            return known;
        }
        return renewed(key, caller, current);
    }

    /** By what profiles are kept: who asks, and for whom; null for callers that nothing is decided for. */
    private static @Nullable String key(Caller caller) {
        Caller behalf = caller.onBehalfOf();
        return switch (caller.kind()) {
            case PERSON -> behalf == null ? caller.id() : null;
            case TOKEN -> {
                if (behalf == null) {
                    yield caller.id();
                }
                boolean plain = behalf.kind() == Caller.Kind.PERSON && behalf.onBehalfOf() == null;
                yield plain ? caller.id() + " " + behalf.id() : null;
            }
            case MODULE, OPERATOR, NOBODY -> null;
        };
    }

    private @Nullable Kept renewed(String key, Caller caller, long before) {
        long declared = objects.version();
        Instant now = clock.instant();
        Caller behalf = caller.onBehalfOf();
        Caller of = behalf == null ? caller : behalf;
        Subject person = null;
        if (of.kind() == Caller.Kind.PERSON) {
            Optional<Subject> subject = of.personId().flatMap(organisation::subject);
            if (subject.isEmpty()) {
                return null;
            }
            person = subject.get();
        }
        Policy policy = policies.current();
        ZoneId zone = organisation.zone();
        Profile profile = person == null ? Profile.empty() : profile(policy, person, now, Reasons.UNASKED);
        if (caller.kind() == Caller.Kind.TOKEN) {
            UUID token = token(caller);
            if (token == null) {
                return null;
            }
            ProfileCompiler compiler = compiler(policy, zone);
            if (person == null) {
                profile = compiler.token(token, now);
            } else {
                UUID id = person.id();
                profile = compiler.token(token, person, depth -> organisation.reports(id, depth), now, Reasons.UNASKED)
                        .and(profile);
            }
        }
        var renewed = new Kept(
                before,
                declared,
                now.toEpochMilli(),
                until(profile, now, zone).toEpochMilli(),
                rights(profile, key),
                looking(caller, person, profile, now));
        if (before >= 0 && epoch.current() == before) {
            if (kept.size() >= MOST) {
                kept.clear();
            }
            kept.put(key, renewed);
        }
        return renewed;
    }

    /** Never changed afterwards; a plain hash map finds faster than one that {@link Map#copyOf} makes. */
    private Map<Permission, Right> rights(Profile profile, String caller) {
        int space = caller.indexOf(' ');
        String counted = space < 0 ? caller : caller.substring(0, space);
        var rights = new HashMap<Permission, Right>();
        profile.held()
                .forEach((permission, held) ->
                        rights.put(permission, new Right(held, usage.counter(counted, permission))));
        return rights;
    }

    private Beside.@Nullable Look looking(Caller caller, @Nullable Subject person, Profile profile, Instant now) {
        Beside looking = beside;
        return looking == null || person == null || caller.kind() != Caller.Kind.PERSON
                ? null
                : looking.of(person, profile, now);
    }

    /** At midnight the people he stands in for may be others. */
    private static Instant until(Profile profile, Instant now, ZoneId zone) {
        Instant midnight =
                now.atZone(zone).toLocalDate().plusDays(1).atStartOfDay(zone).toInstant();
        Instant until = profile.until();
        return until == null || midnight.isBefore(until) ? midnight : until;
    }

    private static @Nullable UUID token(Caller caller) {
        if (!caller.id().startsWith(TOKEN)) {
            return null;
        }
        try {
            return UUID.fromString(caller.id().substring(TOKEN.length()));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
