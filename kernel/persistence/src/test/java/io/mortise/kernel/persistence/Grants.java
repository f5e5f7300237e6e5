package io.mortise.kernel.persistence;

import io.mortise.access.AuditEntry;
import io.mortise.access.Caller;
import io.mortise.access.FieldRules;
import io.mortise.access.Permission;
import io.mortise.access.RequestHead;
import io.mortise.access.Scope;
import io.mortise.kernel.spi.Guard;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Grants of one caller, by action; nothing that was not granted. */
final class Grants implements Guard {

    private final Map<String, Scope> scopes = new ConcurrentHashMap<>();

    Grants grant(String action, Scope scope) {
        scopes.put(action, scope);
        return this;
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
    public FieldRules fields(Caller caller, Permission permission) {
        return FieldRules.everything();
    }

    @Override
    public long spend(Caller caller, Permission permission, long amount) {
        return Long.MAX_VALUE;
    }

    @Override
    public void audit(AuditEntry entry) {}
}
