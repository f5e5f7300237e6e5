package io.mortise.identity.internal.rest;

import static io.mortise.identity.internal.domain.LabelKind.POSITION;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.Requires;
import io.mortise.identity.internal.Labels;
import io.mortise.identity.internal.domain.IdentityPermissions;
import io.mortise.identity.internal.domain.Label;
import io.mortise.identity.internal.domain.Stamp;
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
import java.net.URI;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/identity/positions}. */
@Component(service = PositionResource.class)
@RestResource
@Path("positions")
@Produces(MediaType.APPLICATION_JSON)
public final class PositionResource {

    private final Labels labels;

    @Activate
    public PositionResource(@Reference Labels labels) {
        this.labels = labels;
    }

    /** A position on the wire. */
    public record PositionJson(
            UUID id,
            String name,
            @Nullable Integer level,
            Instant createdAt,
            String createdBy,
            Instant updatedAt,
            String updatedBy,
            long revision) {

        static PositionJson of(Label label) {
            Stamp stamp = label.stamp();
            return new PositionJson(
                    label.id(),
                    label.name(),
                    label.level(),
                    stamp.createdAt(),
                    stamp.createdBy(),
                    stamp.updatedAt(),
                    stamp.updatedBy(),
                    stamp.revision());
        }
    }

    @GET
    @Requires(object = IdentityPermissions.POSITION, action = "list")
    public Page<PositionJson> page(
            @QueryParam("limit") @Nullable String limit, @QueryParam("after") @Nullable String after) {
        int rows = Query.limit(limit, 50, 1000);
        return Query.page(
                "positions",
                labels.after(POSITION, Query.after("positions", after, ""), rows + 1),
                rows,
                Label::name,
                PositionJson::of);
    }

    @GET
    @Path("{id}")
    @Requires(object = IdentityPermissions.POSITION, action = "read")
    public Response one(@PathParam("id") UUID id, @Context Request request) {
        Label label = labels.require(POSITION, id);
        return Revisions.read(request, label.stamp().revision(), PositionJson.of(label));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Idempotent
    @Requires(object = IdentityPermissions.POSITION, action = "create")
    public Response create(JsonNode json) {
        var body = new Body(json);
        String name = body.words("name", "");
        Integer level = body.whole("level", null);
        body.check();
        Label label = labels.create(POSITION, name, level);
        return Revisions.answer(
                Response.created(URI.create("positions/" + label.id())),
                label.stamp().revision(),
                PositionJson.of(label));
    }

    @PATCH
    @Path("{id}")
    @Consumes({"application/merge-patch+json", MediaType.APPLICATION_JSON})
    @Requires(object = IdentityPermissions.POSITION, action = "edit")
    public Response change(
            @PathParam("id") UUID id, @HeaderParam("If-Match") @Nullable String ifMatch, JsonNode patch) {
        Label now = labels.require(POSITION, id);
        long seen = Revisions.seen(ifMatch, now.stamp().revision());
        var body = new Body(patch);
        String name = body.words("name", now.name());
        Integer level = body.whole("level", now.level());
        body.check();
        Label label = labels.change(POSITION, id, seen, name, level);
        return Revisions.answer(Response.ok(), label.stamp().revision(), PositionJson.of(label));
    }

    @DELETE
    @Path("{id}")
    @Requires(object = IdentityPermissions.POSITION, action = "delete")
    public void delete(@PathParam("id") UUID id, @HeaderParam("If-Match") @Nullable String ifMatch) {
        labels.delete(
                POSITION,
                id,
                Revisions.seen(ifMatch, labels.require(POSITION, id).stamp().revision()));
    }
}
