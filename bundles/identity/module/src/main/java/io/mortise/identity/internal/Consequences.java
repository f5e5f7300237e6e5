package io.mortise.identity.internal;

import io.mortise.access.Access;
import io.mortise.access.Caller;
import io.mortise.access.FieldRules;
import io.mortise.access.Permission;
import io.mortise.access.PolicyEpoch;
import io.mortise.identity.Administrators;
import io.mortise.identity.IdentityEvent;
import io.mortise.identity.internal.domain.IdentityPermissions;
import io.mortise.identity.internal.domain.Refused;
import io.mortise.identity.internal.domain.Stamp;
import io.mortise.message.Events;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * What follows from every change of the organisation, in its unit of work: the epoch ends, the trail is written, events go
 * out, sessions end. One place, so that no way of changing people forgets one.
 */
@Component(service = Consequences.class)
public final class Consequences {

    private final Events events;
    private final PolicyEpoch epoch;
    private final Access access;
    private final Clock clock = Clock.systemUTC();

    /** Comes and goes with the sign-in part, which in turn asks about people: hence dynamic. */
    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<SessionEnds> sessions = List.of();

    /** Comes and goes with the access module, which in turn asks about people: hence dynamic. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Administrators administrators;

    @Activate
    public Consequences(@Reference Events events, @Reference PolicyEpoch epoch, @Reference Access access) {
        this.events = events;
        this.epoch = epoch;
        this.access = access;
    }

    /** To the microsecond, as both databases keep it: what is returned equals what is read later. */
    public Instant now() {
        return Instant.now(clock).truncatedTo(ChronoUnit.MICROS);
    }

    /** Stamp of a record that the caller makes now. */
    public Stamp fresh() {
        Instant now = now();
        String by = Caller.current().id();
        return new Stamp(now, by, now, by, 0);
    }

    /** Called first in a unit of work that changes what decisions rest on. */
    public void endEpoch() {
        epoch.advance();
    }

    /** The epoch, or a negative number when nothing may be kept. */
    public long epoch() {
        return epoch.current();
    }

    /** Writes an act that the database does not see by itself: records outside protected tables, and acts on many. */
    public void audit(Permission permission, @Nullable UUID record, Map<String, String> facts) {
        access.audit(permission, record, null, facts);
    }

    /** What the caller may do with the fields of people. */
    public FieldRules fields(Permission permission) {
        return access.fields(permission);
    }

    /** Takes exported rows from the caller's limit. */
    public void spend(Permission permission, long rows) {
        if (rows > 0) {
            access.spend(permission, rows);
        }
    }

    /** Whether the caller may also move people; whoever may only edit them can't let them see another department's data. */
    public boolean mayMove() {
        return access.holds(IdentityPermissions.PERSON_MOVE);
    }

    /** Refuses that the last administrator goes: nobody could let anybody in again. */
    public void keepAdministrator(UUID person) {
        if (administrators().filter(all -> all.needs(person)).isPresent()) {
            throw Refused.lastAdministrator();
        }
    }

    /** Who administers permissions; empty while no module knows. */
    public Optional<Administrators> administrators() {
        return Optional.ofNullable(administrators);
    }

    /** These now belong elsewhere, or have another manager. */
    public void transferred(Collection<UUID> people) {
        people.forEach(person -> events.publish(new IdentityEvent.Transferred(person)));
    }

    /** He may not work here for now. */
    public void suspended(UUID person) {
        sessions.forEach(one -> one.end(person));
        events.publish(new IdentityEvent.Suspended(person));
    }

    /** He does not work here any more. */
    public void left(UUID person) {
        sessions.forEach(one -> one.end(person));
        events.publish(new IdentityEvent.Left(person));
    }

    /** He works here again. */
    public void returned(UUID person) {
        events.publish(new IdentityEvent.Returned(person));
    }
}
