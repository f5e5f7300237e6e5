package io.mortise.identity.internal.rest;

import static io.mortise.identity.internal.domain.IdentityPermissions.SELF;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.Caller;
import io.mortise.access.Requires;
import io.mortise.identity.internal.StandIns;
import io.mortise.identity.internal.StoredNotifications;
import io.mortise.identity.internal.domain.Notice;
import io.mortise.identity.internal.domain.Refused;
import io.mortise.identity.internal.domain.StandIn;
import io.mortise.rest.Idempotent;
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
import java.net.URI;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/identity/own}: what belongs to the signed-in person; no path and no body can name another. */
@Component(service = OwnResource.class)
@RestResource
@Path("own")
@Produces(MediaType.APPLICATION_JSON)
public final class OwnResource {

    private static final UUID LAST = new UUID(-1L, -1L);

    private final StoredNotifications notifications;
    private final StandIns standIns;

    @Activate
    public OwnResource(@Reference StoredNotifications notifications, @Reference StandIns standIns) {
        this.notifications = notifications;
        this.standIns = standIns;
    }

    /** A notification on the wire. */
    public record NotificationJson(
            UUID id,
            String kind,
            String text,
            @Nullable String link,
            Instant sentAt,
            @Nullable Instant readAt) {

        static NotificationJson of(Notice notice) {
            return new NotificationJson(
                    notice.id(), notice.kind(), notice.text(), notice.link(), notice.sentAt(), notice.readAt());
        }
    }

    /** How many notifications wait to be read. */
    public record UnreadJson(long unread) {}

    @GET
    @Path("notifications")
    @Requires(object = SELF, action = "use")
    public Page<NotificationJson> notifications(
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after,
            @QueryParam("unread") @Nullable String unread) {
        int rows = Query.limit(limit, 50, 200);
        return Query.page(
                "notifications",
                notifications.before(
                        self(), Query.afterId("notifications", after, LAST), Query.truth("unread", unread), rows + 1),
                rows,
                notice -> notice.id().toString(),
                NotificationJson::of);
    }

    @GET
    @Path("notifications/count")
    @Requires(object = SELF, action = "use")
    public UnreadJson unread() {
        return new UnreadJson(notifications.unread(self()));
    }

    @POST
    @Path("notifications/{id}/reading")
    @Requires(object = SELF, action = "use")
    public void read(@PathParam("id") UUID id) {
        notifications.read(self(), id);
    }

    @POST
    @Path("notifications/readings")
    @Requires(object = SELF, action = "use")
    public void readAll() {
        notifications.readAll(self());
    }

    @GET
    @Path("stand-ins")
    @Requires(object = SELF, action = "use")
    public Page<StandInJson> standIns(
            @QueryParam("limit") @Nullable String limit, @QueryParam("after") @Nullable String after) {
        return StandInResource.page(standIns, self(), limit, after);
    }

    @POST
    @Path("stand-ins")
    @Consumes(MediaType.APPLICATION_JSON)
    @Idempotent
    @Requires(object = SELF, action = "use")
    public Response name(JsonNode json) {
        StandIn made = StandInResource.name(standIns, new Body(json), self(), true);
        return Response.created(URI.create("own/stand-ins/" + made.id()))
                .entity(StandInJson.of(made))
                .build();
    }

    @DELETE
    @Path("stand-ins/{id}")
    @Requires(object = SELF, action = "use")
    public void end(@PathParam("id") UUID id) {
        standIns.end(StandIns.forSelf(), self(), id);
    }

    private static UUID self() {
        return Caller.current().personId().orElseThrow(Refused::peopleOnly);
    }
}
