package io.mortise.permissions.internal.rulebook;

import io.mortise.identity.DepartmentTree;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.policy.Grant;
import io.mortise.permissions.internal.policy.PermissionGroup;
import io.mortise.permissions.internal.policy.Receiver;
import io.mortise.permissions.internal.policy.Role;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whether somebody may turn one rulebook into another by what was delegated to him. Judged by the difference alone, whichever way
 * it came about, so that no new operation can forget to ask (PERMISSIONS.md, law 6).
 */
public final class Authority {

    private final Subject actor;
    private final DepartmentTree tree;
    private final Function<UUID, Optional<Subject>> people;
    private final List<Delegation> mine;

    /** One thing that somebody has or would have; compared as a whole. */
    private record Conferral(
            Receiver receiver,
            Grant grant,
            boolean on,
            Instant from,
            @Nullable Instant until) {}

    public Authority(
            Subject actor,
            Rulebook before,
            DepartmentTree tree,
            Function<UUID, Optional<Subject>> people,
            Instant now) {
        this.actor = actor;
        this.tree = tree;
        this.people = people;
        this.mine = before.delegations().stream()
                .filter(delegation -> delegation.holdsAt(now) && Receivers.means(delegation.holder(), actor, tree))
                .toList();
    }

    /** Why he may not, as the last part of {@code problem.beyond-delegation.<why>}; empty when he may. */
    public Optional<String> refusal(Rulebook before, Rulebook after) {
        if (!before.delegations().equals(after.delegations())
                || before.secondPersonAbove() != after.secondPersonAbove()
                || before.policy().lastingShares() != after.policy().lastingShares()) {
            return Optional.of("administrators-only");
        }
        for (Assignment changed :
                difference(before.policy().assignments(), after.policy().assignments())) {
            if (meansActor(changed.receiver())) {
                return Optional.of("own-assignment");
            }
            if (mine.stream().noneMatch(one -> reaches(one, changed.receiver()))) {
                return Optional.of("receiver");
            }
        }
        for (Conferral changed : difference(conferrals(before), conferrals(after))) {
            if (meansActor(changed.receiver())) {
                return Optional.of("own-assignment");
            }
            if (mine.stream()
                    .noneMatch(one ->
                            reaches(one, changed.receiver()) && Bounds.cover(one.bounds(), changed.grant(), tree))) {
                return Optional.of("grant");
            }
        }
        return unassigned(before, after);
    }

    /** What nobody has yet is judged as well: it must not wait, too large, for somebody who trusts its name. */
    private Optional<String> unassigned(Rulebook before, Rulebook after) {
        var grants = new HashSet<Grant>();
        for (PermissionGroup group :
                difference(before.policy().groups(), after.policy().groups())) {
            grants.addAll(group.grants());
        }
        for (Role role : difference(before.policy().roles(), after.policy().roles())) {
            role.groups().forEach(id -> {
                before.group(id).ifPresent(group -> grants.addAll(group.grants()));
                after.group(id).ifPresent(group -> grants.addAll(group.grants()));
            });
        }
        boolean changed = !before.policy().groups().equals(after.policy().groups())
                || !before.policy().roles().equals(after.policy().roles());
        boolean inside = grants.stream()
                .allMatch(grant -> mine.stream().anyMatch(one -> Bounds.cover(one.bounds(), grant, tree)));
        return (changed && mine.isEmpty()) || !inside ? Optional.of("grant") : Optional.empty();
    }

    /** Whether a changed restriction binds the actor: he may not lift what holds for himself. */
    public boolean liftsOwnRestriction(Rulebook before, Rulebook after) {
        return before.policy().restrictions().stream()
                .filter(one -> !after.policy().restrictions().contains(one))
                .anyMatch(one -> meansActor(one.receiver()));
    }

    private boolean meansActor(Receiver receiver) {
        return Receivers.means(receiver, actor, tree);
    }

    private boolean reaches(Delegation delegation, Receiver receiver) {
        if (receiver instanceof Receiver.Person(UUID id)) {
            return people.apply(id)
                    .map(person ->
                            delegation.subjects().stream().anyMatch(range -> Receivers.means(range, person, tree)))
                    .orElse(false);
        }
        return Receivers.covered(delegation.subjects(), receiver, tree);
    }

    private Set<Conferral> conferrals(Rulebook book) {
        var holdings = new Holdings(book, tree);
        var all = new HashSet<Conferral>();
        for (Assignment assignment : book.policy().assignments()) {
            for (PermissionGroup group : holdings.given(assignment)) {
                for (Grant grant : group.grants()) {
                    all.add(new Conferral(
                            assignment.receiver(), grant, group.on(), assignment.from(), assignment.until()));
                }
            }
        }
        return all;
    }

    private static <T> Set<T> difference(Collection<T> one, Collection<T> other) {
        var both = new HashSet<T>(one);
        both.retainAll(new HashSet<>(other));
        var different = new HashSet<T>(one);
        different.addAll(other);
        different.removeAll(both);
        return different;
    }
}
