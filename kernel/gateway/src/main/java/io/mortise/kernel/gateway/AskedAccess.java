package io.mortise.kernel.gateway;

import io.mortise.access.Access;
import io.mortise.access.AuditEntry;
import io.mortise.access.Caller;
import io.mortise.access.FieldRules;
import io.mortise.access.Permission;
import io.mortise.kernel.context.CallerBinding;
import io.mortise.kernel.spi.Guard;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A module's questions about the caller of the work on this thread, put to the guard. */
final class AskedAccess implements Access {

    private final Supplier<Guard> guard;

    AskedAccess(Supplier<Guard> guard) {
        this.guard = guard;
    }

    @Override
    public boolean holds(Permission permission) {
        return guard.get().holds(Caller.current(), permission);
    }

    @Override
    public FieldRules fields(Permission permission) {
        return guard.get().fields(Caller.current(), permission);
    }

    @Override
    public void spend(Permission permission, long amount) {
        if (guard.get().spend(Caller.current(), permission, amount) < 0) {
            throw new ProblemException(Problem.of("limit-reached", 429).with("permission", permission.toString()));
        }
    }

    @Override
    public void audit(
            Permission permission, @Nullable UUID record, @Nullable String reason, Map<String, String> facts) {
        guard.get()
                .audit(new AuditEntry(
                        Instant.now(),
                        Caller.current(),
                        permission,
                        record,
                        AuditEntry.Outcome.DONE,
                        reason,
                        Map.of(),
                        facts));
    }

    @Override
    public <T, X extends Throwable> T onBehalfOf(Caller principal, ScopedValue.CallableOp<T, X> work) throws X {
        if (principal.kind() != Caller.Kind.PERSON && principal.kind() != Caller.Kind.TOKEN) {
            throw new IllegalArgumentException(
                    "work is done on behalf of a person or a program, not of " + principal.id());
        }
        Caller self = Caller.current();
        if (self.kind() != Caller.Kind.MODULE || self.onBehalfOf() != null) {
            throw new IllegalStateException(self.id() + " is no module acting as itself");
        }
        var both = new Caller(
                self.id(), self.name(), self.kind(), self.departments(), self.locale(), self.traceId(), principal);
        return ScopedValue.where(CallerBinding.CURRENT, both).call(work);
    }
}
