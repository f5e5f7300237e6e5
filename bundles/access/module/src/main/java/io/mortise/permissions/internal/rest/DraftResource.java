package io.mortise.permissions.internal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mortise.access.Requires;
import io.mortise.permissions.internal.administration.Drafts;
import io.mortise.permissions.internal.administration.Preview;
import io.mortise.permissions.internal.administration.Versions;
import io.mortise.permissions.internal.administration.Versions.Difference;
import io.mortise.permissions.internal.rest.PolicyResource.DifferencesJson;
import io.mortise.permissions.internal.rulebook.Draft;
import io.mortise.permissions.internal.rulebook.PolicyText;
import io.mortise.permissions.internal.rulebook.Rulebook;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Idempotent;
import io.mortise.rest.Page;
import io.mortise.rest.ProblemException;
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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/access/drafts}: policies that do not count yet. */
@Component(service = DraftResource.class)
@RestResource
@Path("drafts")
@Produces(MediaType.APPLICATION_JSON)
public final class DraftResource {

    private static final String OBJECT = "access.draft";
    private final Drafts drafts;
    private final Versions versions;

    @Activate
    public DraftResource(@Reference Drafts drafts, @Reference Versions versions) {
        this.drafts = drafts;
        this.versions = versions;
    }

    @GET
    @Requires(object = OBJECT, action = "list")
    public Page<Draft> page() {
        return new Page<>(drafts.all(), null);
    }

    @GET
    @Path("{id}")
    @Requires(object = OBJECT, action = "read")
    public Response one(@PathParam("id") UUID id) {
        return answer(Response.ok(), drafts.require(id));
    }

    /** {@code {"name": …, "policy": a policy file}}; without a policy, a draft of the policy as it is. */
    @POST
    @Idempotent
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = OBJECT, action = "create")
    public Response create(JsonNode body) {
        String name = body.path("name").asText("").strip();
        if (name.isEmpty() || name.length() > 100) {
            throw ProblemException.invalid(List.of(new FieldFault("/name", "too-long", Map.of("max", 100))));
        }
        Draft draft = drafts.create(name, body.hasNonNull("policy") ? body.path("policy") : null);
        return answer(Response.created(URI.create("/api/access/drafts/" + draft.id())), draft);
    }

    @GET
    @Path("{id}/policy")
    @Requires(object = OBJECT, action = "read")
    public ObjectNode content(@PathParam("id") UUID id) {
        return PolicyText.write(drafts.content(drafts.require(id)));
    }

    @PUT
    @Path("{id}/policy")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = OBJECT, action = "edit")
    public Response rewrite(
            @PathParam("id") UUID id, @HeaderParam("If-Match") @Nullable String ifMatch, JsonNode file) {
        return answer(Response.ok(), drafts.rewrite(id, Wire.seen(ifMatch), file));
    }

    @GET
    @Path("{id}/differences")
    @Requires(object = OBJECT, action = "read")
    public DifferencesJson differences(@PathParam("id") UUID id) {
        Draft draft = drafts.require(id);
        List<Difference> found = Versions.between(versions.book(draft.base()), drafts.content(draft));
        return new DifferencesJson(draft.base(), found);
    }

    @GET
    @Path("{id}/preview")
    @Requires(object = OBJECT, action = "read")
    public Preview preview(@PathParam("id") UUID id) {
        return drafts.preview(id);
    }

    @POST
    @Path("{id}/agreement")
    @Requires(object = OBJECT, action = "agree")
    public Response agree(@PathParam("id") UUID id, @HeaderParam("If-Match") @Nullable String ifMatch) {
        return answer(Response.ok(), drafts.agree(id, Wire.seen(ifMatch)));
    }

    @POST
    @Path("{id}/application")
    @Requires(object = OBJECT, action = "apply")
    public DifferencesJson apply(
            @PathParam("id") UUID id,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @QueryParam("reason") @Nullable String reason) {
        Rulebook before = versions.newest();
        Rulebook after = drafts.apply(id, Wire.seen(ifMatch), Wire.reason(reason));
        return new DifferencesJson(after.policy().version(), Versions.between(before, after));
    }

    @DELETE
    @Path("{id}")
    @Requires(object = OBJECT, action = "delete")
    public void drop(@PathParam("id") UUID id, @HeaderParam("If-Match") @Nullable String ifMatch) {
        drafts.drop(id, Wire.seen(ifMatch));
    }

    private static Response answer(Response.ResponseBuilder answer, Draft draft) {
        return answer.tag(new EntityTag(Long.toString(draft.revision())))
                .entity(draft)
                .build();
    }
}
