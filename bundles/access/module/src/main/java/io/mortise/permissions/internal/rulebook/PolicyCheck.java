package io.mortise.permissions.internal.rulebook;

import io.mortise.access.ObjectCatalog;
import io.mortise.access.ObjectCatalog.ObjectType;
import io.mortise.filter.FilterFault;
import io.mortise.identity.DepartmentTree;
import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.policy.Grant;
import io.mortise.permissions.internal.policy.Grant.GrantScope;
import io.mortise.permissions.internal.policy.PermissionGroup;
import io.mortise.permissions.internal.policy.Receiver;
import io.mortise.permissions.internal.policy.Restriction;
import io.mortise.permissions.internal.policy.SharingLimit;
import io.mortise.permissions.internal.policy.SharingLimit.Circle;
import io.mortise.rest.FieldFault;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whether what a change brings exists: objects, actions, fields, groups, people, departments. What stands already is not asked
 * again: a grant on a module that is off for the moment must not keep anybody from changing something else.
 */
public final class PolicyCheck {

    private static final Set<String> CLASSES =
            Set.of("public", "internal", "personal", "contact", "money", "cost", "secret");

    private final ObjectCatalog catalog;
    private final DepartmentTree tree;
    private final Predicate<UUID> people;

    private final Function<Condition, List<FilterFault>> conditions;

    private final List<FieldFault> faults = new ArrayList<>();

    /** A condition on an object. */
    public record Condition(ObjectType object, String text) {}

    public PolicyCheck(
            ObjectCatalog catalog,
            DepartmentTree tree,
            Predicate<UUID> people,
            Function<Condition, List<FilterFault>> conditions) {
        this.catalog = catalog;
        this.tree = tree;
        this.people = people;
        this.conditions = conditions;
    }

    /** Faults of what is new in the second, with places in the form of a policy file. */
    public List<FieldFault> faults(Rulebook before, Rulebook after) {
        Set<Object> known = new HashSet<>(before.policy().roles());
        known.addAll(before.policy().assignments());
        known.addAll(before.policy().restrictions());
        known.addAll(before.waivers());
        before.policy().groups().forEach(group -> known.addAll(group.grants()));
        before.delegations().forEach(delegation -> {
            known.addAll(delegation.bounds());
            known.add(delegation.holder());
        });
        each(
                after.policy().groups(),
                "/groups",
                PermissionGroup::id,
                (group, at) -> grants(group.grants(), known, at + "/grants"));
        each(
                after.policy().roles(),
                "/roles",
                one -> one.id(),
                (role, at) -> role.groups().forEach(id -> {
                    if (after.group(id).isEmpty()) {
                        fault(at + "/groups", "unknown-group", Map.of("group", id.toString()));
                    }
                }));
        each(after.policy().assignments(), "/assignments", Assignment::id, (assignment, at) -> {
            if (!known.contains(assignment)) {
                assignment(assignment, after, at);
            }
        });
        each(after.policy().restrictions(), "/restrictions", Restriction::id, (restriction, at) -> {
            if (!known.contains(restriction)) {
                receiver(restriction.receiver(), at + "/receiver");
                object(restriction.object(), restriction.actions(), at)
                        .ifPresent(type -> condition(type, restriction.condition(), at));
            }
        });
        each(after.delegations(), "/delegations", Delegation::id, (delegation, at) -> {
            if (!known.contains(delegation.holder())) {
                receiver(delegation.holder(), at + "/holder");
            }
            grants(delegation.bounds(), known, at + "/bounds");
        });
        each(after.conflicts(), "/conflicts", Conflict::id, (_, _) -> {});
        each(after.waivers(), "/waivers", Waiver::id, (waiver, at) -> {
            if (after.conflicts().stream().noneMatch(one -> one.id().equals(waiver.conflict()))) {
                fault(
                        at + "/conflict",
                        "unknown-conflict",
                        Map.of("conflict", waiver.conflict().toString()));
            }
            if (!known.contains(waiver)) {
                receiver(new Receiver.Person(waiver.person()), at + "/person");
            }
        });
        return List.copyOf(faults);
    }

    private interface Look<T> {
        void at(T one, String pointer);
    }

    private <T> void each(List<T> all, String at, Function<T, UUID> id, Look<T> look) {
        var seen = new HashSet<UUID>();
        for (int i = 0; i < all.size(); i++) {
            if (!seen.add(id.apply(all.get(i)))) {
                fault(
                        at + "/" + i + "/id",
                        "duplicate-id",
                        Map.of("id", id.apply(all.get(i)).toString()));
            }
            look.at(all.get(i), at + "/" + i);
        }
    }

