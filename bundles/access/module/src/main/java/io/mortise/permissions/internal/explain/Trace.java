package io.mortise.permissions.internal.explain;

import io.mortise.access.FieldRules;
import io.mortise.access.Permission;
import io.mortise.access.Scope;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.decision.Reasons;
import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.policy.Grant;
import io.mortise.permissions.internal.policy.PermissionGroup;
import io.mortise.permissions.internal.policy.Restriction;
import io.mortise.permissions.internal.policy.Separation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Keeps what the compiler tells about one permission. */
final class Trace implements Reasons {

    /** An assignment that counts, and which groups come by it. */
    record Carried(Assignment assignment, Set<UUID> groups) {}

    /** A grant, or one part of its scope, that gives. */
    record Given(PermissionGroup group, Grant grant, FieldRules.Rule rule) {}

    /** A grant, or one part of its scope, that gives nothing. */
    record Unused(PermissionGroup group, Grant grant, Idle why) {}

    /** A restriction, and which records it takes. */
    record Taken(Restriction restriction, Scope records) {}

    /** What an absent person lends. */
    record Lent(Subject absent, Trace trace) {}

    /** What an absent person does not lend. */
    record Withheld(Subject absent, Separation why) {}

    private final Permission permission;
    private final List<Carried> carried = new ArrayList<>();
    private final List<Given> given = new ArrayList<>();
    private final List<Unused> unused = new ArrayList<>();
    private final List<Scope> shared = new ArrayList<>();
    private final List<Taken> taken = new ArrayList<>();
    private final List<Restriction> caps = new ArrayList<>();
    private final List<Lent> lent = new ArrayList<>();
    private final List<Withheld> withheld = new ArrayList<>();

    Trace(Permission permission) {
        this.permission = permission;
    }

    List<Carried> carried() {
        return carried;
    }

    List<Given> given() {
        return given;
    }

    List<Unused> unused() {
        return unused;
    }

    List<Scope> shared() {
        return shared;
    }

    List<Taken> taken() {
        return taken;
    }

    List<Restriction> caps() {
        return caps;
    }

    List<Lent> lent() {
        return lent;
    }

    List<Withheld> withheld() {
        return withheld;
    }

    /** Restrictions that take from what the person has, or from what is lent to him; each once. */
    List<Taken> takenAnywhere() {
        var all = new LinkedHashMap<UUID, Taken>();
        taken.forEach(one -> all.put(one.restriction().id(), one));
        lent.forEach(one -> one.trace()
                .taken()
                .forEach(other -> all.putIfAbsent(other.restriction().id(), other)));
        return List.copyOf(all.values());
    }

    /** Whether anything was told of the permission. */
    boolean silent() {
        return given.isEmpty() && unused.isEmpty() && shared.isEmpty();
    }

    /** Every scope that was told, to be tested at once. */
    List<Scope> scopes() {
        var scopes = new ArrayList<Scope>(shared);
        given.forEach(one -> scopes.add(one.rule().scope()));
        taken.forEach(one -> scopes.add(one.records()));
        lent.forEach(one -> scopes.addAll(one.trace().scopes()));
        return scopes;
    }

    @Override
    public void assigned(Assignment assignment, Set<UUID> groups) {
        carried.add(new Carried(assignment, groups));
    }

    @Override
    public void gives(Permission about, PermissionGroup group, Grant grant, FieldRules.Rule rule) {
        if (about.equals(permission)) {
            given.add(new Given(group, grant, rule));
        }
    }

    @Override
    public void givesNothing(PermissionGroup group, Grant grant, Set<String> actions, Idle why) {
        if (grant.object().equals(permission.object()) && actions.contains(permission.action())) {
            unused.add(new Unused(group, grant, why));
        }
    }

    @Override
    public Reasons behind(Subject absent) {
        var one = new Lent(absent, new Trace(permission));
        lent.add(one);
        return one.trace();
    }

    @Override
    public void notLent(Subject absent, Permission about, Separation why) {
        if (about.equals(permission)) {
            withheld.add(new Withheld(absent, why));
        }
    }

    @Override
    public void shared(Permission about, Scope scope) {
        if (about.equals(permission)) {
            shared.add(scope);
        }
    }

    @Override
    public void takes(Restriction restriction, Permission about, Scope records) {
        if (about.equals(permission)) {
            taken.add(new Taken(restriction, records));
        }
    }

    @Override
    public void caps(Restriction restriction, Permission about) {
        if (about.equals(permission)) {
            caps.add(restriction);
        }
    }
}
