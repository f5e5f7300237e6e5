package io.mortise.customer.internal.rest;

import static io.mortise.customer.internal.domain.CustomerPermissions.CUSTOMER;
import static io.mortise.customer.internal.rest.CustomerProblems.answering;

import io.mortise.access.Requires;
import io.mortise.customer.CustomerFilter;
import io.mortise.customer.internal.lists.Question;
import io.mortise.customer.internal.lists.StageTotals;
import io.mortise.customer.internal.segments.Segments;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** How many customers there are, in groups. */
@Component(service = TotalsResource.class)
@RestResource
@Path("customers")
@Produces(MediaType.APPLICATION_JSON)
public final class TotalsResource {

    private static final int CAP = 10_000;

    private final StageTotals totals;
    private final Segments segments;

    @Activate
    public TotalsResource(@Reference StageTotals totals, @Reference Segments segments) {
        this.segments = segments;
        this.totals = totals;
    }

    /** Groups of customers, all of them, also empty ones. */
    public record SummaryJson(String by, List<GroupJson> groups) {}

    /** How many there are in a group; {@code more} when the count stopped at its cap. */
    public record GroupJson(String key, long count, boolean more) {}

    @GET
    @Path("summary")
    @Requires(object = CUSTOMER, action = "totals")
    public SummaryJson summary(
            @QueryParam("by") @Nullable String by,
            @QueryParam("q") @Nullable String text,
            @QueryParam("owner") @Nullable String owner,
            @QueryParam("filter") @Nullable String filter,
            @QueryParam("segment") @Nullable String segment) {
        var query = new CustomerQuery();
        query.oneOf("by", by, "stage");
        CustomerFilter base = query.filter(text, null, owner);
        UUID saved = query.uuid("segment", segment);
        query.check();
        List<GroupJson> groups =
                answering(() -> totals.count(new Question(base, segments.and(saved, filter)), CAP + 1L))
                        .entrySet()
                        .stream()
                        .map(entry -> new GroupJson(
                                entry.getKey().key(), Math.min(entry.getValue(), CAP), entry.getValue() > CAP))
                        .toList();
        return new SummaryJson("stage", groups);
    }
}
