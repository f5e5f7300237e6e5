package io.mortise.kernel.gateway;

import io.mortise.kernel.spi.ModuleDescriptor;
import io.mortise.rest.Idempotent;
import jakarta.ws.rs.core.StreamingOutput;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.glassfish.jersey.server.model.Resource;
import org.glassfish.jersey.server.model.ResourceMethod;
import org.jspecify.annotations.Nullable;

/** What every REST resource must keep before its module may serve; a breach is one sentence with class and method. */
final class RouteRules {

    private RouteRules() {}

    /**
     * @param descriptor of the module, or null for the kernel's own resources
     * @return what is wrong, empty when all is well
     */
    static List<String> breaches(Collection<Class<?>> classes, @Nullable ModuleDescriptor descriptor) {
        var breaches = new ArrayList<String>();
        for (Class<?> type : classes) {
            Resource resource = Resource.from(type);
            if (resource == null) {
                breaches.add(type.getName() + " is marked as a REST resource but has no @Path and no REST method");
                continue;
            }
            check(resource, descriptor, breaches);
        }
        return breaches;
    }

    private static void check(Resource resource, @Nullable ModuleDescriptor descriptor, List<String> breaches) {
        for (ResourceMethod method : resource.getAllMethods()) {
            String breach = breach(method, descriptor);
            if (breach != null) {
                Method handling = method.getInvocable().getHandlingMethod();
                breaches.add(handling.getDeclaringClass().getName() + "." + handling.getName() + ": " + breach);
            }
        }
        resource.getChildResources().forEach(child -> check(child, descriptor, breaches));
    }

    private static boolean later(ResourceMethod method) {
        Class<?> answer = method.getInvocable().getRawResponseType();
        return method.isSuspendDeclared()
                || method.isSse()
                || CompletionStage.class.isAssignableFrom(answer)
                || StreamingOutput.class.isAssignableFrom(answer);
    }

    private static @Nullable String breach(ResourceMethod method, @Nullable ModuleDescriptor descriptor) {
        if (method.getType() == ResourceMethod.JaxrsType.SUB_RESOURCE_LOCATOR) {
            return "a sub-resource locator runs before any permission is asked; write its methods in a resource class of"
                    + " their own with the full path";
        }
        var access = RouteAccess.of(method.getInvocable());
        if (access.isEmpty()) {
            return "names no permission; add @Requires(object, action), or @PublicRoute(reason) when anybody may call it";
        }
        if (method.getInvocable().getHandlingMethod().isAnnotationPresent(Idempotent.class)
                && !"POST".equals(method.getHttpMethod())) {
            return "@Idempotent is for POST, this is " + method.getHttpMethod();
        }
        if (method.getInvocable().getHandlingMethod().isAnnotationPresent(Idempotent.class) && later(method)) {
            return "@Idempotent keeps the answer in the transaction of the work, so the method must return it, not send it later";
        }
        return access.get() instanceof RouteAccess.Needs(var permission)
                ? RouteAccess.undeclared(permission, descriptor)
                : null;
    }
}
