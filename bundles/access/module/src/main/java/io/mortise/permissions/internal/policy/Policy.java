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
 */
public record Policy(
        long version,
        List<PermissionGroup> groups,
        List<Role> roles,
        List<Assignment> assignments,
        List<Restriction> restrictions) {
    public Policy {
        groups = List.copyOf(groups);
        roles = List.copyOf(roles);
        assignments = List.copyOf(assignments);
        restrictions = List.copyOf(restrictions);
    }
}
