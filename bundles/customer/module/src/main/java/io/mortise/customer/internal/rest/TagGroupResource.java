package io.mortise.customer.internal.rest;

import static io.mortise.customer.internal.domain.TagPermissions.TAGS;
import static io.mortise.customer.internal.rest.CustomerProblems.answering;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.Requires;
import io.mortise.customer.internal.tags.Tag;
import io.mortise.customer.internal.tags.Tags;
import io.mortise.rest.Idempotent;
import io.mortise.rest.Page;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/customer/tag-groups}: groups and the tags in them. */
@Component(service = TagGroupResource.class)
@RestResource
@Path("tag-groups")
@Produces(MediaType.APPLICATION_JSON)
public final class TagGroupResource {

    private final Tags tags;

    @Activate
    public TagGroupResource(@Reference Tags tags) {
        this.tags = tags;
    }

    @GET
    @Requires(object = TAGS, action = "list")
    public Page<TagJson.GroupJson> mine() {
        return new Page<>(tags.mine().stream().map(TagJson.GroupJson::of).toList(), null);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Idempotent
    @Requires(object = TAGS, action = "create")
    public Response create(JsonNode json) {
        Body body = new Body(json);
        Tags.Listed group = tags.create(body.name, body.place, body.departments);
        return tagged(Response.created(URI.create("tag-groups/" + group.group().id())), group);
    }

    @GET
    @Path("{id}")
    @Requires(object = TAGS, action = "read")
    public Response read(@PathParam("id") UUID id) {
        return tagged(Response.ok(), tags.require(id));
    }

    @PUT
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = TAGS, action = "edit")
    public Response change(@PathParam("id") UUID id, @HeaderParam("If-Match") @Nullable String ifMatch, JsonNode json) {
        Body body = new Body(json);
        long revision = Revisions.seen(ifMatch, () -> tags.require(id).group().revision());
        return tagged(Response.ok(), tags.change(id, revision, body.name, body.place, body.departments));
    }

    @PUT
    @Path("{id}/retirement")
    @Requires(object = TAGS, action = "retire")
    public Response retire(@PathParam("id") UUID id) {
        tags.retireGroup(id, true);
        return Response.noContent().build();
    }

    @DELETE
    @Path("{id}/retirement")
    @Requires(object = TAGS, action = "retire")
    public Response bringBack(@PathParam("id") UUID id) {
        tags.retireGroup(id, false);
        return Response.noContent().build();
    }

    @POST
    @Path("{id}/tags")
    @Consumes(MediaType.APPLICATION_JSON)
    @Idempotent
    @Requires(object = TAGS, action = "create")
    public Response createTag(@PathParam("id") UUID id, JsonNode json) {
        var body = new Members(json);
        String name = body.requireName("name", Tags.LONGEST_NAME);
        long place = body.whole("order", 0, 0, Integer.MAX_VALUE);
        String rule = body.text("rule");
        body.check();
        Tag tag = answering(() -> tags.createTag(id, name, place, rule));
        return TagResource.tagged(Response.created(URI.create("tags/" + tag.id())), tag);
    }

    private static Response tagged(Response.ResponseBuilder answer, Tags.Listed listed) {
        return answer.entity(TagJson.GroupJson.of(listed))
                .tag(Long.toString(listed.group().revision()))
                .build();
    }

    /** {@code {"name": …, "order": …, "departments": […]}}. */
    private static final class Body {
        private final String name;
        private final long place;
        private final List<UUID> departments;

        Body(JsonNode json) {
            var body = new Members(json);
            this.name = body.requireName("name", Tags.LONGEST_NAME);
            this.place = body.whole("order", 0, 0, Integer.MAX_VALUE);
            this.departments = body.uuids("departments", Tags.MOST_DEPARTMENTS);
            body.check();
        }
    }
}
