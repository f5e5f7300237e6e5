package io.mortise.customer.internal.rest;

import static io.mortise.customer.internal.rest.CustomerProblems.answering;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.Caller;
import io.mortise.access.Requires;
import io.mortise.customer.CustomerFilter;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.lists.CustomerLists;
import io.mortise.customer.internal.lists.Question;
import io.mortise.customer.internal.segments.Segment;
import io.mortise.customer.internal.segments.Segments;
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

/** {@code /api/customer/segments}: saved filters, one's own and those shared with one. */
@Component(service = SegmentResource.class)
@RestResource
@Path("segments")
@Produces(MediaType.APPLICATION_JSON)
public final class SegmentResource {

    private static final String SEGMENT = "customer.segment";
    private static final int COUNT_CAP = 10_000;

    private final Segments segments;
    private final CustomerLists lists;

    @Activate
    public SegmentResource(@Reference Segments segments, @Reference CustomerLists lists) {
        this.segments = segments;
        this.lists = lists;
    }

    /**
     * A saved filter on the wire.
     *
     * @param mine whether the caller made it: he alone changes it, and learns with whom it is shared
     */
    public record SegmentJson(
            UUID id,
            String name,
            String filter,
            @Nullable String sort,
            List<String> columns,
            List<String> sharedWith,
            boolean mine,
            long revision) {
        static SegmentJson of(Segment segment) {
            Caller caller = Caller.current();
            Caller behind = caller.onBehalfOf();
            return new SegmentJson(
                    segment.id(),
                    segment.name(),
                    segment.filter(),
                    segment.sort(),
                    segment.columns(),
                    segment.sharedWith(),
                    segment.owner().equals((behind == null ? caller : behind).id()),
                    segment.revision());
        }
    }

    @GET
    @Requires(object = SEGMENT, action = "list")
    public Page<SegmentJson> mine() {
        return new Page<>(segments.mine().stream().map(SegmentJson::of).toList(), null);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Idempotent
    @Requires(object = SEGMENT, action = "create")
    public Response create(JsonNode json) {
        Segment segment = segments.create(wanted(json));
        return tagged(Response.created(URI.create("segments/" + segment.id())), segment);
    }

    @GET
    @Path("{id}")
    @Requires(object = SEGMENT, action = "read")
    public Response read(@PathParam("id") UUID id) {
        return tagged(Response.ok(), segments.require(id));
    }

    @PUT
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = SEGMENT, action = "edit")
    public Response change(@PathParam("id") UUID id, @HeaderParam("If-Match") @Nullable String ifMatch, JsonNode json) {
        Segments.Wanted wanted = wanted(json);
        long revision = Revisions.seen(ifMatch, () -> segments.require(id).revision());
        return tagged(Response.ok(), segments.change(id, revision, wanted));
    }

    @DELETE
    @Path("{id}")
    @Requires(object = SEGMENT, action = "delete")
    public Response delete(@PathParam("id") UUID id) {
        segments.delete(id);
        return Response.noContent().build();
    }

    /** How many customers of the caller's are in it now. */
    @GET
    @Path("{id}/count")
    @Requires(object = CustomerPermissions.CUSTOMER, action = "list")
    public CustomerJson.CountJson count(@PathParam("id") UUID id) {
        var question = new Question(CustomerFilter.any(), segments.filter(id));
        long count = answering(() -> lists.count(CustomerPermissions.LIST, question, COUNT_CAP + 1L));
        return new CustomerJson.CountJson(Math.min(count, COUNT_CAP), count > COUNT_CAP);
    }

    private static Segments.Wanted wanted(JsonNode json) {
        var body = new Members(json);
        String name = body.requireName("name", Segments.LONGEST_NAME);
        String filter = body.requireText("filter");
        String sort = body.text("sort");
        List<String> columns = body.textsOrNone("columns");
        List<String> sharedWith = body.textsOrNone("sharedWith");
        body.check();
        return new Segments.Wanted(name, filter, sort, columns, sharedWith);
    }

    private static Response tagged(Response.ResponseBuilder answer, Segment segment) {
        return answer.entity(SegmentJson.of(segment))
                .tag(Long.toString(segment.revision()))
                .build();
    }
}
