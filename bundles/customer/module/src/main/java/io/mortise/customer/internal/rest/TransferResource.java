package io.mortise.customer.internal.rest;

import static io.mortise.customer.internal.domain.CustomerPermissions.CUSTOMER;
import static io.mortise.customer.internal.rest.CustomerProblems.answering;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.Requires;
import io.mortise.customer.CustomerId;
import io.mortise.customer.Customers;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Giving customers to another owner: an act of its own, with a reason. Nothing is answered, who gave may not see them any more. */
@Component(service = TransferResource.class)
@RestResource
@Path("customers")
@Produces(MediaType.APPLICATION_JSON)
public final class TransferResource {

    private final Customers customers;

    @Activate
    public TransferResource(@Reference Customers customers) {
        this.customers = customers;
    }

    @POST
    @Path("{id}/transfers")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = CUSTOMER, action = "transfer")
    public Response transfer(@PathParam("id") UUID id, JsonNode json) {
        return transfer(List.of(new CustomerId(id)), new TransferBody(json, false));
    }

    /** All of them or none. */
    @POST
    @Path("transfers")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = CUSTOMER, action = "transfer")
    public Response transferAll(JsonNode json) {
        var body = new TransferBody(json, true);
        return transfer(body.ids(), body);
    }

    private Response transfer(List<CustomerId> ids, TransferBody body) {
        return answering(() -> {
            customers.transfer(ids, body.transfer());
            return Response.noContent().build();
        });
    }
}
