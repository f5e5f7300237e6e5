package io.mortise.kernel.gateway;

import io.mortise.access.Permission;
import io.mortise.access.PublicRoute;
import io.mortise.access.Requires;
import io.mortise.kernel.spi.KernelPermissions;
import io.mortise.kernel.spi.ModuleDescriptor;
import java.lang.reflect.Method;
import java.util.Optional;
import org.glassfish.jersey.server.model.Invocable;
import org.jspecify.annotations.Nullable;

/** What a route asks of its caller before its method runs. */
sealed interface RouteAccess {

    /** Anybody may call it. */
    record Open() implements RouteAccess {}

    /** Anybody who is signed in may call it. */
    record SignedIn() implements RouteAccess {}

    /** The caller must hold the permission in some scope. */
    record Needs(Permission permission) implements RouteAccess {}

    /** What the method says of itself; empty when it says nothing. */
    static Optional<RouteAccess> of(Invocable invocable) {
        return of(invocable.getHandlingMethod()).or(() -> of(invocable.getDefinitionMethod()));
    }

    /** What the method says of itself; empty when it says nothing. */
    static Optional<RouteAccess> of(Method method) {
        var requires = method.getAnnotation(Requires.class);
        if (requires != null) {
            return Optional.of(new Needs(new Permission(requires.object(), requires.action())));
        }
        if (method.isAnnotationPresent(PublicRoute.class)) {
            return Optional.of(new Open());
        }
        return method.isAnnotationPresent(ForSignedIn.class) ? Optional.of(new SignedIn()) : Optional.empty();
    }

    /** Why the permission can't be asked for, or null when it is declared. */
    static @Nullable String undeclared(Permission permission, @Nullable ModuleDescriptor descriptor) {
        if (KernelPermissions.all().contains(permission)) {
            return null;
        }
        if (descriptor == null) {
            return "the kernel does not declare " + permission;
        }
        var object = descriptor.object(permission.object());
        if (object.isEmpty()) {
            return "module.json declares no object " + permission.object();
        }
        return object.get().action(permission.action()).isPresent()
                ? null
                : "module.json declares no action " + permission.action() + " on " + permission.object();
    }
}
