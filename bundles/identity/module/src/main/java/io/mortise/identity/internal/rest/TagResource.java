package io.mortise.identity.internal.rest;

import io.mortise.access.Requires;
import io.mortise.data.Database;
import io.mortise.rest.Page;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/identity/tags}. */
@Component(service = TagResource.class)
@RestResource
@Path("tags")
@Produces(MediaType.APPLICATION_JSON)
public final class TagResource {

    private final Database database;

    @Activate
    public TagResource(@Reference Database database) {
        this.database = database;
    }

    /** A tag on the wire. */
    public record TagJson(UUID id, String name) {}

    @GET
    @Requires(object = "identity.tag", action = "list")
    public Page<TagJson> page() {
        return new Page<>(
                database.read(() -> database.rows(
                        "select id, name from identity_tag order by name",
                        Map.of(),
                        row -> new TagJson(row.requireUuid("id"), row.requireText("name")))),
                null);
    }
}
