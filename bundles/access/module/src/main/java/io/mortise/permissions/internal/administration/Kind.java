package io.mortise.permissions.internal.administration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.policy.PermissionGroup;
import io.mortise.permissions.internal.policy.Restriction;
import io.mortise.permissions.internal.policy.Role;
import io.mortise.permissions.internal.rulebook.Conflict;
import io.mortise.permissions.internal.rulebook.Delegation;
import io.mortise.permissions.internal.rulebook.Part;
import io.mortise.permissions.internal.rulebook.PolicyReader;
import io.mortise.permissions.internal.rulebook.PolicyText;
import io.mortise.permissions.internal.rulebook.Rulebook;
import io.mortise.permissions.internal.rulebook.Waiver;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A kind of thing in the rulebook: how to find, replace, write and read it. What is done to one kind is done to all alike.
 *
 * @param key as in permissions and problems
 */
public record Kind<T>(
        String key,
        Function<Rulebook, List<T>> all,
        BiFunction<Rulebook, List<T>, Rulebook> with,
        Function<T, UUID> id,
        Function<T, String> name,
        Function<T, ObjectNode> write,
        BiFunction<PolicyReader, Part, T> read) {

    public static final Kind<PermissionGroup> GROUP = new Kind<>(
            "group",
            book -> book.policy().groups(),
            Rulebook::withGroups,
            PermissionGroup::id,
            PermissionGroup::name,
            PolicyText::group,
            PolicyReader::group);

    public static final Kind<Role> ROLE = new Kind<>(
            "role",
            book -> book.policy().roles(),
            Rulebook::withRoles,
            Role::id,
            Role::name,
            PolicyText::role,
            PolicyReader::role);

    public static final Kind<Assignment> ASSIGNMENT = new Kind<>(
            "assignment",
            book -> book.policy().assignments(),
            Rulebook::withAssignments,
            Assignment::id,
            assignment -> assignment.id().toString(),
            PolicyText::assignment,
            PolicyReader::assignment);

    public static final Kind<Restriction> RESTRICTION = new Kind<>(
            "restriction",
            book -> book.policy().restrictions(),
            Rulebook::withRestrictions,
            Restriction::id,
            Restriction::name,
            PolicyText::restriction,
            PolicyReader::restriction);

    public static final Kind<Delegation> DELEGATION = new Kind<>(
            "delegation",
            Rulebook::delegations,
            Rulebook::withDelegations,
            Delegation::id,
            Delegation::name,
            PolicyText::delegation,
            PolicyReader::delegation);

    public static final Kind<Conflict> CONFLICT = new Kind<>(
            "conflict",
            Rulebook::conflicts,
            (book, conflicts) -> book.withConflicts(conflicts, book.waivers()),
            Conflict::id,
            Conflict::name,
            PolicyText::conflict,
            PolicyReader::conflict);

    public static final Kind<Waiver> WAIVER = new Kind<>(
            "waiver",
            Rulebook::waivers,
            (book, waivers) -> book.withConflicts(book.conflicts(), waivers),
            Waiver::id,
            waiver -> waiver.id().toString(),
            PolicyText::waiver,
            PolicyReader::waiver);
}
