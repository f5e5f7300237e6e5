package io.mortise.permissions.internal.decision;

import io.mortise.access.ObjectCatalog;
import io.mortise.access.Permission;
import io.mortise.identity.DepartmentTree;
import io.mortise.identity.PersonStatus;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.policy.Policy;
import io.mortise.permissions.internal.policy.Separation;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

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
        var loans = new ArrayList<Loan>();
        for (Subject away : absent) {
            if (away.status() == PersonStatus.ACTIVE && !away.id().equals(person.id())) {
                Holder theirs = Holder.of(away, tree, depth -> reports.of(away.id(), depth), zone);
                Profile lent = compile(theirs.behind(holder), now, reasons.behind(away));
                loans.add(new Loan(away, new Lending(objects, person.id()).of(lent)));
            }
        }
        Map<Permission, Separation> withheld = withheld(person.id(), own, loans, now);
        Profile all = own;
        for (Loan loan : loans) {
            withheld.entrySet().stream()
                    .filter(one -> loan.lent().held().containsKey(one.getKey()))
                    .sorted(Comparator.comparing(one -> one.getKey().toString()))
                    .forEach(one -> reasons.notLent(loan.absent(), one.getKey(), one.getValue()));
            all = all.or(loan.lent().without(withheld.keySet()), loan.absent().id());
        }
        return loans.isEmpty() ? all : all.until(waiversEnd(person.id(), now));
    }

    /** What an absent person lends. */
    private record Loan(Subject absent, Profile lent) {}

    /**
     * What is not lent, because it would bring two duties together that one person may not hold both. The order of those who
     * lend does not matter; where both duties would be lent, neither is.
     */
    private Map<Permission, Separation> withheld(UUID person, Profile own, List<Loan> loans, Instant now) {
        var lent = new HashSet<Permission>();
        loans.forEach(loan -> lent.addAll(loan.lent().held().keySet()));
        var withheld = new HashMap<Permission, Separation>();
        for (Separation duties : policy.separations()) {
            boolean ownLeft = Separation.meets(duties.left(), own.held().keySet());
            boolean ownRight = Separation.meets(duties.right(), own.held().keySet());
            if (duties.isWaived(person, now) || ownLeft && ownRight) {
                continue;
            }
            boolean both = Separation.meets(duties.left(), lent) && Separation.meets(duties.right(), lent);
            if (ownRight || both && !ownLeft) {
                duties.left().stream().filter(lent::contains).forEach(one -> withheld.putIfAbsent(one, duties));
            }
            if (ownLeft || both && !ownRight) {
                duties.right().stream().filter(lent::contains).forEach(one -> withheld.putIfAbsent(one, duties));
            }
        }
        return withheld;
    }

    private @Nullable Instant waiversEnd(UUID person, Instant now) {
        return policy.separations().stream()
                .map(duties -> duties.waived().get(person))
                .filter(until -> until != null && until.isAfter(now))
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /** Whom a share would have to name to mean the person: himself, his departments, roles and groups. */
    public List<String> subjects(Subject person, Instant now) {
        return person.status() == PersonStatus.ACTIVE
                ? new Compilation(policy, tree, objects, Holder.of(person, tree, _ -> Set.of(), zone), Reasons.UNASKED)
                        .subjects(now)
                : List.of();
    }

    /** What a program with a token may do for itself. */
    public Profile token(UUID token, Instant now) {
        return compile(Holder.ofToken(token, zone), now, Reasons.UNASKED);
    }

    /**
     * What was given to a token that acts for a person, before it is met with what the person may do.
     *
     * @param reports who reports to the person, by depth
     * @param reasons is told what gives and what takes; changes nothing
     */
    public Profile token(UUID token, Subject person, IntFunction<Set<UUID>> reports, Instant now, Reasons reasons) {
        return compile(Holder.of(person, tree, reports, zone).by(token), now, reasons);
    }

    private Profile compile(Holder holder, Instant now, Reasons reasons) {
        return new Compilation(policy, tree, objects, holder, reasons).profile(now);
    }
}
