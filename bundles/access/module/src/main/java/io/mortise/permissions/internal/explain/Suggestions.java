package io.mortise.permissions.internal.explain;

import io.mortise.access.ObjectCatalog;
import io.mortise.access.Permission;
import io.mortise.access.Scope;
import io.mortise.identity.DepartmentTree;
import io.mortise.identity.PersonStatus;
import io.mortise.permissions.internal.decision.Profile;
import io.mortise.permissions.internal.policy.Policy;
import io.mortise.permissions.internal.policy.Restriction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The smallest changes that would allow what is refused. A candidate becomes a suggestion only when the evaluator says yes to the
 * policy that it makes; ranked by how few other rows it opens (PERMISSIONS.md, section 10).
 */
final class Suggestions {

    /** More than this many are not counted: those that open the most permissions are left out. */
    private static final int COUNTED = 40;

    private final Evaluator evaluator;
    private final ObjectCatalog catalog;
    private final DepartmentTree tree;
    private final Audience audience;
    private final Reached reached;
    private final Policy policy;
    private final Instant now;

    Suggestions(
            Evaluator evaluator,
            ObjectCatalog catalog,
            DepartmentTree tree,
            Audience audience,
            Reached reached,
            Policy policy,
            Instant now) {
        this.evaluator = evaluator;
        this.catalog = catalog;
        this.tree = tree;
        this.audience = audience;
        this.reached = reached;
        this.policy = policy;
        this.now = now;
    }

    /** Changes that allow it together, and what they would make. */
    record Found(List<Change> changes, Policy policy, Profile profile) {}

    /** A suggestion that was counted. */
    record Ranked(Found found, long otherRows, boolean atLeast, long otherPeople, List<Suggestion.Opened> opens) {
        /** Rows opened to everybody concerned, as far as one person's rows stand for another's. */
        double weight() {
            return (double) otherRows * (1 + otherPeople);
        }
    }

    /** The best first; empty when it is allowed, and when no change of permissions opens it. */
    List<Ranked> ranked(Question question, int most) {
        Profile before = evaluator.profile(policy, question, now);
        RecordTest test = evaluator.test(question);
        return found(question).stream()
                .sorted(Comparator.comparingInt(
                        found -> widened(before, found.profile()).size()))
                .limit(COUNTED)
                .map(found -> ranked(question, test, before, found))
                .sorted(Comparator.comparingDouble(Ranked::weight)
                        .thenComparingInt(one -> one.found().changes().size())
                        .thenComparingInt(one -> one.opens().size())
                        .thenComparingLong(Ranked::otherPeople))
                .limit(most)
                .toList();
    }

    /** All that the evaluator agrees to, in no order. */
    List<Found> found(Question question) {
        RecordTest test = evaluator.test(question);
        if (!test.there() || allows(policy, question, test, List.of())) {
            return List.of();
        }
        var first = new ArrayList<Change>();
        Question asked = question;
        if (question.person().status() != PersonStatus.ACTIVE) {
            first.add(new Change.Activate());
            asked = question.about(new Change.Activate().applied(question.person()));
        }
        var found = new ArrayList<Found>();
        complete(asked, test, first, policy, found);
        if (found.isEmpty()) {
            Trace trace = evaluator.trace(policy, asked, now);
            for (Change candidate : Candidates.of(asked, policy, trace, catalog, tree)) {
                var changes = new ArrayList<>(first);
                changes.add(candidate);
                complete(asked, test, changes, candidate.applied(policy, asked.person(), now), found);
            }
        }
        // Reading in the team is enough: writing as well would be more than what is asked for.
        boolean reading = found.stream().anyMatch(one -> one.changes().contains(new Change.JoinTeam(false)));
        found.removeIf(one -> reading && one.changes().contains(new Change.JoinTeam(true)));
        return found;
    }

    /** Takes what these changes make, lifting the restrictions that still forbid it; nothing when that is not enough. */
    private void complete(Question question, RecordTest test, List<Change> changes, Policy made, List<Found> found) {
        if (allows(made, question, test, changes)) {
            found.add(new Found(changes, made, evaluator.profile(made, question, now)));
            return;
        }
        var all = new ArrayList<>(changes);
        Policy lifted = made;
        for (Trace.Taken taken : evaluator.trace(made, question, now).takenAnywhere()) {
            if (test.reaches(taken.records())) {
                Change lift = lift(taken.restriction(), question.permission());
                all.add(lift);
                lifted = lift.applied(lifted, question.person(), now);
            }
        }
        if (all.size() > changes.size() && allows(lifted, question, test, changes)) {
            found.add(new Found(all, lifted, evaluator.profile(lifted, question, now)));
        }
    }

    private boolean allows(Policy some, Question question, RecordTest test, List<Change> changes) {
        return evaluator
                .verdict(evaluator.profile(some, question, now), question, test, scope -> {
                    Scope then = scope;
                    for (Change change : changes) {
                        then = change.applied(then, question.person());
                    }
                    return then;
                })
                .allowed();
    }

    /** As little as possible: the other actions stay forbidden. */
    private Change lift(Restriction restriction, Permission permission) {
        Set<String> forbidden = new TreeSet<>(
                restriction.actions().isEmpty()
                        ? catalog.object(permission.object()).stream()
                                .flatMap(type -> type.actions().stream())
                                .map(ObjectCatalog.Action::name)
                                .collect(Collectors.toSet())
                        : restriction.actions());
        forbidden.remove(permission.action());
        return forbidden.isEmpty() ? new Change.Lift(restriction.id()) : new Change.Spare(restriction.id(), forbidden);
    }

    private Ranked ranked(Question question, RecordTest test, Profile before, Found found) {
        long rows = 0;
        boolean atLeast = false;
        var opens = new ArrayList<Suggestion.Opened>();
        for (Permission permission : widened(before, found.profile())) {
            Scope has = found.profile().scope(permission);
            OptionalLong then = reached.rows(permission.object(), has);
            OptionalLong now = reached.rows(permission.object(), before.scope(permission));
            Long more = null;
            if (then.isPresent() && now.isPresent()) {
                boolean asked = question.record() != null
                        && permission.object().equals(question.permission().object())
                        && test.reaches(has)
                        && !test.reaches(before.scope(permission));
                more = Math.max(0, then.getAsLong() - now.getAsLong() - (asked ? 1 : 0));
                atLeast |= then.getAsLong() >= Reached.CAP;
                rows += more;
            }
            opens.add(new Suggestion.Opened(permission.toString(), more));
        }
        return new Ranked(
                found,
                rows,
                atLeast,
                audience.others(found.changes(), policy, question.person().id()),
                opens);
    }

    /** Permissions whose scope differs; a change that only opens a field opens no row. */
    private static List<Permission> widened(Profile before, Profile after) {
        return after.held().keySet().stream()
                .filter(permission -> !after.scope(permission).equals(before.scope(permission)))
                .sorted(Comparator.comparing(Permission::toString))
                .toList();
    }
}
