package io.mortise.permissions.internal.shadow;

import io.mortise.access.Permission;
import io.mortise.access.Scope;
import io.mortise.permissions.internal.decision.Beside;
import io.mortise.permissions.internal.decision.Profile;
import io.mortise.permissions.internal.shadow.Finding.Effect;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** One person's decisions by both policies. What differs is known beforehand, so that a decision costs a look into a set. */
final class BesideLook implements Beside.Look {

    private final UUID person;
    private final Profile had;
    private final Profile has;
    private final Counts counts;
    private final Clock clock;
    private final long until;
    private final Set<Permission> lost = new HashSet<>();
    private final Set<Permission> gained = new HashSet<>();
    private final Set<Permission> others = new HashSet<>();

    BesideLook(UUID person, Profile had, Profile has, Counts counts, Clock clock, long until) {
        this.person = person;
        this.had = had;
        this.has = has;
        this.counts = counts;
        this.clock = clock;
        this.until = until;
        had.held().forEach((permission, held) -> {
            Profile.Held then = has.held().get(permission);
            if (then == null) {
                lost.add(permission);
            } else if (!then.scope().equals(held.scope())) {
                others.add(permission);
            }
        });
        has.held().keySet().stream()
                .filter(permission -> !had.held().containsKey(permission))
                .forEach(gained::add);
    }

    @Override
    public void asked(Permission permission, boolean held) {
        boolean differs = held ? lost.contains(permission) : gained.contains(permission);
        if (differs && clock.millis() < until) {
            counts.add(person, permission, null, held ? Effect.REFUSED : Effect.OPENED);
        }
    }

    @Override
    public void reached(Permission permission) {
        if (others.contains(permission) && clock.millis() < until) {
            counts.rows(person, permission, scope(had, permission), scope(has, permission));
        }
    }

    private static Scope scope(Profile profile, Permission permission) {
        return profile.scope(permission);
    }
}
