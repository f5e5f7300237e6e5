package io.mortise.customer.internal.rest;

import static io.mortise.customer.internal.domain.CustomerPermissions.CUSTOMER;
import static io.mortise.customer.internal.rest.CustomerProblems.answering;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.Caller;
import io.mortise.access.Requires;
import io.mortise.customer.CustomerStage;
import io.mortise.customer.internal.handover.HandOver;
import io.mortise.customer.internal.handover.HandOvers;
import io.mortise.customer.internal.handover.Selection;
import io.mortise.customer.internal.rest.HandOverJson.KeptJson;
import io.mortise.customer.internal.rest.HandOverJson.OneJson;
import io.mortise.customer.internal.rest.HandOverJson.OpenItemsJson;
import io.mortise.customer.internal.rest.HandOverJson.PreviewJson;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Idempotent;
import io.mortise.rest.Page;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import io.mortise.rest.RestResource;
import io.mortise.rest.Texts;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/customer/hand-overs}: preview one, begin it, watch it, take it back; and what somebody still has in his hands. */
@Component(service = HandOverResource.class)
@RestResource
@Path("hand-overs")
@Produces(MediaType.APPLICATION_JSON)
public final class HandOverResource {

    private final HandOvers handOvers;
    private final Texts texts;

    @Activate
    public HandOverResource(@Reference HandOvers handOvers, @Reference Texts texts) {
        this.handOvers = handOvers;
        this.texts = texts;
    }

    /** The last hundred that the caller started. */
    @GET
    @Requires(object = CUSTOMER, action = "transfer")
    public Page<OneJson> last() {
        return new Page<>(handOvers.last(), null).map(OneJson::of);
    }

    @POST
    @Path("previews")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = CUSTOMER, action = "transfer")
    public PreviewJson preview(JsonNode json) {
        Wanted wanted = wanted(json, false);
        return PreviewJson.of(answering(() -> handOvers.preview(wanted.selection(), wanted.to())), texts, locale());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Idempotent
    @Requires(object = CUSTOMER, action = "transfer")
    public Response start(JsonNode json) {
        Wanted wanted = wanted(json, true);
        HandOver started = answering(() -> handOvers.start(wanted.selection(), wanted.to(), wanted.reason()));
        return Response.accepted(OneJson.of(started))
                .location(URI.create("hand-overs/" + started.id()))
                .build();
    }

    private record Wanted(Selection selection, List<UUID> to, String reason) {}

    /** All of nobody in particular must be asked for by ids: a forgotten condition hands nothing over. */
    private static Wanted wanted(JsonNode json, boolean begin) {
        var body = new Members(json);
        List<UUID> to = body.requireUuids("to", HandOvers.MOST_TAKERS);
        String reason = begin || json.hasNonNull("reason") ? body.requireText("reason") : "";
        JsonNode which = body.object("customers");
        body.check();
        var members = new Members(which);
        UUID from = members.uuid("from");
        List<UUID> ids = which.has("ids") ? members.requireUuids("ids", Selection.MOST_IDS) : List.of();
        String text = which.hasNonNull("q") ? members.requireText("q") : null;
        String stage = which.hasNonNull("stage") ? members.requireText("stage") : null;
        members.check();
        CustomerStage inStage = stage == null
                ? null
                : CustomerBody.Choices.find(CustomerStage.values(), CustomerStage::key, stage)
                        .orElseThrow(() -> ProblemException.invalid(List.of(CustomerBody.Choices.unknown(
                                "/customers/stage", CustomerStage.values(), CustomerStage::key))));
        if (from == null && ids.isEmpty() && inStage == null && (text == null || text.isBlank())) {
            throw ProblemException.invalid(List.of(FieldFault.of("/customers", "required")));
        }
        return new Wanted(new Selection(from, text, inStage, ids), to, reason);
    }

    /** For a leaver: what he owns, of what the caller may see, and still has to do. */
    @GET
    @Path("open-items")
    @Requires(object = CUSTOMER, action = "transfer")
    public OpenItemsJson openItems(@QueryParam("person") @Nullable String person) {
        var query = new CustomerQuery();
        UUID whose = query.uuid("person", person == null ? "" : person);
        query.check();
        return OpenItemsJson.of(handOvers.openItems(Objects.requireNonNull(whose)));
    }

    @GET
    @Path("{id}")
    @Requires(object = CUSTOMER, action = "transfer")
    public OneJson one(@PathParam("id") UUID id) {
        return OneJson.of(require(id));
    }

    /** Customers that stayed where they were, at most a thousand. */
    @GET
    @Path("{id}/kept")
    @Requires(object = CUSTOMER, action = "transfer")
    public Page<KeptJson> kept(@PathParam("id") UUID id) {
        return new Page<>(handOvers.kept(require(id).id()), null).map(kept -> KeptJson.of(kept, texts, locale()));
    }

    /** Said again, it is the same: no key is needed. */
    @POST
    @Path("{id}/undo")
    @Requires(object = CUSTOMER, action = "transfer")
    public Response undo(@PathParam("id") UUID id) {
        return Response.accepted(OneJson.of(handOvers.undo(require(id).id()))).build();
    }

    private HandOver require(UUID id) {
        return handOvers
                .find(id)
                .orElseThrow(() -> new ProblemException(
                        Problem.of("hand-over-not-found", 404).with("id", id.toString())));
    }

    private static Locale locale() {
        return Caller.current().locale();
    }
}
