package io.mortise.customer.internal.rest;

import static io.mortise.customer.internal.domain.CustomerPermissions.CUSTOMER;
import static io.mortise.customer.internal.rest.CustomerProblems.answering;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.Requires;
import io.mortise.customer.internal.persistence.CustomerStore;
import io.mortise.customer.internal.tags.Tags;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code POST /api/customer/customers/taggings}: gives tags to customers and takes others away, all or none. */
@Component(service = TaggingResource.class)
@RestResource
@Path("customers/taggings")
@Produces(MediaType.APPLICATION_JSON)
public final class TaggingResource {

    private static final int MOST = 100;

    private final Tags tags;

    @Activate
    public TaggingResource(@Reference Tags tags) {
        this.tags = tags;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = CUSTOMER, action = "tag")
    public Response tag(JsonNode json) {
        var body = new Members(json);
        List<UUID> ids = body.requireUuids("ids", CustomerStore.MOST);
        List<UUID> add = body.uuids("add", MOST);
        List<UUID> remove = body.uuids("remove", MOST);
        body.check();
        return answering(() -> {
            tags.tag(ids, new LinkedHashSet<>(add), new LinkedHashSet<>(remove));
            return Response.noContent().build();
        });
    }
}