    private void assignment(Assignment assignment, Rulebook book, String at) {
        receiver(assignment.receiver(), at + "/receiver");
        if (assignment.role() != null && book.role(assignment.role()).isEmpty()) {
            fault(at + "/role", "unknown-role", Map.of("role", assignment.role().toString()));
        }
        if (assignment.group() != null && book.group(assignment.group()).isEmpty()) {
            fault(
                    at + "/group",
                    "unknown-group",
                    Map.of("group", assignment.group().toString()));
        }
    }

    private void receiver(Receiver receiver, String at) {
        switch (receiver) {
            case Receiver.Person(UUID id)
            when !people.test(id) -> fault(at, "unknown-person", Map.of("person", id.toString()));
            case Receiver.Department(UUID id, boolean _) -> department(id, at);
            case Receiver.Person _, Receiver.Position _, Receiver.Tag _, Receiver.Token _, Receiver.Everybody _ -> {}
        }
    }

    private void department(UUID id, String at) {
        if (tree.find(id).isEmpty()) {
            fault(at, "unknown-department", Map.of("department", id.toString()));
        }
    }

    private void grants(List<Grant> grants, Set<Object> known, String at) {
        for (int i = 0; i < grants.size(); i++) {
            if (!known.contains(grants.get(i))) {
                grant(grants.get(i), at + "/" + i);
            }
        }
    }

    private void grant(Grant grant, String at) {
        object(grant.object(), grant.actions(), at).ifPresent(type -> {
            for (String field : grant.fields().keySet()) {
                boolean exists = field.startsWith("class:")
                        ? CLASSES.contains(field.substring("class:".length()))
                        : type.field(field).isPresent();
                if (!exists) {
                    fault(
                            at + "/fields/" + field,
                            "unknown-object-field",
                            Map.of("field", field, "object", type.name()));
                }
            }
            condition(type, grant.condition(), at);
            scope(type, grant.scope(), at);
        });
        SharingLimit sharing = grant.sharing();
        if (sharing != null) {
            if (!grant.actions().contains("share")) {
                fault(at + "/sharing", "limit-without-action", Map.of("action", "share"));
            }
            sharing.to().forEach(circle -> {
                if (circle instanceof Circle.Department(UUID id, boolean _)) {
                    department(id, at + "/sharing/to");
                }
            });
        }
        for (String action : grant.limits().keySet()) {
            if (!grant.actions().contains(action)) {
                fault(at + "/limits/" + action, "limit-without-action", Map.of("action", action));
            }
        }
    }

    private Optional<ObjectType> object(String name, Collection<String> actions, String at) {
        Optional<ObjectType> type = catalog.object(name);
        if (type.isEmpty()) {
            fault(at + "/object", "unknown-object", Map.of("object", name));
            return type;
        }
        actions.stream()
                .filter(action -> !type.get().declares(action))
                .forEach(action -> fault(at + "/actions", "unknown-action", Map.of("action", action, "object", name)));
        return type;
    }

    private void condition(ObjectType type, @Nullable String text, String at) {
        if (text != null) {
            conditions.apply(new Condition(type, text)).forEach(wrong -> faults.add(wrong.in(at + "/condition")));
        }
    }

    private void scope(ObjectType type, GrantScope scope, String at) {
        switch (scope) {
            case GrantScope.Any(List<GrantScope> parts) -> parts.forEach(part -> scope(type, part, at));
            case GrantScope.Departments(List<UUID> departments, boolean _) ->
                departments.forEach(id -> department(id, at + "/scope"));
            case GrantScope.Match(String text) ->
                conditions.apply(new Condition(type, text)).forEach(wrong -> faults.add(wrong.in(at + "/scope")));
            case GrantScope.Parent(String action) -> {
                if (type.parent() == null
                        || !catalog.object(type.parent().object())
                                .map(parent -> parent.declares(action))
                                .orElse(false)) {
                    fault(at + "/scope", "no-such-parent", Map.of("object", type.name(), "action", action));
                }
            }
            case GrantScope.None _,
                    GrantScope.Own _,
                    GrantScope.Created _,
                    GrantScope.Team _,
                    GrantScope.Subordinates _,
                    GrantScope.Department _,
                    GrantScope.DepartmentTree _,
                    GrantScope.Pools _,
                    GrantScope.Unowned _,
                    GrantScope.All _ -> {}
        }
    }

    private void fault(String at, String code, Map<String, Object> arguments) {
        faults.add(new FieldFault(at, code, arguments));
    }
}
