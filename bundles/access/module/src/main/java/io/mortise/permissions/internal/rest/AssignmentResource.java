package io.mortise.permissions.internal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mortise.access.Requires;
import io.mortise.permissions.internal.administration.Entries;
import io.mortise.permissions.internal.administration.Kind;
import io.mortise.permissions.internal.administration.People;
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

/** {@code /api/access/assignments}: who has what. */
@Component(service = AssignmentResource.class)
@RestResource
@Path("assignments")
@Produces(MediaType.APPLICATION_JSON)
public final class AssignmentResource {

    private static final String OBJECT = "access.assignment";
    private final Entries entries;
    private final Wire wire;
    private final People people;

    @Activate
    public AssignmentResource(@Reference Entries entries, @Reference Wire wire, @Reference People people) {
        this.entries = entries;
        this.wire = wire;
        this.people = people;
    }

    @GET
    @Requires(object = OBJECT, action = "list")
    public Page<ObjectNode> page(
            @QueryParam("person") @Nullable String person,
            @QueryParam("role") @Nullable String role,
            @QueryParam("group") @Nullable String group,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after) {
        return wire.page(
                Kind.ASSIGNMENT,
                entries.all(Kind.ASSIGNMENT),
                people.having(Wire.uuid("person", person), Wire.uuid("role", role), Wire.uuid("group", group)),
                limit,
                after);
    }

    @GET
    @Path("{id}")
    @Requires(object = OBJECT, action = "read")
    public Response one(@PathParam("id") UUID id, @Context Request request) {
        return wire.read(Kind.ASSIGNMENT, entries.one(Kind.ASSIGNMENT, id), request);
    }

    @POST
    @Idempotent
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = OBJECT, action = "create")
    public Response create(@QueryParam("reason") @Nullable String reason, JsonNode body) {
        return wire.created(Kind.ASSIGNMENT, entries.create(Kind.ASSIGNMENT, body, Wire.reason(reason)));
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
                Kind.ASSIGNMENT,
                Response.ok(),
                entries.edit(Kind.ASSIGNMENT, id, Wire.seen(ifMatch), patch, Wire.reason(reason)));
    }

    @DELETE
    @Path("{id}")
    @Requires(object = OBJECT, action = "delete")
    public void delete(
            @PathParam("id") UUID id,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @QueryParam("reason") @Nullable String reason) {
        entries.delete(Kind.ASSIGNMENT, id, Wire.seen(ifMatch), Wire.reason(reason));
    }
}
