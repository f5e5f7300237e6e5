package io.mortise.permissions.internal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mortise.access.Requires;
import io.mortise.permissions.internal.administration.Entries;
import io.mortise.permissions.internal.administration.Kind;
import io.mortise.permissions.internal.administration.PresetCopies;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Idempotent;
import io.mortise.rest.Page;
import io.mortise.rest.ProblemException;
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
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/access/groups}: permission groups (权限组). */
@Component(service = GroupResource.class)
@RestResource
@Path("groups")
@Produces(MediaType.APPLICATION_JSON)
public final class GroupResource {

    private static final String OBJECT = "access.group";
    private final Entries entries;
    private final Wire wire;

    @Activate
    public GroupResource(@Reference Entries entries, @Reference Wire wire) {
        this.entries = entries;
        this.wire = wire;
    }

    @GET
    @Requires(object = OBJECT, action = "list")
    public Page<ObjectNode> page(
            @QueryParam("limit") @Nullable String limit, @QueryParam("after") @Nullable String after) {
        return wire.page(Kind.GROUP, entries.all(Kind.GROUP), _ -> true, limit, after);
    }

    @GET
    @Path("{id}")
    @Requires(object = OBJECT, action = "read")
    public Response one(@PathParam("id") UUID id, @Context Request request) {
        return wire.read(Kind.GROUP, entries.one(Kind.GROUP, id), request);
    }

    @POST
    @Idempotent
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = OBJECT, action = "create")
    public Response create(@QueryParam("reason") @Nullable String reason, JsonNode body) {
        return wire.created(Kind.GROUP, entries.create(Kind.GROUP, body, Wire.reason(reason)));
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
                Kind.GROUP,
                Response.ok(),
                entries.edit(Kind.GROUP, id, Wire.seen(ifMatch), patch, Wire.reason(reason)));
    }

    @DELETE
    @Path("{id}")
    @Requires(object = OBJECT, action = "delete")
    public void delete(
            @PathParam("id") UUID id,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @QueryParam("reason") @Nullable String reason) {
        entries.delete(Kind.GROUP, id, Wire.seen(ifMatch), Wire.reason(reason));
    }

    /** A copy under a new name, with the same grants; nobody has it yet. */
    @POST
    @Path("{id}/copies")
    @Idempotent
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = OBJECT, action = "create")
    public Response copy(@PathParam("id") UUID id, JsonNode body) {
        String name = body.path("name").asText("").strip();
        if (name.isEmpty() || name.length() > 100) {
            throw ProblemException.invalid(List.of(new FieldFault("/name", "too-long", Map.of("max", 100))));
        }
        return wire.created(
                Kind.GROUP, entries.make(Kind.GROUP, "copy of " + id, book -> PresetCopies.of(book, id, name)));
    }
}
