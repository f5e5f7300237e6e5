package io.mortise.bench;

import io.mortise.access.AuditEntry;
import io.mortise.access.Caller;
import io.mortise.access.FieldRules;
import io.mortise.access.Permission;
import io.mortise.access.RequestHead;
import io.mortise.access.Scope;
import io.mortise.kernel.spi.Guard;
import java.util.List;
import java.util.UUID;

/** Gives everybody one scope, which is changed between questions; nothing at first. Of one thread. */
final class OneScope implements Guard {

    /** Shares what has no owner. */
    static final UUID ALL_SEEING = new UUID(0, 0);

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

    /** Whoever shares reaches what he owns, and one reaches everything. */
    @Override
    public Scope granted(Caller caller, Permission permission) {
        UUID giver = UUID.fromString(caller.id());
        return giver.equals(ALL_SEEING) ? Scope.everything() : Scope.keyIn("owner_id", List.of(giver));
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
