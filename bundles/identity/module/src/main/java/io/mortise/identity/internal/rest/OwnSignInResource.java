package io.mortise.identity.internal.rest;

import static io.mortise.identity.internal.domain.IdentityPermissions.SELF;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.Caller;
import io.mortise.access.Requires;
import io.mortise.identity.internal.domain.Refused;
import io.mortise.identity.internal.signin.CurrentSession;
import io.mortise.identity.internal.signin.OwnAccount;
import io.mortise.identity.internal.signin.SecondFactors;
import io.mortise.identity.internal.signin.Sessions;
import io.mortise.rest.Page;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/identity/own}: how the signed-in person signs in; no path and no body can name another. */
@Component(service = OwnSignInResource.class)
@RestResource
@Path("own")
@Produces(MediaType.APPLICATION_JSON)
public final class OwnSignInResource {

    private final OwnAccount account;
    private final Sessions sessions;
    private final CurrentSession current;

    @Activate
    public OwnSignInResource(
            @Reference OwnAccount account, @Reference Sessions sessions, @Reference CurrentSession current) {
        this.account = account;
        this.sessions = sessions;
        this.current = current;
    }

    /** How many sessions ended. */
    public record EndedJson(int ended) {}

    /** What to put into an authenticator app. */
    public record OfferJson(String secret, String uri) {}

    /** Codes to write down; told once. */
    public record CodesJson(List<String> recoveryCodes) {}

    /** The session under its new secret, and codes to write down. */
    public record ConfirmedJson(SignedIn session, List<String> recoveryCodes) {}

    @GET
    @Path("sessions")
    @Requires(object = SELF, action = "use")
    public Page<SessionJson> sessions() {
        UUID here = current.id();
        return new Page<>(
                sessions.of(self()).stream()
                        .map(one -> SessionJson.of(one, here))
                        .toList(),
                null);
    }

    @DELETE
    @Path("sessions")
    @Requires(object = SELF, action = "use")
    public EndedJson endOthers() {
        return new EndedJson(sessions.endOthers(self(), current.id()));
    }

    @DELETE
    @Path("sessions/{id}")
    @Requires(object = SELF, action = "use")
    public void end(@PathParam("id") UUID id) {
        if (!sessions.end(self(), id)) {
            throw Refused.notFound("session", id);
        }
    }

    @POST
    @Path("password")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = SELF, action = "use")
    public Response password(JsonNode json) {
        var body = new Body(json);
        String now = body.words("current", "");
        String next = body.words("password", "");
        body.check();
        Sessions.Begun begun = account.change(current.require().session(), now, next);
        return SignedIn.answer(Response.ok(), begun, SignedIn.of(begun));
    }

    @GET
    @Path("second-factor")
    @Requires(object = SELF, action = "use")
    public SecondFactors.State secondFactor() {
        return account.secondFactor(self());
    }

    @POST
    @Path("second-factor")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = SELF, action = "use")
    public OfferJson offer(JsonNode json) {
        SecondFactors.Offer offer = account.offer(self(), password(new Body(json)));
        return new OfferJson(offer.secret(), offer.uri());
    }

    @POST
    @Path("second-factor/confirmation")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = SELF, action = "use")
    public Response confirm(JsonNode json) {
        var body = new Body(json);
        String code = body.words("code", "");
        body.check();
        SecondFactors.Confirmed confirmed = account.confirm(current.require().session(), code);
        return SignedIn.answer(
                Response.ok(),
                confirmed.session(),
                new ConfirmedJson(SignedIn.of(confirmed.session()), confirmed.recoveryCodes()));
    }

    @POST
    @Path("second-factor/recovery-codes")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = SELF, action = "use")
    public CodesJson renew(JsonNode json) {
        return new CodesJson(account.renew(self(), password(new Body(json))));
    }

    @POST
    @Path("second-factor/removal")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = SELF, action = "use")
    public Response remove(JsonNode json) {
        var body = new Body(json);
        String code = body.words("code", "");
        Sessions.Begun begun = account.remove(current.require().session(), password(body), code);
        return SignedIn.answer(Response.ok(), begun, SignedIn.of(begun));
    }

    private static String password(Body body) {
        String password = body.words("password", "");
        body.check();
        return password;
    }

    private static UUID self() {
        return Caller.current().personId().orElseThrow(Refused::peopleOnly);
    }
}
