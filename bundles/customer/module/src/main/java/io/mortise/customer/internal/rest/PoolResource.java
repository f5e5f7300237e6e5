package io.mortise.customer.internal.rest;

import static io.mortise.customer.internal.domain.CustomerPermissions.CUSTOMER;
import static io.mortise.customer.internal.domain.CustomerPermissions.POOL;
import static io.mortise.customer.internal.rest.CustomerProblems.answering;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mortise.access.Requires;
import io.mortise.customer.internal.pools.Pool;
import io.mortise.customer.internal.pools.PoolText;
import io.mortise.customer.internal.pools.Pools;
import io.mortise.customer.internal.pools.RecycleJob;
import io.mortise.customer.internal.pools.Recycling;
import io.mortise.message.Jobs;
import io.mortise.rest.Page;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/customer/pools}: public pools, what lies in them, taking and giving back. */
@Component(service = PoolResource.class)
@RestResource
@Path("pools")
@Produces(MediaType.APPLICATION_JSON)
public final class PoolResource {

    private static final int MOST = 100;
    private static final int MOST_DUE = 1000;

    private final Pools pools;
    private final Recycling recycling;
    private final Jobs jobs;

    @Activate
    public PoolResource(@Reference Pools pools, @Reference Recycling recycling, @Reference Jobs jobs) {
        this.pools = pools;
        this.recycling = recycling;
        this.jobs = jobs;
    }

    @GET
    @Requires(object = POOL, action = "read")
    public Page<ObjectNode> mine() {
        return new Page<>(pools.mine().stream().map(PoolResource::json).toList(), null);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = POOL, action = "configure")
    public Response create(JsonNode json) {
        Pool pool = pools.create(PoolText.sent(json));
        return tagged(Response.created(URI.create("pools/" + pool.id())), pool);
    }

    @GET
    @Path("{id}")
    @Requires(object = POOL, action = "read")
    public Response read(@PathParam("id") UUID id) {
        return tagged(Response.ok(), pools.require(id));
    }

    @PUT
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = POOL, action = "run")
    public Response change(@PathParam("id") UUID id, @HeaderParam("If-Match") @Nullable String seen, JsonNode json) {
        return tagged(Response.ok(), pools.change(id, revision(seen), PoolText.sent(json)));
    }

    @DELETE
    @Path("{id}")
    @Requires(object = POOL, action = "configure")
    public Response delete(@PathParam("id") UUID id) {
        pools.delete(id);
        return Response.noContent().build();
    }

    @GET
    @Path("{id}/customers")
    @Requires(object = CUSTOMER, action = "claim")
    public Page<Map<String, Object>> customers(
            @PathParam("id") UUID id,
            @QueryParam("limit") @DefaultValue("30") int limit,
            @QueryParam("after") @Nullable String after) {
        return answering(() -> pools.page(id, Math.clamp(limit, 1, MOST), after));
    }

    @POST
    @Path("{id}/claims")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = CUSTOMER, action = "claim")
    public Response claim(@PathParam("id") UUID id, JsonNode json) {
        var body = new Members(json);
        List<UUID> ids = body.requireUuids("customers", MOST);
        body.check();
        return answering(() -> {
            pools.claim(id, ids);
            return Response.noContent().build();
        });
    }

    @POST
    @Path("{id}/returns")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = CUSTOMER, action = "return")
    public Response giveBack(@PathParam("id") UUID id, JsonNode json) {
        var body = new Members(json);
        List<UUID> ids = body.requireUuids("customers", MOST);
        String reason = body.requireText("reason");
        body.check();
        return answering(() -> {
            pools.giveBack(id, ids, reason);
            return Response.noContent().build();
        });
    }

    /** What the rules would take, and why. */
    @GET
    @Path("{id}/recycling")
    @Requires(object = POOL, action = "run")
    public Recycling.DuePage wouldRecycle(
            @PathParam("id") UUID id,
            @QueryParam("ahead") @DefaultValue("0") int ahead,
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("after") @Nullable String after) {
        return recycling.wouldTake(id, Math.clamp(ahead, 0, 3650), Math.clamp(limit, 1, MOST_DUE), after);
    }

    @POST
    @Path("{id}/recycling")
    @Requires(object = POOL, action = "run")
    public Response recycle(@PathParam("id") UUID id) {
        pools.requireRun(id);
        jobs.enqueue(RecycleJob.NAME, id.toString(), RecycleJob.payload(id), Duration.ZERO);
        return Response.accepted().build();
    }

    private static ObjectNode json(Pool pool) {
        return PoolText.written(pool.setup())
                .put("id", pool.id().toString())
                .put("name", pool.name())
                .put("on", pool.on())
                .put("revision", pool.revision());
    }

    private static Response tagged(Response.ResponseBuilder answer, Pool pool) {
        return answer.entity(json(pool)).tag(Long.toString(pool.revision())).build();
    }

    private static long revision(@Nullable String seen) {
        if (seen == null || seen.isBlank()) {
            throw CustomerProblems.revisionRequired();
        }
        String number = seen.strip().replace("\"", "");
        return number.matches("[0-9]{1,18}") ? Long.parseLong(number) : -1;
    }
}
