package io.mortise.identity.internal.rest;

import static io.mortise.identity.internal.domain.IdentityPermissions.ACCOUNT;
import static io.mortise.identity.internal.domain.IdentityPermissions.SESSION;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.Requires;
import io.mortise.identity.internal.People;
import io.mortise.identity.internal.domain.Account;
import io.mortise.identity.internal.domain.Person;
import io.mortise.identity.internal.signin.Accounts;
import io.mortise.identity.internal.signin.CurrentSession;
import io.mortise.identity.internal.signin.Sessions;
import io.mortise.rest.Page;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/identity/people/{id}/account}: how others sign in; only of people that the caller may read. */
@Component(service = AccountResource.class)
@RestResource
@Path("people/{id}/account")
@Produces(MediaType.APPLICATION_JSON)
public final class AccountResource {

    private final People people;
    private final Accounts accounts;
    private final Sessions sessions;
    private final CurrentSession current;

    @Activate
    public AccountResource(
            @Reference People people,
            @Reference Accounts accounts,
            @Reference Sessions sessions,
            @Reference CurrentSession current) {
        this.people = people;
        this.accounts = accounts;
        this.sessions = sessions;
        this.current = current;
    }

    /** How an account stands; without a login the person can't sign in with a password. */
    public record AccountJson(
            UUID personId,
            @Nullable String login,
            boolean password,
            boolean mustChange,
            boolean secondFactor,
            @Nullable Instant lockedUntil,
            @Nullable Instant signedInAt,
            int sessions) {

        static AccountJson of(UUID person, Accounts.@Nullable State state) {
            if (state == null) {
                return new AccountJson(person, null, false, false, false, null, null, 0);
            }
            Account account = state.account();
            return new AccountJson(
                    person,
                    account.login(),
                    account.password() != null,
                    account.mustChange(),
                    account.secondFactor() != null,
                    state.lockedUntil(),
                    account.signedInAt(),
                    state.sessions());
        }
    }

    /**
     * A link that was made.
     *
     * @param delivered whether it is on its way to the person; else {@code link} is to be handed over
     * @param link path inside the product, with the secret behind the {@code #}
     */
    public record LinkJson(boolean delivered, @Nullable String link, Instant until) {}

    /** How many sessions ended. */
    public record EndedJson(int ended) {}

    @GET
    @Requires(object = ACCOUNT, action = "read")
    public AccountJson read(@PathParam("id") UUID id) {
        UUID person = people.require(id).id();
        return AccountJson.of(person, accounts.state(person).orElse(null));
    }

    /** Changes the name that the person signs in by. */
    @PUT
    @Path("login")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = ACCOUNT, action = "rename")
    public AccountJson rename(@PathParam("id") UUID id, JsonNode json) {
        UUID person = people.require(id).id();
        var body = new Body(json);
        String login = body.words("login", "");
        body.check();
        accounts.rename(person, login);
        return AccountJson.of(person, accounts.state(person).orElse(null));
    }

    @POST
    @Path("invitations")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = ACCOUNT, action = "invite")
    public Response invite(@PathParam("id") UUID id, JsonNode json) {
        Person person = people.require(id);
        var body = new Body(json);
        String login =
                body.words("login", Objects.requireNonNullElse(person.details().email(), ""));
        body.check();
        return link(accounts.invite(person.id(), login));
    }

    @POST
    @Path("password-resets")
    @Requires(object = ACCOUNT, action = "reset")
    public Response reset(@PathParam("id") UUID id) {
        return link(accounts.reset(people.require(id).id()));
    }

    @DELETE
    @Path("second-factor")
    @Requires(object = ACCOUNT, action = "reset")
    public void removeSecondFactor(@PathParam("id") UUID id) {
        accounts.removeSecondFactor(people.require(id).id());
    }

    @DELETE
    @Path("lock")
    @Requires(object = ACCOUNT, action = "unlock")
    public void unlock(@PathParam("id") UUID id) {
        accounts.unlock(people.require(id).id());
    }

    @GET
    @Path("sessions")
    @Requires(object = SESSION, action = "list")
    public Page<SessionJson> sessions(@PathParam("id") UUID id) {
        UUID here = current.id();
        return new Page<>(
                sessions.of(people.require(id).id()).stream()
                        .map(one -> SessionJson.of(one, here))
                        .toList(),
                null);
    }

    @DELETE
    @Path("sessions")
    @Requires(object = SESSION, action = "end")
    public EndedJson end(@PathParam("id") UUID id) {
        return new EndedJson(sessions.endOthers(people.require(id).id(), null));
    }

    private static Response link(Accounts.Given given) {
        return Response.status(201)
                .entity(new LinkJson(given.path() == null, given.path(), given.until()))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
