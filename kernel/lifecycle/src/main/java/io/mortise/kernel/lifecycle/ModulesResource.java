package io.mortise.kernel.lifecycle;

import io.mortise.access.Caller;
import io.mortise.access.Requires;
import io.mortise.kernel.spi.KernelPermissions;
import io.mortise.kernel.spi.KernelResource;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What is installed: {@code /api/modules}. */
@Path("modules")
@Produces(MediaType.APPLICATION_JSON)
public final class ModulesResource implements KernelResource {

    private static final int HISTORY = 500;

    private final Workshop shop;
    private final Views views;

    ModulesResource(Workshop shop, Views views) {
        this.shop = shop;
        this.views = views;
    }

    @GET
    @Requires(object = KernelPermissions.MODULE, action = KernelPermissions.LIST)
    public Map<String, Object> list() {
        return Map.of("items", views.modules(Caller.current().locale()));
    }

    @GET
    @Path("{id}")
    @Requires(object = KernelPermissions.MODULE, action = KernelPermissions.READ)
    public Map<String, Object> find(@PathParam("id") String id) {
        return views.module(id, Caller.current().locale()).orElseThrow(() -> Faults.moduleNotFound(id));
    }

    /** What happened to a module, newest first; also after it was uninstalled. */
    @GET
    @Path("{id}/history")
    @Requires(object = KernelPermissions.MODULE, action = KernelPermissions.READ)
    public Map<String, Object> history(@PathParam("id") String id) {
        List<DesiredState.Line> lines = shop.state().history(id, HISTORY);
        if (lines.isEmpty() && shop.state().find(id).isEmpty()) {
            throw Faults.moduleNotFound(id);
        }
        return Map.of("items", lines.stream().map(views::line).toList());
    }

    /** Exactly what is installed, for another server. */
    @GET
    @Path("lock")
    @Requires(object = KernelPermissions.MODULE, action = KernelPermissions.READ)
    public Map<String, Object> lock() {
        return views.lock();
    }

    /** Class loaders of closed instances that are still alive, and what holds them. */
    @GET
    @Path("leaks")
    @Requires(object = KernelPermissions.MODULE, action = KernelPermissions.READ)
    public Map<String, Object> leaks() {
        return Map.of("items", views.leaks(shop.runtime().heldLoaders(Duration.ofSeconds(5))));
    }
}
