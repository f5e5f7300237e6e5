package io.mortise.kernel.gateway;

import io.mortise.access.AuditEntry;
import io.mortise.access.Caller;
import io.mortise.access.Permission;
import io.mortise.kernel.spi.Guard;
import io.mortise.rest.Idempotent;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import java.time.Instant;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Binds to every method the check that it asks for, once, when the application is built: at run time nothing is looked up.
 * A method without a word, say one that Jersey generates to answer {@code OPTIONS}, is for signed-in callers.
 */
final class RouteGuard implements DynamicFeature {

    private static final Logger LOG = LoggerFactory.getLogger(RouteGuard.class);

    private final Guard guard;

    RouteGuard(Guard guard) {
        this.guard = guard;
    }

    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        RouteAccess access = RouteAccess.of(resource.getResourceMethod()).orElseGet(RouteAccess.SignedIn::new);
        if (!(access instanceof RouteAccess.Open)) {
            context.register(new Check(guard, access));
        }
        if (resource.getResourceMethod().isAnnotationPresent(Idempotent.class)) {
            context.register(new IdempotencyKey.Reader());
        }
    }

    @Priority(Priorities.AUTHORIZATION)
    private record Check(Guard guard, RouteAccess access) implements ContainerRequestFilter {

        @Override
        public void filter(ContainerRequestContext request) {
            Caller caller = RestApp.inquiry(request).caller();
            boolean allowed = switch (access) {
                case RouteAccess.Open() -> true;
                case RouteAccess.SignedIn() -> caller.kind() != Caller.Kind.NOBODY;
                case RouteAccess.Needs(Permission permission) -> guard.holds(caller, permission);
            };
            if (!allowed) {
                note(request, caller);
                throw new ProblemException(
                        caller.kind() == Caller.Kind.NOBODY ? KernelProblems.SIGN_IN_NEEDED : forbidden());
            }
        }

        /** Refusing somebody who is signed in is worth a line in the trail; a trail that fails must not open the door. */
        private void note(ContainerRequestContext request, Caller caller) {
            if (caller.kind() == Caller.Kind.NOBODY || !(access instanceof RouteAccess.Needs(Permission permission))) {
                return;
            }
            try {
                guard.audit(new AuditEntry(
                        Instant.now(),
                        caller,
                        permission,
                        null,
                        AuditEntry.Outcome.REFUSED,
                        "route",
                        Map.of(),
                        Map.of(
                                "method",
                                request.getMethod(),
                                "path",
                                request.getUriInfo().getPath())));
            } catch (RuntimeException e) {
                LOG.error("the refusal of {} to {} is not in the audit trail", permission, caller.id(), e);
            }
        }

        private Problem forbidden() {
            return access instanceof RouteAccess.Needs(Permission permission)
                    ? KernelProblems.FORBIDDEN.with("permission", permission.toString())
                    : KernelProblems.FORBIDDEN;
        }
    }
}
