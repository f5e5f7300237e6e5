package io.mortise.kernel.gateway;

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

/**
 * Binds to every method the check that it asks for, once, when the application is built: at run time nothing is looked up.
 * A method without a word, say one that Jersey generates to answer {@code OPTIONS}, is for signed-in callers.
 */
final class RouteGuard implements DynamicFeature {

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
                throw new ProblemException(
                        caller.kind() == Caller.Kind.NOBODY ? KernelProblems.SIGN_IN_NEEDED : forbidden());
            }
        }

        private Problem forbidden() {
            return access instanceof RouteAccess.Needs(Permission permission)
                    ? KernelProblems.FORBIDDEN.with("permission", permission.toString())
                    : KernelProblems.FORBIDDEN;
        }
    }
}
