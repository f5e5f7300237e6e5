package io.mortise.identity.internal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.PublicRoute;
import io.mortise.identity.internal.signin.FirstRun;
import io.mortise.identity.internal.signin.Sessions;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/identity/setup}: the first administrator of a new server. */
@Component(service = SetupResource.class)
@RestResource
@Path("setup")
@Produces(MediaType.APPLICATION_JSON)
public final class SetupResource {

    private final FirstRun firstRun;

    @Activate
    public SetupResource(@Reference FirstRun firstRun) {
        this.firstRun = firstRun;
    }

    /** Whether somebody must set the server up. */
    public record SetupJson(boolean needed) {}

    @GET
    @PublicRoute(reason = "a new server shows the set-up page instead of the sign-in page")
    public SetupJson needed() {
        return new SetupJson(firstRun.needed());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @PublicRoute(reason = "nobody can sign in before it; asks for the one-time code that the server's terminal shows")
    public Response setUp(JsonNode json) {
        var body = new Body(json);
        String code = body.words("code", "");
        String name = body.words("name", "");
        String login = body.words("login", "");
        String password = body.words("password", "");
        body.check();
        Sessions.Begun begun = firstRun.setUp(code, name, login, password);
        return SignedIn.answer(Response.created(URI.create("sessions/current")), begun, SignedIn.of(begun));
    }
}
