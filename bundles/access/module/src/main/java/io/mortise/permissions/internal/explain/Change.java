package io.mortise.permissions.internal.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mortise.access.FieldAccess;
import io.mortise.access.Scope;
import io.mortise.data.Ids;
import io.mortise.identity.PersonStatus;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.policy.Grant;
import io.mortise.permissions.internal.policy.Grant.GrantScope;
import io.mortise.permissions.internal.policy.PermissionGroup;
import io.mortise.permissions.internal.policy.Policy;
import io.mortise.permissions.internal.policy.Receiver;
import io.mortise.permissions.internal.policy.Restriction;
import io.mortise.permissions.internal.rulebook.PolicyText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One small thing that an administrator could do: what it makes of the policy, and the request that does it. */
sealed interface Change {

    /** A request; whoever sends it adds the revision and the reason. */
    record Request(String method, String path, @Nullable JsonNode body) {}

    /** Lets the person become active again. */
    record Activate() implements Change {}

    /** Gives the person a role. */
    record GiveRole(UUID role) implements Change {}

    /** Gives the person a group. */
    record GiveGroup(UUID group) implements Change {}

    /** Switches a group on. */
    record SwitchOn(UUID group) implements Change {}

    /** Adds the action to a grant. */
    record AddAction(UUID group, UUID grant, String action) implements Change {}

    /** Widens the scope of a grant. */
    record Widen(UUID group, UUID grant, GrantScope by) implements Change {}

    /** Lets a grant show or write a field. */
    record OpenField(UUID group, UUID grant, String field, FieldAccess access) implements Change {}

    /** Lifts a restriction. */
    record Lift(UUID restriction) implements Change {}

    /** Takes an action out of a restriction, which goes on forbidding these. */
    record Spare(UUID restriction, Set<String> left) implements Change {
        public Spare {
            left = Set.copyOf(left);
        }
    }

    /** Puts the person into the record's team. */
    record JoinTeam(boolean writing) implements Change {}

    /** Shares the record with the person. */
    record Share(String action) implements Change {}

    /** What a share never gives (PERMISSIONS.md, section 7). */
    Set<String> NEVER_SHARED = Set.of("delete", "purge", "grant", "share");

    /** The records that a scope would reach if it were done, looked at from the one that is asked about. */
    default Scope applied(Scope scope, Subject person) {
        return switch (scope) {
            case Scope.InTeam(UUID member, boolean writing) ->
                this instanceof JoinTeam(boolean may) && member.equals(person.id()) && (may || !writing)
                        ? Scope.everything()
                        : scope;
            case Scope.SharedWith(List<String> subjects, String action, boolean _) ->
                this instanceof Share(String shared)
                                && shared.equals(action)
                                && subjects.contains("person:" + person.id())
                        ? Scope.everything()
                        : scope;
            case Scope.AnyOf(List<Scope> parts) ->
                new Scope.AnyOf(
                        parts.stream().map(part -> applied(part, person)).toList());
            case Scope.AllOf(List<Scope> parts) ->
                new Scope.AllOf(
                        parts.stream().map(part -> applied(part, person)).toList());
            case Scope.Not(Scope part) -> new Scope.Not(applied(part, person));
            case Scope.Nothing _, Scope.Everything _, Scope.KeyIn _, Scope.Compare _, Scope.Below _ -> scope;
        };
    }

    /** The person as he would be. */
    default Subject applied(Subject person) {
        return this instanceof Activate
                ? new Subject(
                        person.id(),
                        person.name(),
                        PersonStatus.ACTIVE,
                        person.mainDepartment(),
                        person.departments(),
                        person.heads(),
                        person.positions(),
                        person.tags(),
                        person.manager())
                : person;
    }

    /** The policy as it would be. */
    default Policy applied(Policy policy, Subject person, Instant now) {
        return switch (this) {
            case Activate(), JoinTeam _, Share _ -> policy;
            case GiveRole(UUID role) -> assigned(policy, person, role, null, now);
            case GiveGroup(UUID group) -> assigned(policy, person, null, group, now);
            case SwitchOn(UUID id) -> groups(policy, id, group -> with(group, true, group.grants()));
            case AddAction(UUID id, UUID grant, String action) ->
                groups(
                        policy,
                        id,
                        group -> grants(group, grant, one -> {
                            var actions = new HashSet<>(one.actions());
                            actions.add(action);
                            return with(one, actions, one.scope(), null);
                        }));
            case Widen(UUID id, UUID grant, GrantScope by) ->
                groups(
                        policy,
                        id,
                        group -> grants(group, grant, one -> with(one, one.actions(), widened(one.scope(), by), null)));
            case OpenField open ->
                groups(
                        policy,
                        open.group(),
                        group -> grants(group, open.grant(), one -> with(one, one.actions(), one.scope(), open)));
            case Lift(UUID id) -> restrictions(policy, id, null);
            case Spare(UUID id, Set<String> left) -> restrictions(policy, id, left);
        };
    }

