package io.example.loyalty;

import io.mortise.access.Requires;
import io.mortise.customer.CustomerId;
import io.mortise.customer.Customers;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Idempotent;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/loyalty/customers/{id}}: the points of a customer, for whoever may see it. What a tab of its page would show. */
@Component(service = PointsResource.class)
@RestResource
@Path("customers/{id}")
@Produces(MediaType.APPLICATION_JSON)
public final class PointsResource {

    private final Points points;
    private final Customers customers;

    @Activate
    public PointsResource(@Reference Points points, @Reference Customers customers) {
        this.points = points;
        this.customers = customers;
    }

    /** What is sent, as JSON. */
    public record Card(String customer, long balance, List<Points.Gift> last) {}

    /** What is given. */
    public record NewGift(
            @Nullable Integer points, @Nullable String reason) {}

    @GET
    @Requires(object = "loyalty.point", action = "read")
    public Card card(@PathParam("id") UUID id) {
        return cardOf(id);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Idempotent
    @Requires(object = "loyalty.point", action = "give")
    public Card give(@PathParam("id") UUID id, NewGift gift) {
        String customer = require(id);
        Integer given = gift.points();
        String reason = gift.reason();
        if (given == null || given < 1 || given > 1000) {
            throw ProblemException.invalid(List.of(FieldFault.of("/points", "points")));
        }
        if (reason == null || reason.isBlank() || reason.length() > 200) {
            throw ProblemException.invalid(List.of(FieldFault.of("/reason", "required")));
        }
        points.give(Points.next(), id, given, reason.strip());
        return new Card(customer, points.balance(id), points.newest(id, null, null, 5));
    }

    private Card cardOf(UUID id) {
        return new Card(require(id), points.balance(id), points.newest(id, null, null, 5));
    }

    /** The name of the customer, as its module shows it to the caller; whoever may not see it learns nothing here either. */
    private String require(UUID id) {
        return customers
                .find(new CustomerId(id))
                .map(customer -> String.valueOf(customer.details().name()))
                .orElseThrow(() -> new ProblemException(
                        Problem.of("customer-not-found", 404).with("id", id.toString())));
    }
}
