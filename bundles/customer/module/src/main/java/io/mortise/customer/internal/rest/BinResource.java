package io.mortise.customer.internal.rest;

import static io.mortise.customer.internal.domain.CustomerPermissions.BIN;
import static io.mortise.customer.internal.domain.CustomerPermissions.CUSTOMER;
import static io.mortise.customer.internal.rest.CustomerProblems.answering;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.Caller;
import io.mortise.access.Requires;
import io.mortise.customer.internal.bin.Bin;
import io.mortise.customer.internal.bin.NotRestorable;
import io.mortise.customer.internal.persistence.CustomerStore;
import io.mortise.customer.internal.persistence.CustomerStore.Binned;
import io.mortise.customer.internal.rest.BinJson.ItemJson;
import io.mortise.customer.internal.rest.BinJson.RestorationJson;
import io.mortise.customer.internal.rest.BinJson.SentenceJson;
import io.mortise.customer.internal.rest.BinJson.SettingsJson;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Page;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import io.mortise.rest.RestResource;
import io.mortise.rest.Texts;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/customer/bin}: see what was deleted, try a restore, restore, purge. Who may restore a customer sees it here. */
@Component(service = BinResource.class)
@RestResource
@Path("bin")
@Produces(MediaType.APPLICATION_JSON)
public final class BinResource {

    private static final int MOST_DAYS = 3650;

    private final Bin bin;
    private final Texts texts;

    @Activate
    public BinResource(@Reference Bin bin, @Reference Texts texts) {
        this.bin = bin;
        this.texts = texts;
    }

    @GET
    @Requires(object = CUSTOMER, action = "restore")
    public Page<ItemJson> page(
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after,
            @QueryParam("mine") @Nullable String mine,
            @QueryParam("batch") @Nullable String batch,
            @QueryParam("q") @Nullable String text) {
        var query = new CustomerQuery();
        int rows = query.whole("limit", limit, 50, 1, 200);
        if (mine != null) {
            query.oneOf("mine", mine, "true", "false");
        }
        UUID of = query.uuid("batch", batch);
        query.check();
        Page<Binned> page = bin.page("true".equals(mine), of, text, rows, after);
        var batches = bin.batches(page.items());
        return page.map(binned -> ItemJson.of(binned, batches, null));
    }

    @GET
    @Path("{id}")
    @Requires(object = CUSTOMER, action = "restore")
    public ItemJson one(@PathParam("id") UUID id) {
        Binned binned = bin.find(id)
                .orElseThrow(() -> new ProblemException(
                        Problem.of("customer-not-in-bin", 404).with("records", List.of(id.toString()))));
        return ItemJson.of(binned, bin.batches(List.of(binned)), bin.parts(binned));
    }

    /** What a restore would do; nothing is done. */
    @POST
    @Path("restorations/previews")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = CUSTOMER, action = "restore")
    public RestorationJson preview(JsonNode json) {
        Wanted wanted = wanted(json);
        return RestorationJson.of(
                answering(() -> bin.tryRestore(wanted.ids(), wanted.ownerId())),
                texts,
                Caller.current().locale());
    }

    @POST
    @Path("restorations")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = CUSTOMER, action = "restore")
    public RestorationJson restore(JsonNode json) {
        Wanted wanted = wanted(json);
        try {
            return RestorationJson.of(
                    answering(() -> bin.restore(wanted.ids(), wanted.ownerId(), wanted.reason())),
                    texts,
                    Caller.current().locale());
        } catch (NotRestorable e) {
            List<String> obstacles = BinJson.sentences(
                            e.told().obstacles(), texts, Caller.current().locale())
                    .stream()
                    .map(SentenceJson::text)
                    .toList();
            throw new ProblemException(
                    Problem.of("customer-not-restorable", 409).with("obstacles", obstacles), e);
        }
    }

    private record Wanted(
            List<UUID> ids,
            @Nullable UUID ownerId,
            @Nullable String reason) {}

    /** Either ids or a batch. */
    private Wanted wanted(JsonNode json) {
        var body = new Members(json);
        UUID batch = body.uuid("batch");
        List<UUID> ids = batch == null ? body.requireUuids("ids", CustomerStore.MOST) : List.of();
        UUID owner = body.uuid("ownerId");
        String reason = json.hasNonNull("reason") ? body.requireText("reason") : null;
        body.check();
        if (batch == null) {
            return new Wanted(ids, owner, reason);
        }
        List<UUID> all = bin.ofBatch(batch);
        if (all.isEmpty()) {
            throw new ProblemException(
                    Problem.of("customer-batch-not-in-bin", 404).with("batch", batch.toString()));
        }
        return new Wanted(all, owner, reason);
    }

    /** For good. */
    @POST
    @Path("purges")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = CUSTOMER, action = "purge")
    public Response purge(JsonNode json) {
        var body = new Members(json);
        List<UUID> ids = body.requireUuids("ids", CustomerStore.MOST);
        String reason = body.requireText("reason");
        body.check();
        answering(() -> {
            bin.purge(ids, reason);
            return ids;
        });
        return Response.noContent().build();
    }

    @GET
    @Path("settings")
    @Requires(object = BIN, action = "configure")
    public SettingsJson settings() {
        return new SettingsJson(bin.keepDays().orElse(null));
    }

    /** For what is deleted from now on. */
    @PUT
    @Path("settings")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = BIN, action = "configure")
    public SettingsJson configure(JsonNode json) {
        JsonNode days = json.path("keepDays");
        boolean whole =
                days.isIntegralNumber() && days.canConvertToInt() && days.asInt() >= 0 && days.asInt() <= MOST_DAYS;
        if (!json.isObject() || json.size() != 1 || !(days.isNull() || whole)) {
            throw ProblemException.invalid(
                    List.of(new FieldFault("/keepDays", "out-of-range", Map.of("min", 0, "max", MOST_DAYS))));
        }
        bin.keepDays(days.isNull() ? null : days.asInt());
        return settings();
    }
}
