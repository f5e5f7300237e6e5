package io.mortise.permissions.internal.review;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mortise.access.Requires;
import io.mortise.permissions.internal.audit.Asked;
import io.mortise.rest.Idempotent;
import io.mortise.rest.Page;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/access/reviews}: campaigns, for those who run them and for auditors. */
@Component(service = ReviewResource.class)
@RestResource
@Path("reviews")
@Produces(MediaType.APPLICATION_JSON)
public final class ReviewResource {

    private static final String REVIEW = "access.review";

    private final Reviews reviews;
    private final ReviewEffects effects;

    @Activate
    public ReviewResource(@Reference Reviews reviews, @Reference ReviewEffects effects) {
        this.reviews = reviews;
        this.effects = effects;
    }

    @GET
    @Requires(object = REVIEW, action = "list")
    public Page<ObjectNode> page(
            @QueryParam("limit") @Nullable String limit, @QueryParam("after") @Nullable String after) {
        int rows = Asked.limit(limit);
        return ReviewJson.page(
                reviews.before(ReviewJson.after(after, new UUID(-1, -1)), rows + 1),
                rows,
                Campaign::id,
                ReviewJson::json);
    }

    @POST
    @Idempotent
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = REVIEW, action = "create")
    public Response open(JsonNode body) {
        Campaign campaign = reviews.open(DefinitionText.read(body));
        return Response.created(URI.create("reviews/" + campaign.id()))
                .entity(ReviewJson.json(campaign))
                .build();
    }

    @GET
    @Path("{id}")
    @Requires(object = REVIEW, action = "read")
    public ObjectNode one(@PathParam("id") UUID id) {
        return ReviewJson.json(reviews.require(id));
    }

    @GET
    @Path("{id}/items")
    @Requires(object = REVIEW, action = "read")
    public Page<ObjectNode> items(
            @PathParam("id") UUID id,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after) {
        int rows = Asked.limit(limit);
        reviews.require(id);
        return ReviewJson.page(
                reviews.items(id, ReviewJson.after(after, ReviewProgress.FIRST), rows + 1),
                rows,
                Item::id,
                Report::json);
    }

    /** The report's text as it was hashed. */
    @GET
    @Path("{id}/report")
    @Requires(object = REVIEW, action = "read")
    public Response report(@PathParam("id") UUID id) {
        Campaign campaign = reviews.require(id);
        if (campaign.report() == null || campaign.reportHash() == null) {
            throw Reviews.refused("review-not-closed");
        }
        return Response.ok(campaign.report(), MediaType.APPLICATION_JSON)
                .header("Content-Disposition", "attachment; filename=\"review-" + id + ".json\"")
                .header("X-Content-SHA256", campaign.reportHash())
                .build();
    }

    @POST
    @Path("items/{item}/undo")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = REVIEW, action = "undo")
    public ObjectNode undo(@PathParam("item") UUID item, JsonNode body) {
        return Report.json(effects.undo(item, ReviewJson.reason(body)));
    }
}
