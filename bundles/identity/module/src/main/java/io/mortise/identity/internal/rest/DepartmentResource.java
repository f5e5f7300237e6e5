package io.mortise.identity.internal.rest;

import static io.mortise.identity.internal.domain.IdentityPermissions.DEPARTMENT;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.Requires;
import io.mortise.identity.internal.Departments;
import io.mortise.identity.internal.domain.DepartmentCard;
import io.mortise.identity.internal.domain.Stamp;
import io.mortise.rest.Idempotent;
import io.mortise.rest.Page;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/identity/departments}. */
@Component(service = DepartmentResource.class)
@RestResource
@Path("departments")
@Produces(MediaType.APPLICATION_JSON)
public final class DepartmentResource {

    private static final int MOST_HEADS = 50;

    private final Departments departments;

    @Activate
    public DepartmentResource(@Reference Departments departments) {
        this.departments = departments;
    }

    /**
     * A department on the wire.
     *
     * @param position among its siblings, least first
     */
    public record DepartmentJson(
            UUID id,
            String name,
            @Nullable UUID parentId,
            int position,
            List<UUID> headIds,
            Instant createdAt,
            String createdBy,
            Instant updatedAt,
            String updatedBy,
            long revision) {

        static DepartmentJson of(DepartmentCard card) {
            Stamp stamp = card.stamp();
            return new DepartmentJson(
                    card.id(),
                    card.name(),
                    card.parent(),
                    card.place(),
                    card.heads().stream().sorted().toList(),
                    stamp.createdAt(),
                    stamp.createdBy(),
                    stamp.updatedAt(),
                    stamp.updatedBy(),
                    stamp.revision());
        }
    }

    @GET
    @Requires(object = DEPARTMENT, action = "list")
    public Page<DepartmentJson> page(
            @QueryParam("limit") @Nullable String limit, @QueryParam("after") @Nullable String after) {
        int rows = Query.limit(limit, 50, 1000);
        return Query.page(
                "departments",
                departments.after(Query.afterId("departments", after, new UUID(0, 0)), rows + 1),
                rows,
                card -> card.id().toString(),
                DepartmentJson::of);
    }

    @GET
    @Path("{id}")
    @Requires(object = DEPARTMENT, action = "read")
    public Response one(@PathParam("id") UUID id, @Context Request request) {
        DepartmentCard card = departments.require(id);
        return Revisions.read(request, card.stamp().revision(), DepartmentJson.of(card));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Idempotent
    @Requires(object = DEPARTMENT, action = "create")
    public Response create(JsonNode json) {
        var body = new Body(json);
        String name = body.words("name", "");
        UUID parent = body.uuid("parentId", null);
        int place = Objects.requireNonNullElse(body.whole("position", 0), 0);
        List<UUID> heads = body.uuids("headIds", List.of(), MOST_HEADS);
        body.check();
        DepartmentCard card = departments.create(name, parent, place, Set.copyOf(heads));
        return Revisions.answer(
                Response.created(URI.create("departments/" + card.id())),
                card.stamp().revision(),
                DepartmentJson.of(card));
    }

    @PATCH
    @Path("{id}")
    @Consumes({"application/merge-patch+json", MediaType.APPLICATION_JSON})
    @Requires(object = DEPARTMENT, action = "edit")
    public Response change(
            @PathParam("id") UUID id, @HeaderParam("If-Match") @Nullable String ifMatch, JsonNode patch) {
        DepartmentCard now = departments.require(id);
        long seen = Revisions.seen(ifMatch, now.stamp().revision());
        var body = new Body(patch);
        String name = body.words("name", now.name());
        UUID parent = body.uuid("parentId", now.parent());
        int place = Objects.requireNonNullElse(body.whole("position", now.place()), 0);
        List<UUID> heads = body.uuids("headIds", List.copyOf(now.heads()), MOST_HEADS);
        body.check();
        DepartmentCard card = departments.change(id, seen, name, parent, place, Set.copyOf(heads));
        return Revisions.answer(Response.ok(), card.stamp().revision(), DepartmentJson.of(card));
    }

    @DELETE
    @Path("{id}")
    @Requires(object = DEPARTMENT, action = "delete")
    public void delete(@PathParam("id") UUID id, @HeaderParam("If-Match") @Nullable String ifMatch) {
        departments.delete(
                id, Revisions.seen(ifMatch, departments.require(id).stamp().revision()));
    }
}
