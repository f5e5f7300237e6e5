package io.mortise.customer.internal.rest;

import static io.mortise.customer.internal.domain.CustomerPermissions.CUSTOMER;
import static io.mortise.customer.internal.rest.CustomerProblems.answering;

import io.mortise.access.Requires;
import io.mortise.customer.CustomerId;
import io.mortise.customer.internal.timeline.Timeline;
import io.mortise.rest.RestResource;
import io.mortise.timeline.TimelineEntry;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code …/customers/{id}/timeline}: everything that happened to a customer, from other modules too. */
@Component(service = TimelineResource.class)
@RestResource
@Path("customers")
@Produces(MediaType.APPLICATION_JSON)
public final class TimelineResource {

    private final Timeline timeline;

    @Activate
    public TimelineResource(@Reference Timeline timeline) {
        this.timeline = timeline;
    }

    /**
     * A page.
     *
     * @param missing modules whose entries could not be had this time; absent when there are none
     */
    public record TimelinePageJson(
            List<TimelineEntryJson> items,
            @Nullable String next,
            @Nullable List<String> missing) {}

    /**
     * One thing that happened.
     *
     * @param fields names of fields that changed, as far as you may read them
     * @param record what it is about beside the customer: a follow-up record for example
     */
    public record TimelineEntryJson(
            UUID id,
            Instant at,
            String kind,
            String text,
            @Nullable String by,
            @Nullable List<String> fields,
            @Nullable UUID record,
            @Nullable String link) {
        static TimelineEntryJson of(Timeline.Shown shown) {
            TimelineEntry entry = shown.entry();
            return new TimelineEntryJson(
                    entry.id(),
                    entry.at(),
                    entry.kind(),
                    entry.text(),
                    entry.by(),
                    shown.fields().isEmpty() ? null : shown.fields(),
                    shown.record(),
                    entry.link());
        }
    }

    @GET
    @Path("{id}/timeline")
    @Requires(object = CUSTOMER, action = "read")
    public TimelinePageJson timeline(
            @PathParam("id") UUID id,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after) {
        var query = new CustomerQuery();
        int rows = query.whole("limit", limit, 50, 1, 200);
        query.check();
        Timeline.ShownPage page = answering(() -> timeline.page(new CustomerId(id), rows, after));
        return new TimelinePageJson(
                page.items().stream().map(TimelineEntryJson::of).toList(),
                page.next(),
                page.missing().isEmpty() ? null : page.missing());
    }
}
