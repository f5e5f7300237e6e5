package io.mortise.customer.internal.rest;

import static io.mortise.customer.internal.domain.CustomerPermissions.CUSTOMER;
import static io.mortise.customer.internal.rest.CustomerProblems.answering;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.Requires;
import io.mortise.customer.CustomerId;
import io.mortise.customer.internal.Collaboration;
import io.mortise.data.Sharing.Member;
import io.mortise.data.Sharing.Share;
import io.mortise.rest.Idempotent;
import io.mortise.rest.Page;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code …/customers/{id}/team} and {@code …/customers/{id}/shares}. Both lists are short and come whole. */
@Component(service = SharingResource.class)
@RestResource
@Path("customers")
@Produces(MediaType.APPLICATION_JSON)
public final class SharingResource {

    private final Collaboration collaboration;

    @Activate
    public SharingResource(@Reference Collaboration collaboration) {
        this.collaboration = collaboration;
    }

    /** A member of a team. */
    public record MemberJson(
            UUID person,
            boolean writing,
            Instant from,
            @Nullable Instant until,
            String reason,
            String by) {
        static MemberJson of(Member member) {
            return new MemberJson(
                    member.person(), member.writing(), member.from(), member.until(), member.reason(), member.by());
        }
    }

    /** A share. */
    public record ShareJson(
            UUID id,
            String receiver,
            List<String> actions,
            @Nullable Instant until,
            String reason,
            String by,
            Instant at) {
        static ShareJson of(Share share) {
            return new ShareJson(
                    share.id(),
                    share.receiver(),
                    share.actions().stream().sorted().toList(),
                    share.until(),
                    share.reason(),
                    share.by(),
                    share.at());
        }
    }

    @GET
    @Path("{id}/team")
    @Requires(object = CUSTOMER, action = "read")
    public Page<MemberJson> team(@PathParam("id") UUID id) {
        return new Page<>(answering(() -> collaboration.team(new CustomerId(id))), null).map(MemberJson::of);
    }

    @PUT
    @Path("{id}/team/{person}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = CUSTOMER, action = "share")
    public MemberJson join(@PathParam("id") UUID id, @PathParam("person") UUID person, JsonNode json) {
        var body = new Members(json);
        boolean writing = body.truth("writing");
        Instant until = body.moment("until");
        String reason = body.requireText("reason");
        body.check();
        return MemberJson.of(answering(() -> collaboration.join(new CustomerId(id), person, writing, until, reason)));
    }

    @DELETE
    @Path("{id}/team/{person}")
    @Requires(object = CUSTOMER, action = "share")
    public Response leave(@PathParam("id") UUID id, @PathParam("person") UUID person) {
        return gone(answering(() -> collaboration.leave(new CustomerId(id), person)));
    }

    @GET
    @Path("{id}/shares")
    @Requires(object = CUSTOMER, action = "read")
    public Page<ShareJson> shares(@PathParam("id") UUID id) {
        return new Page<>(answering(() -> collaboration.shares(new CustomerId(id))), null).map(ShareJson::of);
    }

    @POST
    @Path("{id}/shares")
    @Consumes(MediaType.APPLICATION_JSON)
    @Idempotent
    @Requires(object = CUSTOMER, action = "share")
    public Response share(@PathParam("id") UUID id, JsonNode json) {
        var body = new Members(json);
        String receiver = body.requireText("receiver");
        Set<String> actions = Set.copyOf(body.requireTexts("actions"));
        Instant until = body.moment("until");
        String reason = body.requireText("reason");
        body.check();
        Share share = answering(() -> collaboration.share(new CustomerId(id), receiver, actions, until, reason));
        return Response.created(URI.create("customers/" + id + "/shares/" + share.id()))
                .entity(ShareJson.of(share))
                .build();
    }

    @DELETE
    @Path("{id}/shares/{share}")
    @Requires(object = CUSTOMER, action = "share")
    public Response end(@PathParam("id") UUID id, @PathParam("share") UUID share) {
        return gone(answering(() -> collaboration.end(new CustomerId(id), share)));
    }

    private static Response gone(boolean was) {
        if (!was) {
            throw new ProblemException(Problem.of("customer-share-not-found", 404));
        }
        return Response.noContent().build();
    }
}
