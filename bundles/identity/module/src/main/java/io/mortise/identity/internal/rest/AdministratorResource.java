package io.mortise.identity.internal.rest;

import static io.mortise.identity.internal.domain.IdentityPermissions.ACCOUNT;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.Requires;
import io.mortise.identity.internal.domain.Refused;
import io.mortise.identity.internal.signin.Accounts;
import io.mortise.identity.internal.signin.FirstRun;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/identity/administrators}: for whoever holds the machine; no preset gives it to a person. */
@Component(service = AdministratorResource.class)
@RestResource
@Path("administrators")
@Produces(MediaType.APPLICATION_JSON)
public final class AdministratorResource {

    private final FirstRun firstRun;
    private final Accounts accounts;

    @Activate
    public AdministratorResource(@Reference FirstRun firstRun, @Reference Accounts accounts) {
        this.firstRun = firstRun;
        this.accounts = accounts;
    }

    /** A new administrator; the password is told once, and must be changed at the first sign-in. */
    public record AdministratorJson(UUID id, String name, String login, String password) {}

    /** A password that must be changed at the next sign-in; told once. */
    public record RecoveredJson(String login, String password) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = ACCOUNT, action = "appoint")
    public Response create(JsonNode json) {
        var body = new Body(json);
        String name = body.words("name", "");
        String login = body.words("login", "");
        String reason = body.words("reason", "");
        body.check();
        if (reason.isBlank()) {
            throw Refused.field("/reason", "required");
        }
        FirstRun.Appointed made = firstRun.appoint(name, login, reason.strip());
        return Response.created(URI.create("people/" + made.person().id()))
                .entity(new AdministratorJson(
                        made.person().id(), made.person().details().name(), made.login(), made.password()))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    @POST
    @Path("recoveries")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = ACCOUNT, action = "appoint")
    public Response recover(JsonNode json) {
        var body = new Body(json);
        String login = body.words("login", "");
        body.check();
        return Response.ok(new RecoveredJson(login.strip(), accounts.recover(login)))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
