package io.mortise.permissions.internal.decision;

import io.mortise.access.ObjectCatalog;
import io.mortise.identity.DepartmentTree;
import io.mortise.identity.PersonStatus;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.policy.Policy;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntFunction;

/**
 * Turns a policy into what one caller may do. Pure.
 *
 * <p>Everything that can't be read is no: an object or an action that nobody declares, a scope over a column that the object
 * does not have, a condition on a field that is gone. A restriction whose condition can't be read forbids whole.
 *
 * @param policy grants, assignments and restrictions
 * @param tree departments
 * @param objects declared objects
 * @param zone when the company's days begin
 */
public record ProfileCompiler(Policy policy, DepartmentTree tree, ObjectCatalog objects, ZoneId zone) {

    /** Who reports to whom: by person and depth. */
    @FunctionalInterface
    public interface Reports {
        /** Who reports to the person. */
        Set<UUID> of(UUID person, int depth);
    }

    /**
     * Compiles.
     *
     * @param reports who reports to the person, by depth
     * @param now decides which assignments count
     */
    public Profile profile(Subject person, IntFunction<Set<UUID>> reports, Instant now) {
        return profile(person, reports, now, Reasons.UNASKED);
    }

    /**
     * Compiles, and tells why.
     *
     * @param reasons is told what gives and what takes; changes nothing
     */
    public Profile profile(Subject person, IntFunction<Set<UUID>> reports, Instant now, Reasons reasons) {
        return person.status() == PersonStatus.ACTIVE
                ? compile(Holder.of(person, tree, reports, zone), now, reasons)
                : Profile.empty();
    }

    /**
     * The same with what absent people lend.
     *
     * @param absent whom he stands in for; what they borrow in turn is not lent on
     */
    public Profile profile(Subject person, Iterable<Subject> absent, Reports reports, Instant now, Reasons reasons) {
        Profile own = profile(person, depth -> reports.of(person.id(), depth), now, reasons);
        if (person.status() != PersonStatus.ACTIVE) {
            return own;
        }
        Holder holder = Holder.of(person, tree, depth -> reports.of(person.id(), depth), zone);
        for (Subject away : absent) {
            if (away.status() == PersonStatus.ACTIVE && !away.id().equals(person.id())) {
                Holder theirs = Holder.of(away, tree, depth -> reports.of(away.id(), depth), zone);
                Profile lent = compile(theirs.behind(holder), now, reasons.behind(away));
                own = own.or(new Lending(objects, person.id()).of(lent), away.id());
            }
        }
        return own;
    }

    /** What a program with a token may do for itself. */
    public Profile token(UUID token, Instant now) {
        return compile(Holder.ofToken(token, zone), now, Reasons.UNASKED);
    }

    /**
     * What was given to a token that acts for a person, before it is met with what the person may do.
     *
     * @param reports who reports to the person, by depth
     */
    public Profile token(UUID token, Subject person, IntFunction<Set<UUID>> reports, Instant now) {
        return compile(Holder.of(person, tree, reports, zone).by(token), now, Reasons.UNASKED);
    }

    private Profile compile(Holder holder, Instant now, Reasons reasons) {
        return new Compilation(policy, tree, objects, holder, reasons).profile(now);
    }
}
