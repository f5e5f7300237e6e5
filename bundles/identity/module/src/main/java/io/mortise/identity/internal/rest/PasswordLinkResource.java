package io.mortise.identity.internal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.PublicRoute;
import io.mortise.identity.internal.signin.Accounts;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/identity/password-links}: links that lead to a new password. */
@Component(service = PasswordLinkResource.class)
@RestResource
@Path("password-links")
@Produces(MediaType.APPLICATION_JSON)
public final class PasswordLinkResource {

    private final Accounts accounts;

    @Activate
    public PasswordLinkResource(@Reference Accounts accounts) {
        this.accounts = accounts;
    }

    @POST
    @Path("redemption")
    @Consumes(MediaType.APPLICATION_JSON)
    @PublicRoute(reason = "whoever holds an invitation or a reset can't sign in yet; single use, short-lived")
    public void redeem(JsonNode json) {
        var body = new Body(json);
        String secret = body.words("secret", "");
        String password = body.words("password", "");
        body.check();
        accounts.redeem(secret, password);
    }

    /** The same answer whether there is such an account or not. */
    @POST
    @Path("requests")
    @Consumes(MediaType.APPLICATION_JSON)
    @PublicRoute(reason = "whoever forgot a password can't sign in; the link goes to the account's owner alone")
    public Response forgot(JsonNode json) {
        var body = new Body(json);
        String login = body.words("login", "");
        body.check();
        accounts.forgot(login);
        return Response.status(Response.Status.ACCEPTED).build();
    }
}
