package io.mortise.identity.internal.rest;

import static io.mortise.identity.internal.domain.IdentityPermissions.TOKEN;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.Requires;
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

/** {@code /api/identity/tokens}: everybody's, and those of services. */
@Component(service = TokenResource.class)
@RestResource
@Path("tokens")
@Produces(MediaType.APPLICATION_JSON)
public final class TokenResource {

    private final Tokens tokens;

    @Activate
    public TokenResource(@Reference Tokens tokens) {
        this.tokens = tokens;
    }

    @GET
    @Requires(object = TOKEN, action = "list")
    public Page<TokenJson> page(
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after,
            @QueryParam("person") @Nullable String person) {
        return page(tokens, Query.uuid("person", person), limit, after);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = TOKEN, action = "create")
    public Response make(JsonNode json) {
        var body = new Body(json);
        String name = body.words("name", "");
        Instant endsAt = body.instant("endsAt");
        body.check();
        return TokenJson.made("tokens/", tokens.make(null, name, endsAt));
    }

    @DELETE
    @Path("{id}")
    @Requires(object = TOKEN, action = "revoke")
    public void revoke(@PathParam("id") UUID id) {
        tokens.revoke(null, id);
    }

    static Page<TokenJson> page(Tokens tokens, @Nullable UUID person, @Nullable String limit, @Nullable String after) {
        int rows = Query.limit(limit, 50, 200);
        return Query.page(
                "tokens",
                tokens.after(person, Query.afterId("tokens", after, new UUID(0, 0)), rows + 1),
                rows,
                one -> one.id().toString(),
                TokenJson::of);
    }
}
