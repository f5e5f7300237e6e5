package io.mortise.customer.internal.rest;

import static io.mortise.customer.internal.domain.CustomerPermissions.CUSTOMER;
import static io.mortise.customer.internal.rest.CustomerProblems.answering;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.Requires;
import io.mortise.customer.Customer;
import io.mortise.customer.CustomerException;
import io.mortise.customer.CustomerFilter;
import io.mortise.customer.CustomerId;
import io.mortise.customer.CustomerOrder;
import io.mortise.customer.CustomerProblem;
import io.mortise.customer.Customers;
import io.mortise.rest.Idempotent;
import io.mortise.rest.Page;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/customer/customers}. */
@Component(service = CustomerResource.class)
@RestResource
@Path("customers")
@Produces(MediaType.APPLICATION_JSON)
public final class CustomerResource {

    private static final Pattern ETAG = Pattern.compile("\"(\\d{1,18})\"");
    private static final int COUNT_CAP = 10_000;

    private final Customers customers;

    @Activate
    public CustomerResource(@Reference Customers customers) {
        this.customers = customers;
    }

    @GET
    @Requires(object = CUSTOMER, action = "list")
    public Page<CustomerJson> page(
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after,
            @QueryParam("sort") @Nullable String sort,
            @QueryParam("q") @Nullable String text,
            @QueryParam("stage") @Nullable String stage,
            @QueryParam("owner") @Nullable String owner) {
        var query = new CustomerQuery();
        int rows = query.whole("limit", limit, 50, 1, 200);
        CustomerOrder order = query.order(sort);
        CustomerFilter filter = query.filter(text, stage, owner);
        query.check();
        return answering(() -> customers.page(filter, order, rows, after)).map(CustomerJson::of);
    }

    @GET
    @Path("count")
    @Requires(object = CUSTOMER, action = "list")
    public CustomerJson.CountJson count(
            @QueryParam("q") @Nullable String text,
            @QueryParam("stage") @Nullable String stage,
            @QueryParam("owner") @Nullable String owner) {
        var query = new CustomerQuery();
        CustomerFilter filter = query.filter(text, stage, owner);
        query.check();
        long count = answering(() -> customers.count(filter, COUNT_CAP + 1L));
        return new CustomerJson.CountJson(Math.min(count, COUNT_CAP), count > COUNT_CAP);
    }

    @GET
    @Path("{id}")
    @Requires(object = CUSTOMER, action = "read")
    public Response one(@PathParam("id") UUID id, @Context Request request) {
        Customer customer = require(new CustomerId(id));
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag(customer));
        return unchanged != null ? unchanged.build() : answer(Response.ok(), customer);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Idempotent
    @Requires(object = CUSTOMER, action = "create")
    public Response register(JsonNode body) {
        Customer customer = answering(() -> customers.register(CustomerBody.registration(body)));
        return answer(Response.created(URI.create("customers/" + customer.id())), customer);
    }

    @PATCH
    @Path("{id}")
    @Consumes({"application/merge-patch+json", MediaType.APPLICATION_JSON})
    @Requires(object = CUSTOMER, action = "edit")
    public Response change(
            @PathParam("id") UUID id, @HeaderParam("If-Match") @Nullable String ifMatch, JsonNode patch) {
        Customer current = require(new CustomerId(id));
        long revision = revision(ifMatch, current);
        return answer(
                Response.ok(),
                answering(() -> customers.apply(current.id(), revision, CustomerBody.changes(patch, current))));
    }

    private Customer require(CustomerId id) {
        return answering(
                () -> customers.find(id).orElseThrow(() -> new CustomerException(new CustomerProblem.NotFound(id))));
    }

    /** The revision the caller saw. A tag that is none of ours can't match, so it is stale. */
    private static long revision(@Nullable String ifMatch, Customer current) {
        if (ifMatch == null || ifMatch.isBlank()) {
            throw CustomerProblems.revisionRequired();
        }
        if (ifMatch.strip().equals("*")) {
            return current.revision();
        }
        Matcher tag = ETAG.matcher(ifMatch.strip());
        return tag.matches() ? Long.parseLong(tag.group(1)) : -1;
    }

    private static EntityTag tag(Customer customer) {
        return new EntityTag(Long.toString(customer.revision()));
    }

    private static Response answer(Response.ResponseBuilder answer, Customer customer) {
        return answer.tag(tag(customer)).entity(CustomerJson.of(customer)).build();
    }
}
