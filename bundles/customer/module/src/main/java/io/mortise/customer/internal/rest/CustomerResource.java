package io.mortise.customer.internal.rest;

import static io.mortise.customer.internal.domain.CustomerPermissions.CUSTOMER;
import static io.mortise.customer.internal.rest.CustomerProblems.answering;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.Requires;
import io.mortise.customer.Customer;
import io.mortise.customer.CustomerChange;
import io.mortise.customer.CustomerException;
import io.mortise.customer.CustomerFilter;
import io.mortise.customer.CustomerId;
import io.mortise.customer.CustomerProblem;
import io.mortise.customer.Customers;
import io.mortise.customer.NewCustomer;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.lists.CustomerForms;
import io.mortise.customer.internal.lists.CustomerLists;
import io.mortise.customer.internal.lists.Question;
import io.mortise.customer.internal.lists.Sort;
import io.mortise.customer.internal.lists.Sorts;
import io.mortise.customer.internal.segments.Segments;
import io.mortise.rest.Idempotent;
import io.mortise.rest.Page;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.UUID;
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

    private static final int COUNT_CAP = 10_000;

    private final Customers customers;
    private final CustomerLists lists;
    private final Sorts sorts;
    private final CustomerForms forms;
    private final Segments segments;

    @Activate
    public CustomerResource(
            @Reference Customers customers,
            @Reference CustomerLists lists,
            @Reference Sorts sorts,
            @Reference CustomerForms forms,
            @Reference Segments segments) {
        this.segments = segments;
        this.customers = customers;
        this.lists = lists;
        this.sorts = sorts;
        this.forms = forms;
    }

    @GET
    @Requires(object = CUSTOMER, action = "list")
    public Page<CustomerJson> page(
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after,
            @QueryParam("sort") @Nullable String sort,
            @QueryParam("q") @Nullable String text,
            @QueryParam("stage") @Nullable String stage,
            @QueryParam("owner") @Nullable String owner,
            @QueryParam("filter") @Nullable String filter,
            @QueryParam("segment") @Nullable String segment) {
        var query = new CustomerQuery();
        int rows = query.whole("limit", limit, 50, 1, 200);
        CustomerFilter base = query.filter(text, stage, owner);
        UUID saved = query.uuid("segment", segment);
        query.check();
        Sort order = sorts.of(sort);
        return answering(() -> lists.page(
                        CustomerPermissions.LIST, new Question(base, segments.and(saved, filter)), order, rows, after))
                .map(CustomerJson::of);
    }

    @GET
    @Path("count")
    @Requires(object = CUSTOMER, action = "list")
    public CustomerJson.CountJson count(
            @QueryParam("q") @Nullable String text,
            @QueryParam("stage") @Nullable String stage,
            @QueryParam("owner") @Nullable String owner,
            @QueryParam("filter") @Nullable String filter,
            @QueryParam("segment") @Nullable String segment) {
        var query = new CustomerQuery();
        CustomerFilter base = query.filter(text, stage, owner);
        UUID saved = query.uuid("segment", segment);
        query.check();
        long count = answering(() ->
                lists.count(CustomerPermissions.LIST, new Question(base, segments.and(saved, filter)), COUNT_CAP + 1L));
        return new CustomerJson.CountJson(Math.min(count, COUNT_CAP), count > COUNT_CAP);
    }

    @GET
    @Path("{id}")
    @Requires(object = CUSTOMER, action = "read")
    public Response one(@PathParam("id") UUID id, @Context Request request) {
        CustomerJson customer = shown(id);
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(Revisions.tag(customer));
        return unchanged != null ? unchanged.build() : answer(Response.ok(), customer);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Idempotent
    @Requires(object = CUSTOMER, action = "create")
    public Response register(JsonNode body) {
        NewCustomer given = CustomerBody.registration(body);
        CustomerJson customer = CustomerJson.of(answering(() -> forms.register(given, body.get("custom"))));
        return answer(Response.created(URI.create("customers/" + customer.id())), customer);
    }

    @PATCH
    @Path("{id}")
    @Consumes({"application/merge-patch+json", MediaType.APPLICATION_JSON})
    @Requires(object = CUSTOMER, action = "edit")
    public Response change(
            @PathParam("id") UUID id, @HeaderParam("If-Match") @Nullable String ifMatch, JsonNode patch) {
        long revision = Revisions.seen(ifMatch, require(id));
        List<CustomerChange> changes = CustomerBody.changes(patch);
        return answer(
                Response.ok(),
                CustomerJson.of(
                        answering(() -> forms.apply(new CustomerId(id), revision, changes, patch.get("custom")))));
    }

    @DELETE
    @Path("{id}")
    @Requires(object = CUSTOMER, action = "delete")
    public Response delete(
            @PathParam("id") UUID id,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @QueryParam("reason") @Nullable String reason) {
        long revision = Revisions.seen(ifMatch, require(id));
        return answering(() -> {
            customers.delete(new CustomerId(id), revision, reason);
            return Response.noContent().build();
        });
    }

    private CustomerJson shown(UUID id) {
        var customer = new CustomerId(id);
        return CustomerJson.of(answering(() -> lists.find(CustomerPermissions.READ, customer)
                .orElseThrow(() -> new CustomerException(new CustomerProblem.NotFound(customer)))));
    }

    private Customer require(UUID id) {
        var customer = new CustomerId(id);
        return answering(() -> customers
                .find(customer)
                .orElseThrow(() -> new CustomerException(new CustomerProblem.NotFound(customer))));
    }

    private static Response answer(Response.ResponseBuilder answer, CustomerJson customer) {
        return answer.tag(Revisions.tag(customer)).entity(customer).build();
    }
}
