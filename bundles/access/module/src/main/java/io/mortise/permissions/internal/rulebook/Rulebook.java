package io.mortise.permissions.internal.rulebook;

import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.policy.PermissionGroup;
import io.mortise.permissions.internal.policy.Policy;
import io.mortise.permissions.internal.policy.Restriction;
import io.mortise.permissions.internal.policy.Role;
import io.mortise.permissions.internal.policy.Separation;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Everything that is versioned together: the policy that decides, and what says who may change it.
 *
 * @param policy what decisions rest on
 * @param delegations who may administer which part
 * @param conflicts duties that nobody may hold both
 * @param waivers for whom a conflict does not count for a while
 * @param secondPersonAbove a change that touches more people than this needs a second person
 */
public record Rulebook(
        Policy policy,
        List<Delegation> delegations,
        List<Conflict> conflicts,
        List<Waiver> waivers,
        int secondPersonAbove) {

    public Rulebook {
        delegations = List.copyOf(delegations);
        conflicts = List.copyOf(conflicts);
        waivers = List.copyOf(waivers);
        policy = policy.withSeparations(separations(conflicts, waivers));
    }

    private static List<Separation> separations(List<Conflict> conflicts, List<Waiver> waivers) {
        return conflicts.stream()
                .filter(Conflict::on)
                .map(conflict -> {
                    var waived = new HashMap<UUID, Instant>();
                    waivers.stream()
                            .filter(waiver -> waiver.conflict().equals(conflict.id()))
                            .filter(waiver -> waiver.holdsAt(Instant.MIN))
                            .forEach(waiver -> waived.merge(
                                    waiver.person(), waiver.until(), (one, other) -> one.isAfter(other) ? one : other));
                    return new Separation(
                            conflict.id(), conflict.key(), conflict.name(), conflict.left(), conflict.right(), waived);
                })
                .toList();
    }

    /** The permission group. */
    public Optional<PermissionGroup> group(UUID id) {
        return policy.groups().stream().filter(one -> one.id().equals(id)).findFirst();
    }

    /** The role. */
    public Optional<Role> role(UUID id) {
        return policy.roles().stream().filter(one -> one.id().equals(id)).findFirst();
    }

    /** The same as another version. */
    public Rulebook at(long version) {
        return with(new Policy(
                version,
                policy.groups(),
                policy.roles(),
                policy.assignments(),
                policy.restrictions(),
                policy.lastingShares()));
    }

    /** The same with another policy. */
    public Rulebook with(Policy other) {
        return new Rulebook(other, delegations, conflicts, waivers, secondPersonAbove);
    }

    /** The same with other groups. */
    public Rulebook withGroups(List<PermissionGroup> groups) {
        return with(policy.withGroups(groups));
    }

    /** The same with other roles. */
    public Rulebook withRoles(List<Role> roles) {
        return with(new Policy(
                policy.version(),
                policy.groups(),
                roles,
                policy.assignments(),
                policy.restrictions(),
                policy.lastingShares()));
    }

    /** The same with other assignments. */
    public Rulebook withAssignments(List<Assignment> assignments) {
        return with(policy.withAssignments(assignments));
    }

    /** The same with other restrictions. */
    public Rulebook withRestrictions(List<Restriction> restrictions) {
        return with(policy.withRestrictions(restrictions));
    }

    /** The same with other delegations. */
    public Rulebook withDelegations(List<Delegation> others) {
        return new Rulebook(policy, others, conflicts, waivers, secondPersonAbove);
    }

    /** The same with other conflicts and waivers. */
    public Rulebook withConflicts(List<Conflict> others, List<Waiver> otherWaivers) {
        return new Rulebook(policy, delegations, others, otherWaivers, secondPersonAbove);
    }
}
