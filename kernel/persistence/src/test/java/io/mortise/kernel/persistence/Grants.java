package io.mortise.kernel.persistence;

import io.mortise.access.AuditEntry;
import io.mortise.access.Caller;
import io.mortise.access.FieldRules;
import io.mortise.access.Permission;
import io.mortise.access.RequestHead;
import io.mortise.access.Scope;
import io.mortise.kernel.spi.Guard;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Grants of one caller, by action; nothing that was not granted. */
final class Grants implements Guard {

    private final Map<String, Scope> scopes = new ConcurrentHashMap<>();
    private final Map<String, FieldRules> fields = new ConcurrentHashMap<>();
    private final List<AuditEntry> entries = new CopyOnWriteArrayList<>();
    private final Map<String, Scope> givers = new ConcurrentHashMap<>();
    private final Map<String, Scope> sharing = new ConcurrentHashMap<>();
    private volatile boolean trailBroken;

    Grants grant(String action, Scope scope) {
        scopes.put(action, scope);
        return this;
    }

    /** What somebody who shared reaches himself; everything where nothing was said. */
    Grants giver(String id, Scope scope) {
        givers.put(id, scope);
        return this;
    }

    /** What may be shared with a receiver; everything where nothing was said. */
    Grants sharing(String receiver, Scope scope) {
        sharing.put(receiver, scope);
        return this;
    }

    /** What the action may do with fields; everything where nothing was said. */
    Grants fields(String action, FieldRules.Rule... rules) {
        fields.put(action, new FieldRules(List.of(rules)));
        return this;
    }

    /** What was written into the trail so far, taken out. */
    List<AuditEntry> taken() {
        var all = List.copyOf(entries);
        entries.clear();
        return all;
    }

    /** The trail takes nothing any more. */
    void breakTrail() {
        trailBroken = true;
    }

    Grants everything() {
        for (String action : new String[] {"read", "list", "create", "edit", "delete"}) {
            grant(action, Scope.everything());
        }
        return this;
    }

    @Override
    public Caller authenticate(RequestHead head) {
        return Caller.current();
    }

    @Override
    public boolean holds(Caller caller, Permission permission) {
        return scopes.containsKey(permission.action());
    }

    @Override
    public Scope scope(Caller caller, Permission permission) {
        return scopes.getOrDefault(permission.action(), Scope.nothing());
    }

    @Override
    public Scope granted(Caller caller, Permission permission) {
        return givers.getOrDefault(caller.id(), Scope.everything());
    }

    @Override
    public Scope sharing(Caller caller, Permission permission, String receiver, @Nullable Instant until) {
        return sharing.getOrDefault(receiver, Scope.everything());
    }

    @Override
    public FieldRules fields(Caller caller, Permission permission) {
        return fields.getOrDefault(permission.action(), FieldRules.everything());
    }

    @Override
    public long spend(Caller caller, Permission permission, long amount) {
        return Long.MAX_VALUE;
    }

    @Override
    public void audit(AuditEntry entry) {
        if (trailBroken) {
            throw new IllegalStateException("the trail is broken");
        }
        entries.add(entry);
    }
}
