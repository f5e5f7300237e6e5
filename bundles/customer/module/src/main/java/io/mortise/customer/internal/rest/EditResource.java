package io.mortise.customer.internal.rest;

import static io.mortise.customer.internal.domain.CustomerPermissions.CUSTOMER;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.Requires;
import io.mortise.customer.internal.bulk.BulkEdit;
import io.mortise.customer.internal.bulk.BulkEdits;
import io.mortise.customer.internal.bulk.BulkQuestion;
import io.mortise.customer.internal.segments.Segments;
import io.mortise.rest.Idempotent;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/customer/edits}: changing many customers at once. */
@Component(service = EditResource.class)
@RestResource
@Path("edits")
@Produces(MediaType.APPLICATION_JSON)
public final class EditResource {

    private static final int ROWS = 1_000;

    private final BulkEdits edits;
    private final Segments segments;

    @Activate
    public EditResource(@Reference BulkEdits edits, @Reference Segments segments) {
        this.edits = edits;
        this.segments = segments;
    }

    /** One on the wire; counts by outcome. */
    public record EditJson(
            UUID id,
            String state,
            long changed,
            long unchanged,
            long refused,
            long undone,
            long kept,
            Instant startedAt,
            Instant updatedAt) {}

    /** What would become of the first customers, with the type of the problem by the id of each that is refused. */
    public record EditPreviewJson(long matches, boolean more, int checked, int changed, Map<UUID, String> refused) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Idempotent
    @Requires(object = CUSTOMER, action = "bulk")
    public Response start(JsonNode json) {
        var body = new Body(json);
        return Response.accepted(shown(edits.start(body.question, body.change))).build();
    }

    @POST
    @Path("previews")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = CUSTOMER, action = "bulk")
    public EditPreviewJson preview(JsonNode json) {
        var body = new Body(json);
        BulkEdits.Preview preview = edits.preview(body.question, body.change);
        return new EditPreviewJson(
                preview.matches(), preview.more(), preview.checked(), preview.changed(), preview.refused());
    }

    @GET
    @Path("{id}")
    @Requires(object = CUSTOMER, action = "bulk")
    public EditJson read(@PathParam("id") UUID id) {
        return shown(edits.require(id));
    }

    /** A line for each customer: its id, what became of it, and why not. */
    @GET
    @Path("{id}/results")
    @Produces("text/csv; charset=utf-8")
    @Requires(object = CUSTOMER, action = "bulk")
    public Response results(@PathParam("id") UUID id) {
        edits.require(id);
        StreamingOutput lines = out -> {
            out.write("id,outcome,problem\n".getBytes(StandardCharsets.UTF_8));
            List<List<String>> some;
            UUID after = new UUID(0, 0);
            do {
                some = edits.results(id, after, ROWS);
                for (List<String> row : some) {
                    out.write((String.join(",", row) + "\n").getBytes(StandardCharsets.UTF_8));
                    after = UUID.fromString(row.getFirst());
                }
            } while (some.size() == ROWS);
        };
        return Response.ok(lines)
                .header("Content-Disposition", "attachment; filename=\"edit-results.csv\"")
                .build();
    }

    @POST
    @Path("{id}/undo")
    @Requires(object = CUSTOMER, action = "bulk")
    public Response undo(@PathParam("id") UUID id) {
        return Response.accepted(shown(edits.undo(id))).build();
    }

    private EditJson shown(BulkEdit edit) {
        Map<String, Long> counts = edits.counts(edit.id());
        return new EditJson(
                edit.id(),
                edit.state().key(),
                count(counts, BulkEdit.Outcome.CHANGED),
                count(counts, BulkEdit.Outcome.UNCHANGED),
                count(counts, BulkEdit.Outcome.REFUSED),
                count(counts, BulkEdit.Outcome.UNDONE),
                count(counts, BulkEdit.Outcome.KEPT),
                edit.startedAt(),
                edit.updatedAt());
    }

    private static long count(Map<String, Long> counts, BulkEdit.Outcome outcome) {
        return counts.getOrDefault(outcome.key(), 0L);
    }

    /** {@code {"ids": […], "q": …, "filter": …, "segment": …, "change": {…}}}. */
    private final class Body {
        private final BulkQuestion question;
        private final String change;

        Body(JsonNode json) {
            var body = new Members(json);
            List<UUID> ids = body.uuids("ids", BulkEdits.MOST_IDS);
            String text = body.text("q");
            String filter = body.text("filter");
            UUID segment = body.uuid("segment");
            JsonNode patch = body.any("change");
            body.check();
            this.change = patch == null ? "{}" : patch.toString();
            this.question = new BulkQuestion(ids, text, segments.and(segment, filter));
        }
    }
}
