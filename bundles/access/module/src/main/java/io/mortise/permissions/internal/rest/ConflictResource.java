package io.mortise.permissions.internal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mortise.access.Requires;
import io.mortise.permissions.internal.administration.DutiesWatch;
import io.mortise.permissions.internal.administration.Entries;
import io.mortise.permissions.internal.administration.Kind;
import io.mortise.rest.Idempotent;
import io.mortise.rest.Page;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/access/conflicts}: duties that nobody may hold both. */
@Component(service = ConflictResource.class)
@RestResource
@Path("conflicts")
@Produces(MediaType.APPLICATION_JSON)
public final class ConflictResource {

    private static final String OBJECT = "access.conflict";
    private final Entries entries;
    private final Wire wire;
    private final DutiesWatch watch;

    @Activate
    public ConflictResource(@Reference Entries entries, @Reference Wire wire, @Reference DutiesWatch watch) {
        this.entries = entries;
        this.wire = wire;
        this.watch = watch;
    }

    @GET
    @Requires(object = OBJECT, action = "list")
    public Page<ObjectNode> page(
            @QueryParam("limit") @Nullable String limit, @QueryParam("after") @Nullable String after) {
        return wire.page(Kind.CONFLICT, entries.all(Kind.CONFLICT), _ -> true, limit, after);
    }

    @GET
    @Path("{id}")
    @Requires(object = OBJECT, action = "read")
    public Response one(@PathParam("id") UUID id, @Context Request request) {
        return wire.read(Kind.CONFLICT, entries.one(Kind.CONFLICT, id), request);
    }

    /** Who holds both duties of a conflict now, waivers aside; a few thousand people take about a second. */
    @GET
    @Path("standing")
    @Requires(object = OBJECT, action = "list")
    public Page<DutiesWatch.Standing> standing() {
        return new Page<>(watch.standing(), null);
    }

    @POST
    @Idempotent
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = OBJECT, action = "create")
    public Response create(@QueryParam("reason") @Nullable String reason, JsonNode body) {
        return wire.created(Kind.CONFLICT, entries.create(Kind.CONFLICT, body, Wire.reason(reason)));
    }

    @PATCH
    @Path("{id}")
    @Consumes({"application/merge-patch+json", MediaType.APPLICATION_JSON})
    @Requires(object = OBJECT, action = "edit")
    public Response edit(
            @PathParam("id") UUID id,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @QueryParam("reason") @Nullable String reason,
            JsonNode patch) {
        return wire.answer(
                Kind.CONFLICT,
                Response.ok(),
                entries.edit(Kind.CONFLICT, id, Wire.seen(ifMatch), patch, Wire.reason(reason)));
    }

    @DELETE
    @Path("{id}")
    @Requires(object = OBJECT, action = "delete")
    public void delete(
            @PathParam("id") UUID id,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @QueryParam("reason") @Nullable String reason) {
        entries.delete(Kind.CONFLICT, id, Wire.seen(ifMatch), Wire.reason(reason));
    }
}
