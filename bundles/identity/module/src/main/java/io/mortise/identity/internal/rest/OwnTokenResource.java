package io.mortise.identity.internal.rest;

import static io.mortise.identity.internal.domain.IdentityPermissions.SELF;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.Caller;
import io.mortise.access.Requires;
import io.mortise.identity.internal.domain.Refused;
import io.mortise.identity.internal.signin.Tokens;
import io.mortise.rest.Page;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/identity/own/tokens}: tokens that act for the signed-in person. */
@Component(service = OwnTokenResource.class)
@RestResource
@Path("own/tokens")
@Produces(MediaType.APPLICATION_JSON)
public final class OwnTokenResource {

    private final Tokens tokens;

    @Activate
    public OwnTokenResource(@Reference Tokens tokens) {
        this.tokens = tokens;
    }

    @GET
    @Requires(object = SELF, action = "use")
    public Page<TokenJson> page(
            @QueryParam("limit") @Nullable String limit, @QueryParam("after") @Nullable String after) {
        return TokenResource.page(tokens, self(), limit, after);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = SELF, action = "use")
    public Response make(JsonNode json) {
        var body = new Body(json);
        String name = body.words("name", "");
        Instant endsAt = body.instant("endsAt");
        body.check();
        return TokenJson.made("own/tokens/", tokens.make(self(), name, endsAt));
    }

    @DELETE
    @Path("{id}")
    @Requires(object = SELF, action = "use")
    public void revoke(@PathParam("id") UUID id) {
        tokens.revoke(self(), id);
    }

    private static UUID self() {
        return Caller.current().personId().orElseThrow(Refused::peopleOnly);
    }
}
