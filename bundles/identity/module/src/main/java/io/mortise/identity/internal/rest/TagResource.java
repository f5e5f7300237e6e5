package io.mortise.identity.internal.rest;

import static io.mortise.identity.internal.domain.LabelKind.TAG;

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

/** {@code /api/identity/tags}. */
@Component(service = TagResource.class)
@RestResource
@Path("tags")
@Produces(MediaType.APPLICATION_JSON)
public final class TagResource {

    private final Labels labels;

    @Activate
    public TagResource(@Reference Labels labels) {
        this.labels = labels;
    }

    /** A tag on the wire. */
    public record TagJson(
            UUID id,
            String name,
            Instant createdAt,
            String createdBy,
            Instant updatedAt,
            String updatedBy,
            long revision) {

        static TagJson of(Label label) {
            Stamp stamp = label.stamp();
            return new TagJson(
                    label.id(),
                    label.name(),
                    stamp.createdAt(),
                    stamp.createdBy(),
                    stamp.updatedAt(),
                    stamp.updatedBy(),
                    stamp.revision());
        }
    }

    @GET
    @Requires(object = IdentityPermissions.TAG, action = "list")
    public Page<TagJson> page(
            @QueryParam("limit") @Nullable String limit, @QueryParam("after") @Nullable String after) {
        int rows = Query.limit(limit, 50, 1000);
        return Query.page(
                "tags", labels.after(TAG, Query.after("tags", after, ""), rows + 1), rows, Label::name, TagJson::of);
    }

    @GET
    @Path("{id}")
    @Requires(object = IdentityPermissions.TAG, action = "read")
    public Response one(@PathParam("id") UUID id, @Context Request request) {
        Label label = labels.require(TAG, id);
        return Revisions.read(request, label.stamp().revision(), TagJson.of(label));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Idempotent
    @Requires(object = IdentityPermissions.TAG, action = "create")
    public Response create(JsonNode json) {
        var body = new Body(json);
        String name = body.words("name", "");
        body.check();
        Label label = labels.create(TAG, name, null);
        return Revisions.answer(
                Response.created(URI.create("tags/" + label.id())),
                label.stamp().revision(),
                TagJson.of(label));
    }

    @PATCH
    @Path("{id}")
    @Consumes({"application/merge-patch+json", MediaType.APPLICATION_JSON})
    @Requires(object = IdentityPermissions.TAG, action = "edit")
    public Response change(
            @PathParam("id") UUID id, @HeaderParam("If-Match") @Nullable String ifMatch, JsonNode patch) {
        Label now = labels.require(TAG, id);
        long seen = Revisions.seen(ifMatch, now.stamp().revision());
        var body = new Body(patch);
        String name = body.words("name", now.name());
        body.check();
        Label label = labels.change(TAG, id, seen, name, null);
        return Revisions.answer(Response.ok(), label.stamp().revision(), TagJson.of(label));
    }

    @DELETE
    @Path("{id}")
    @Requires(object = IdentityPermissions.TAG, action = "delete")
    public void delete(@PathParam("id") UUID id, @HeaderParam("If-Match") @Nullable String ifMatch) {
        labels.delete(
                TAG, id, Revisions.seen(ifMatch, labels.require(TAG, id).stamp().revision()));
    }
}
