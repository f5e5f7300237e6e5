package io.mortise.identity.internal.rest;

import static io.mortise.identity.internal.domain.IdentityPermissions.STANDIN;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.Requires;
import io.mortise.identity.internal.StandIns;
import io.mortise.identity.internal.domain.StandIn;
import io.mortise.rest.Idempotent;
import io.mortise.rest.Page;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/identity/stand-ins}: everybody's, for those who administer them. */
@Component(service = StandInResource.class)
@RestResource
@Path("stand-ins")
@Produces(MediaType.APPLICATION_JSON)
public final class StandInResource {

    private final StandIns standIns;

    @Activate
    public StandInResource(@Reference StandIns standIns) {
        this.standIns = standIns;
    }

    @GET
    @Requires(object = STANDIN, action = "list")
    public Page<StandInJson> page(
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after,
            @QueryParam("person") @Nullable String person) {
        return page(standIns, Query.uuid("person", person), limit, after);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Idempotent
    @Requires(object = STANDIN, action = "edit")
    public Response name(JsonNode json) {
        var body = new Body(json);
        StandIn made = name(standIns, body, body.requireUuid("personId"), false);
        return Response.created(URI.create("stand-ins/" + made.id()))
                .entity(StandInJson.of(made))
                .build();
    }

    @DELETE
    @Path("{id}")
    @Requires(object = STANDIN, action = "edit")
    public void end(@PathParam("id") UUID id) {
        standIns.end(StandIns.forOthers(), null, id);
    }

    static Page<StandInJson> page(
            StandIns standIns, @Nullable UUID person, @Nullable String limit, @Nullable String after) {
        int rows = Query.limit(limit, 50, 200);
        return Query.page(
                "stand-ins",
                standIns.after(person, Query.afterId("stand-ins", after, new UUID(0, 0)), rows + 1),
                rows,
                one -> one.id().toString(),
                StandInJson::of);
    }

    static StandIn name(StandIns standIns, Body body, UUID person, boolean own) {
        UUID standIn = body.requireUuid("standInId");
        LocalDate from = body.day("from");
        LocalDate until = body.day("until");
        String reason = body.words("reason", "");
        body.check();
        return standIns.name(own ? StandIns.forSelf() : StandIns.forOthers(), person, standIn, from, until, reason);
    }
}
