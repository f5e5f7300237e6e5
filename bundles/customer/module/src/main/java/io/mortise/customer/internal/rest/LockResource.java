package io.mortise.customer.internal.rest;

import static io.mortise.customer.internal.domain.CustomerPermissions.CUSTOMER;
import static io.mortise.customer.internal.rest.CustomerProblems.answering;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.Requires;
import io.mortise.customer.CustomerException;
import io.mortise.customer.CustomerId;
import io.mortise.customer.CustomerProblem;
import io.mortise.customer.internal.locks.Closing;
import io.mortise.customer.internal.locks.Locks;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Locks and legal holds: each act has an action of its own and a reason. */
@Component(service = LockResource.class)
@RestResource
@Path("customers")
@Produces(MediaType.APPLICATION_JSON)
public final class LockResource {

    private final Locks locks;

    @Activate
    public LockResource(@Reference Locks locks) {
        this.locks = locks;
    }

    /** What closes a customer: absent when nothing does. */
    public record ClosedJson(
            @Nullable ClosingJson lock, @Nullable ClosingJson hold) {
        static ClosedJson of(Locks.Closed closed) {
            return new ClosedJson(ClosingJson.of(closed.lock()), ClosingJson.of(closed.hold()));
        }
    }

    /** A lock or a hold. */
    public record ClosingJson(
            @Nullable String reason,
            @Nullable String by,
            @Nullable Instant at,
            @Nullable Instant until) {
        static @Nullable ClosingJson of(@Nullable Closing closing) {
            return closing == null
                    ? null
                    : new ClosingJson(closing.reason(), closing.by(), closing.at(), closing.until());
        }
    }

    @GET
    @Path("{id}/lock")
    @Requires(object = CUSTOMER, action = "read")
    public ClosedJson one(@PathParam("id") UUID id) {
        var customer = new CustomerId(id);
        return ClosedJson.of(answering(() ->
                locks.of(customer).orElseThrow(() -> new CustomerException(new CustomerProblem.NotFound(customer)))));
    }

    @PUT
    @Path("{id}/lock")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = CUSTOMER, action = "lock")
    public ClosedJson lock(@PathParam("id") UUID id, JsonNode json) {
        var body = new Members(json);
        String reason = body.requireText("reason");
        Instant until = body.moment("until");
        body.check();
        return ClosedJson.of(answering(() -> locks.lock(new CustomerId(id), reason, until)));
    }

    /** Whether it was locked or not, it is open afterwards. */
    @DELETE
    @Path("{id}/lock")
    @Requires(object = CUSTOMER, action = "unlock")
    public Response unlock(@PathParam("id") UUID id, @QueryParam("reason") @Nullable String reason) {
        answering(() -> locks.unlock(new CustomerId(id), Objects.requireNonNullElse(reason, "")));
        return Response.noContent().build();
    }

    @PUT
    @Path("{id}/hold")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = CUSTOMER, action = "hold")
    public ClosedJson hold(@PathParam("id") UUID id, JsonNode json) {
        var body = new Members(json);
        String reason = body.requireText("reason");
        body.check();
        return ClosedJson.of(answering(() -> locks.hold(new CustomerId(id), reason)));
    }

    /** Of a customer in the bin too. */
    @DELETE
    @Path("{id}/hold")
    @Requires(object = CUSTOMER, action = "release")
    public Response release(@PathParam("id") UUID id, @QueryParam("reason") @Nullable String reason) {
        answering(() -> locks.release(new CustomerId(id), Objects.requireNonNullElse(reason, "")));
        return Response.noContent().build();
    }
}
