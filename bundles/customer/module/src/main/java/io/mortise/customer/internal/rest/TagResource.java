package io.mortise.customer.internal.rest;

import static io.mortise.customer.internal.domain.TagPermissions.TAGS;
import static io.mortise.customer.internal.rest.CustomerProblems.answering;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.Requires;
import io.mortise.customer.internal.tags.Tag;
import io.mortise.customer.internal.tags.Tags;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/customer/tags/{id}}: one tag. */
@Component(service = TagResource.class)
@RestResource
@Path("tags/{id}")
@Produces(MediaType.APPLICATION_JSON)
public final class TagResource {

    private final Tags tags;

    @Activate
    public TagResource(@Reference Tags tags) {
        this.tags = tags;
    }

    @GET
    @Requires(object = TAGS, action = "read")
    public Response read(@PathParam("id") UUID id) {
        return tagged(Response.ok(), tags.requireTag(id));
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = TAGS, action = "edit")
    public Response change(@PathParam("id") UUID id, @HeaderParam("If-Match") @Nullable String ifMatch, JsonNode json) {
        var body = new Members(json);
        String name = body.requireName("name", Tags.LONGEST_NAME);
        long place = body.whole("order", 0, 0, Integer.MAX_VALUE);
        UUID group = body.requireUuid("groupId");
        String rule = body.text("rule");
        body.check();
        long revision = Revisions.seen(ifMatch, () -> tags.requireTag(id).revision());
        return tagged(Response.ok(), answering(() -> tags.changeTag(id, revision, group, name, place, rule)));
    }

    @PUT
    @Path("retirement")
    @Requires(object = TAGS, action = "retire")
    public Response retire(@PathParam("id") UUID id) {
        tags.retireTag(id, true);
        return Response.noContent().build();
    }

    @DELETE
    @Path("retirement")
    @Requires(object = TAGS, action = "retire")
    public Response bringBack(@PathParam("id") UUID id) {
        tags.retireTag(id, false);
        return Response.noContent().build();
    }

    static Response tagged(Response.ResponseBuilder answer, Tag tag) {
        return answer.entity(TagJson.of(tag)).tag(Long.toString(tag.revision())).build();
    }
}
