package io.mortise.permissions.internal.review;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mortise.access.Caller;
import io.mortise.access.Requires;
import io.mortise.permissions.internal.audit.Asked;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Page;
import io.mortise.rest.ProblemException;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code /api/access/own-reviews}: what the caller is asked. Anybody may be a reviewer, so the route is open to everybody; each
 * question is reached by whom it was put to alone.
 */
@Component(service = OwnReviewResource.class)
@RestResource
@Path("own-reviews")
@Produces(MediaType.APPLICATION_JSON)
public final class OwnReviewResource {

    private static final String SELF = "access.self";
    private static final int MOST = 200;

    private final Reviews reviews;
    private final Reach reach;

    @Activate
    public OwnReviewResource(@Reference Reviews reviews, @Reference Reach reach) {
        this.reviews = reviews;
        this.reach = reach;
    }

    @GET
    @Requires(object = SELF, action = "use")
    public Page<ObjectNode> page(
            @QueryParam("limit") @Nullable String limit, @QueryParam("after") @Nullable String after) {
        int rows = Asked.limit(limit);
        return Caller.current()
                .personId()
                .map(me -> ReviewJson.page(
                        reviews.asked(me, ReviewJson.after(after, ReviewProgress.FIRST), rows + 1),
                        rows,
                        Item::id,
                        Report::json))
                .orElseGet(() -> new Page<>(List.of(), null));
    }

    /** One question, with the rows its group reaches now: counting them for every question would take too long. */
    @GET
    @Path("{item}")
    @Requires(object = SELF, action = "use")
    public ObjectNode one(@PathParam("item") UUID id) {
        Item item = reviews.visible(id);
        ObjectNode json = Report.json(item);
        Map<String, Long> rows = reach.rows(item.person(), item.group());
        if (!rows.isEmpty()) {
            ObjectNode reachable = json.putObject("rowsReachable");
            rows.forEach(reachable::put);
        }
        return json;
    }

    @POST
    @Path("{item}/decision")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = SELF, action = "use")
    public ObjectNode decide(@PathParam("item") UUID item, JsonNode body) {
        return Report.json(
                reviews.decide(List.of(item), ReviewJson.answer(body)).getFirst());
    }

    @POST
    @Path("decisions")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = SELF, action = "use")
    public Page<ObjectNode> decideMany(JsonNode body) {
        var items = new ArrayList<UUID>();
        for (JsonNode one : body.path("items")) {
            try {
                items.add(UUID.fromString(one.asText()));
            } catch (IllegalArgumentException e) {
                throw ProblemException.invalid(
                        List.of(new FieldFault("/items/" + items.size(), "wrong-type", Map.of("expected", "a UUID"))));
            }
        }
        if (items.isEmpty() || items.size() > MOST) {
            throw ProblemException.invalid(
                    List.of(new FieldFault("/items", "wrong-type", Map.of("expected", "a list of 1 to " + MOST))));
        }
        return new Page<>(
                reviews.decide(items, ReviewJson.answer(body)).stream()
                        .map(Report::json)
                        .toList(),
                null);
    }

    @POST
    @Path("{item}/forward")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = SELF, action = "use")
    public ObjectNode forward(@PathParam("item") UUID item, JsonNode body) {
        return Report.json(reviews.forward(item, ReviewJson.uuid(body, "to"), ReviewJson.reason(body)));
    }
}
