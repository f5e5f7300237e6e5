package io.mortise.identity.internal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.PublicRoute;
import io.mortise.identity.internal.credential.SessionCookie;
import io.mortise.identity.internal.signin.CurrentSession;
import io.mortise.identity.internal.signin.Sessions;
import io.mortise.identity.internal.signin.SignIn;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/identity/sessions}: signing in, and out. */
@Component(service = SessionResource.class)
@RestResource
@Path("sessions")
@Produces(MediaType.APPLICATION_JSON)
public final class SessionResource {

    private final SignIn signIn;
    private final CurrentSession current;

    @Activate
    public SessionResource(@Reference SignIn signIn, @Reference CurrentSession current) {
        this.signIn = signIn;
        this.current = current;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @PublicRoute(reason = "signs in; tries are counted by account and address")
    public Response enter(JsonNode json) {
        var body = new Body(json);
        var shown = new SignIn.Shown(
                body.words("login", ""),
                body.words("password", ""),
                body.text("code", null),
                body.text("recoveryCode", null));
        body.check();
        Sessions.Begun begun = signIn.enter(shown);
        return SignedIn.answer(Response.created(URI.create("sessions/current")), begun, SignedIn.of(begun));
    }

    @GET
    @Path("current")
    @PublicRoute(reason = "tells a page whether its own session still lasts, and its token")
    public Response current() {
        CurrentSession.Held held = current.require();
        return Response.ok(SignedIn.of(held.session(), held.pageToken(), held.idleMinutes()))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    @DELETE
    @Path("current")
    @PublicRoute(reason = "signing out must always be possible; ends the caller's own session and no other")
    public Response leave() {
        current.end();
        return Response.noContent()
                .header(HttpHeaders.SET_COOKIE, SessionCookie.drop(SignedIn.secure()))
                .build();
    }
}
