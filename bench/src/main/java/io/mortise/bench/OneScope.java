package io.mortise.bench;

import io.mortise.access.AuditEntry;
import io.mortise.access.Caller;
import io.mortise.access.FieldRules;
import io.mortise.access.Permission;
import io.mortise.access.RequestHead;
import io.mortise.access.Scope;
import io.mortise.kernel.spi.Guard;

/** Gives everybody one scope, which is changed between questions; nothing at first. Of one thread. */
final class OneScope implements Guard {

    private Scope scope = Scope.nothing();

    void set(Scope now) {
        scope = now;
    }

    @Override
    public Caller authenticate(RequestHead head) {
        return Caller.current();
    }

    @Override
    public boolean holds(Caller caller, Permission permission) {
        return true;
    }

    @Override
    public Scope scope(Caller caller, Permission permission) {
        return scope;
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
    public void audit(AuditEntry entry) {
        // Nothing that this bench does is written down.
    }
}
