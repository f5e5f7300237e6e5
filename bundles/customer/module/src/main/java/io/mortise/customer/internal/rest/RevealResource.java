package io.mortise.customer.internal.rest;

import static io.mortise.customer.internal.domain.CustomerPermissions.CUSTOMER;
import static io.mortise.customer.internal.rest.CustomerProblems.answering;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.Requires;
import io.mortise.customer.CustomerId;
import io.mortise.customer.CustomerKind;
import io.mortise.customer.internal.Reveals;
import io.mortise.customer.internal.domain.DetailField;
import io.mortise.data.Money;
import io.mortise.rest.FieldFault;
import io.mortise.rest.ProblemException;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Showing a masked value: an act with a reason. */
@Component(service = RevealResource.class)
@RestResource
@Path("customers")
@Produces(MediaType.APPLICATION_JSON)
public final class RevealResource {

    private final Reveals reveals;

    @Activate
    public RevealResource(@Reference Reveals reveals) {
        this.reveals = reveals;
    }

    /** A value; absent when there is none. */
    public record RevealedJson(String field, @Nullable Object value) {}

    @POST
    @Path("{id}/reveals")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = CUSTOMER, action = "reveal")
    public RevealedJson reveal(@PathParam("id") UUID id, JsonNode json) {
        var body = new Members(json);
        String name = body.requireText("field");
        String reason = body.requireText("reason");
        body.check();
        DetailField field = DetailField.of(name)
                .orElseThrow(() -> ProblemException.invalid(List.of(FieldFault.of("/field", "unknown-field"))));
        Optional<Object> value = answering(() -> reveals.reveal(new CustomerId(id), field, reason));
        return new RevealedJson(field.key(), value.map(RevealResource::onWire).orElse(null));
    }

    private static Object onWire(Object value) {
        return switch (value) {
            case Money money -> new CustomerJson.MoneyJson(money.minor(), money.currency());
            case CustomerKind kind -> kind.key();
            default -> value;
        };
    }
}
