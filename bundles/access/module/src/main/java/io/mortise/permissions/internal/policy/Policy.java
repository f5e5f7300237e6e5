package io.mortise.permissions.internal.policy;

import java.util.List;

/**
 * Everything that was decided about permissions, at one version; immutable. Shares and teams are not in it: they hang on
 * their records.
 *
 * @param version ascending; each applied change makes the next
 * @param groups permission groups
 * @param roles what people are
 * @param assignments who has which, from when, until when, and why
 * @param restrictions what is forbidden whatever was granted
 * @param lastingShares whether shares outlast the access of who gave them
 * @param separations duties that lending keeps apart
 */
public record Policy(
        long version,
        List<PermissionGroup> groups,
        List<Role> roles,
        List<Assignment> assignments,
        List<Restriction> restrictions,
        boolean lastingShares,
        List<Separation> separations) {
    public Policy {
        groups = List.copyOf(groups);
        roles = List.copyOf(roles);
        assignments = List.copyOf(assignments);
        restrictions = List.copyOf(restrictions);
        separations = List.copyOf(separations);
    }

    /** A policy without duties to keep apart. */
    public Policy(
            long version,
            List<PermissionGroup> groups,
            List<Role> roles,
            List<Assignment> assignments,
            List<Restriction> restrictions,
            boolean lastingShares) {
        this(version, groups, roles, assignments, restrictions, lastingShares, List.of());
    }

    /** A policy by which a share ends with the access of who gave it. */
    public Policy(
            long version,
            List<PermissionGroup> groups,
            List<Role> roles,
            List<Assignment> assignments,
            List<Restriction> restrictions) {
        this(version, groups, roles, assignments, restrictions, false);
    }

    /** The same with other groups. */
    public Policy withGroups(List<PermissionGroup> others) {
        return new Policy(version, others, roles, assignments, restrictions, lastingShares, separations);
    }

    /** The same with other assignments. */
    public Policy withAssignments(List<Assignment> others) {
        return new Policy(version, groups, roles, others, restrictions, lastingShares, separations);
    }

    /** The same with other restrictions. */
    public Policy withRestrictions(List<Restriction> others) {
        return new Policy(version, groups, roles, assignments, others, lastingShares, separations);
    }

    /** The same with other duties to keep apart. */
    public Policy withSeparations(List<Separation> others) {
        return new Policy(version, groups, roles, assignments, restrictions, lastingShares, others);
    }
}
