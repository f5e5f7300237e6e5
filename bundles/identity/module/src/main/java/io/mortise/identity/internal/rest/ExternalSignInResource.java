package io.mortise.identity.internal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.Caller;
import io.mortise.access.PublicRoute;
import io.mortise.access.RequestHead;
import io.mortise.identity.internal.credential.SessionCookie;
import io.mortise.identity.internal.signin.ExternalSignIns;
import io.mortise.rest.Page;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/identity/external-sign-ins}: signing in by other systems. The return is a page of the browser, so a redirect. */
@Component(service = ExternalSignInResource.class)
@RestResource
@Path("external-sign-ins")
@Produces(MediaType.APPLICATION_JSON)
public final class ExternalSignInResource {

    private static final String COOKIE = "mortise-sign-in";

    private final ExternalSignIns external;

    @Activate
    public ExternalSignInResource(@Reference ExternalSignIns external) {
        this.external = external;
    }

    /** A way to sign in. */
    public record WayJson(String id, String label) {}

    /** Where the browser goes now. */
    public record BegunJson(URI location) {}

    @GET
    @PublicRoute(reason = "the buttons of the sign-in page")
    public Page<WayJson> ways() {
        return new Page<>(
                external.ways(Caller.current().locale()).stream()
                        .map(way -> new WayJson(way.id(), way.label()))
                        .toList(),
                null);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @PublicRoute(reason = "begins to sign in")
    public Response begin(@Context UriInfo uri, JsonNode json) {
        var body = new Body(json);
        String provider = body.words("provider", "");
        String returnTo = body.words("returnTo", "/");
        body.check();
        ExternalSignIns.Begun begun = external.begin(provider, returnTo, callback(uri, provider));
        return Response.ok(new BegunJson(begun.location()))
                .header(HttpHeaders.SET_COOKIE, cookie(begun.browser(), 600))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    @GET
    @Path("{provider}/return")
    @PublicRoute(reason = "the other system sends the browser here; asks for the state and the browser's own cookie")
    public Response back(@PathParam("provider") String provider, @Context UriInfo uri) {
        var answer = new HashMap<String, String>();
        for (Map.Entry<String, List<String>> parameter :
                uri.getQueryParameters().entrySet()) {
            if (parameter.getValue().size() == 1) {
                answer.put(parameter.getKey(), parameter.getValue().getFirst());
            }
        }
        Optional<String> browser = RequestHead.current()
                .map(head -> head.headers().getOrDefault("cookie", List.of()))
                .flatMap(cookies -> SessionCookie.read(cookies, COOKIE));
        ExternalSignIns.Returned returned = external.finish(provider, browser, answer, callback(uri, provider));
        return SignedIn.kept(
                        Response.status(Response.Status.SEE_OTHER).header(HttpHeaders.LOCATION, returned.path()),
                        returned.session())
                .header(HttpHeaders.SET_COOKIE, cookie("", 0))
                .build();
    }

    private static URI callback(UriInfo uri, String provider) {
        return uri.getBaseUriBuilder()
                .path("external-sign-ins")
                .path(provider)
                .path("return")
                .build();
    }

    private static String cookie(String value, int seconds) {
        return COOKIE + "=" + value + "; Path=/api/identity/external-sign-ins; Max-Age=" + seconds
                + "; HttpOnly; SameSite=Lax" + (SignedIn.secure() ? "; Secure" : "");
    }
}