    /** The request that does it, against the policy as it is; null when the module of the record has its own. */
    default @Nullable Request request(Policy policy, Subject person) {
        return switch (this) {
            case Activate() -> new Request("POST", "/api/identity/people/" + person.id() + "/return", null);
            case GiveRole(UUID role) -> assignment(person, "role", role);
            case GiveGroup(UUID group) -> assignment(person, "group", group);
            case SwitchOn(UUID group) ->
                new Request(
                        "PATCH",
                        "/api/access/groups/" + group,
                        JsonNodeFactory.instance.objectNode().put("on", true));
            case AddAction(UUID group, UUID _, String _) -> grants(policy, person, group);
            case Widen(UUID group, UUID _, GrantScope _) -> grants(policy, person, group);
            case OpenField open -> grants(policy, person, open.group());
            case JoinTeam _, Share _ -> null;
            case Lift(UUID restriction) -> new Request("DELETE", "/api/access/restrictions/" + restriction, null);
            case Spare(UUID restriction, Set<String> left) -> {
                ObjectNode body = JsonNodeFactory.instance.objectNode();
                ArrayNode actions = body.putArray("actions");
                left.stream().sorted().forEach(actions::add);
                yield new Request("PATCH", "/api/access/restrictions/" + restriction, body);
            }
        };
    }

    private static Request assignment(Subject person, String what, UUID id) {
        return new Request(
                "POST",
                "/api/access/assignments",
                JsonNodeFactory.instance
                        .objectNode()
                        .put("receiver", "person:" + person.id())
                        .put(what, id.toString()));
    }

    /** All grants of the group: a member of a merge-patch that is a list is replaced as a whole. */
    private Request grants(Policy policy, Subject person, UUID group) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode grants = body.putArray("grants");
        applied(policy, person, Instant.EPOCH).groups().stream()
                .filter(one -> one.id().equals(group))
                .flatMap(one -> one.grants().stream())
                .forEach(grant -> grants.add(PolicyText.grant(grant)));
        return new Request("PATCH", "/api/access/groups/" + group, body);
    }

    private static Policy assigned(
            Policy policy, Subject person, @Nullable UUID role, @Nullable UUID group, Instant now) {
        var assignments = new ArrayList<>(policy.assignments());
        assignments.add(new Assignment(
                Ids.next(),
                new Receiver.Person(person.id()),
                role,
                group,
                now,
                null,
                "suggestion",
                "suggestion",
                null));
        return policy.withAssignments(assignments);
    }

    private static Policy groups(Policy policy, UUID id, UnaryOperator<PermissionGroup> change) {
        return policy.withGroups(policy.groups().stream()
                .map(group -> group.id().equals(id) ? change.apply(group) : group)
                .toList());
    }

    private static PermissionGroup grants(PermissionGroup group, UUID id, UnaryOperator<Grant> change) {
        return with(
                group,
                group.on(),
                group.grants().stream()
                        .map(grant -> grant.id().equals(id) ? change.apply(grant) : grant)
                        .toList());
    }

    private static PermissionGroup with(PermissionGroup group, boolean on, List<Grant> grants) {
        return new PermissionGroup(
                group.id(), group.key(), group.name(), group.description(), group.owner(), on, grants);
    }

    private static Grant with(Grant grant, Set<String> actions, GrantScope scope, @Nullable OpenField open) {
        var fields = new HashMap<>(grant.fields());
        if (open != null) {
            fields.put(open.field(), open.access());
        }
        return new Grant(
                grant.id(),
                grant.object(),
                actions,
                scope,
                grant.condition(),
                fields,
                grant.others(),
                grant.limits(),
                grant.sharing());
    }

    private static GrantScope widened(GrantScope scope, GrantScope by) {
        if (by instanceof GrantScope.All || scope instanceof GrantScope.None) {
            return by;
        }
        var parts = new ArrayList<>(scope instanceof GrantScope.Any(var known) ? known : List.of(scope));
        parts.add(by);
        return new GrantScope.Any(parts);
    }

    private static Policy restrictions(Policy policy, UUID id, @Nullable Set<String> left) {
        var restrictions = new ArrayList<Restriction>();
        for (Restriction one : policy.restrictions()) {
            if (!one.id().equals(id)) {
                restrictions.add(one);
            } else if (left != null) {
                restrictions.add(new Restriction(
                        one.id(),
                        one.name(),
                        one.receiver(),
                        one.object(),
                        left,
                        one.condition(),
                        one.caps(),
                        one.reason()));
            }
        }
        return policy.withRestrictions(restrictions);
    }
}
