package io.mortise.permissions.internal.explain;

import io.mortise.access.ObjectCatalog;
import io.mortise.access.ObjectCatalog.ObjectType;
import io.mortise.identity.DepartmentTree;
import io.mortise.permissions.internal.explain.Change.AddAction;
import io.mortise.permissions.internal.explain.Change.GiveGroup;
import io.mortise.permissions.internal.explain.Change.GiveRole;
import io.mortise.permissions.internal.explain.Change.JoinTeam;
import io.mortise.permissions.internal.explain.Change.OpenField;
import io.mortise.permissions.internal.explain.Change.Share;
import io.mortise.permissions.internal.explain.Change.SwitchOn;
import io.mortise.permissions.internal.explain.Change.Widen;
import io.mortise.permissions.internal.policy.Grant;
import io.mortise.permissions.internal.policy.Grant.GrantScope;
import io.mortise.permissions.internal.policy.PermissionGroup;
import io.mortise.permissions.internal.policy.Policy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Single changes that might give what is asked for; whether one really does is for the evaluator to say. */
final class Candidates {

    private static final int DEEPEST = 10;

    private final Question question;
    private final Policy policy;
    private final ObjectType type;
    private final DepartmentTree tree;

    Candidates(Question question, Policy policy, ObjectType type, DepartmentTree tree) {
        this.question = question;
        this.policy = policy;
        this.type = type;
        this.tree = tree;
    }

    /** Nothing when no running module declares what is asked for: no permission opens it. */
    static List<Change> of(Question question, Policy policy, Trace trace, ObjectCatalog catalog, DepartmentTree tree) {
        return catalog.object(question.permission().object())
                .filter(type -> type.declares(question.permission().action()))
                .map(type -> new Candidates(question, policy, type, tree).all(trace))
                .orElse(List.of());
    }

    /** Teams and shares open one record alone. */
    private List<Change> ofTheRecord() {
        if (question.record() == null || !type.shareable()) {
            return List.of();
        }
        var changes = new ArrayList<Change>(List.of(new JoinTeam(false), new JoinTeam(true)));
        if (!Change.NEVER_SHARED.contains(question.permission().action())) {
            changes.add(new Share(question.permission().action()));
        }
        return changes;
    }

    private List<Change> all(Trace trace) {
        Set<UUID> carried = new HashSet<>();
        trace.carried().forEach(one -> carried.addAll(one.groups()));
        var changes = new ArrayList<>(ofTheRecord());
        for (PermissionGroup group : policy.groups()) {
            if (carried.contains(group.id())) {
                held(group, changes);
            } else if (group.on() && gives(group)) {
                changes.add(new GiveGroup(group.id()));
            }
        }
        policy.roles().stream()
                .filter(role -> policy.groups().stream()
                        .anyMatch(group -> role.groups().contains(group.id())
                                && group.on()
                                && !carried.contains(group.id())
                                && gives(group)))
                .forEach(role -> changes.add(new GiveRole(role.id())));
        return changes;
    }

    private boolean gives(PermissionGroup group) {
        return group.grants().stream().anyMatch(this::gives);
    }

    private boolean gives(Grant grant) {
        return grant.object().equals(type.name())
                && grant.actions().contains(question.permission().action());
    }

    private void held(PermissionGroup group, List<Change> changes) {
        if (!group.on()) {
            if (gives(group)) {
                changes.add(new SwitchOn(group.id()));
            }
            return;
        }
        for (Grant grant : group.grants()) {
            if (!grant.object().equals(type.name())) {
                continue;
            }
            if (!gives(grant)) {
                changes.add(new AddAction(
                        group.id(), grant.id(), question.permission().action()));
                continue;
            }
            scopes(grant).forEach(scope -> changes.add(new Widen(group.id(), grant.id(), scope)));
            if (question.field() != null) {
                changes.add(new OpenField(group.id(), grant.id(), question.field(), question.needed()));
            }
        }
    }

    /** By how much a scope could be widened, without looking at the record: what it holds is nobody's to learn from this. */
    private List<GrantScope> scopes(Grant grant) {
        var scopes = new ArrayList<GrantScope>();
        if (type.hasRecords()) {
            scopes.addAll(List.of(new GrantScope.Own(), new GrantScope.Created(), new GrantScope.Unowned()));
            for (int depth = 1; depth <= DEEPEST; depth++) {
                scopes.add(new GrantScope.Subordinates(depth));
            }
            scopes.add(new GrantScope.Department());
            scopes.add(new GrantScope.DepartmentTree());
            var above = new HashSet<UUID>();
            question.person().departments().forEach(mine -> tree.path(mine).forEach(one -> above.add(one.id())));
            above.removeAll(question.person().departments());
            above.stream().sorted().forEach(one -> scopes.add(new GrantScope.Departments(List.of(one), true)));
        }
        scopes.add(new GrantScope.All());
        scopes.removeIf(scope -> scope.equals(grant.scope()));
        return scopes;
    }
}
