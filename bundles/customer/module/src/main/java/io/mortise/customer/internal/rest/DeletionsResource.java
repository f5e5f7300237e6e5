package io.mortise.customer.internal.rest;

import static io.mortise.customer.internal.domain.CustomerPermissions.CUSTOMER;
import static io.mortise.customer.internal.rest.CustomerProblems.answering;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.Requires;
import io.mortise.customer.internal.bin.Batch;
import io.mortise.customer.internal.bin.Bin;
import io.mortise.customer.internal.persistence.CustomerStore;
import io.mortise.rest.Idempotent;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Deleting many customers at once: all of them or none, with a reason, into the bin. */
@Component(service = DeletionsResource.class)
@RestResource
@Path("customers/deletions")
@Produces(MediaType.APPLICATION_JSON)
public final class DeletionsResource {

    private final Bin bin;

    @Activate
    public DeletionsResource(@Reference Bin bin) {
        this.bin = bin;
    }

    /** One act of deleting. */
    public record DeletionJson(
            UUID batch,
            int customers,
            Instant deletedAt,
            @Nullable Instant purgeAfter) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Idempotent
    @Requires(object = CUSTOMER, action = "delete")
    public DeletionJson delete(JsonNode json) {
        var body = new Members(json);
        List<UUID> ids = body.requireUuids("ids", CustomerStore.MOST);
        String reason = body.requireText("reason");
        body.check();
        Batch batch = answering(() -> bin.deleteAll(ids, reason));
        return new DeletionJson(batch.id(), batch.customers(), batch.deletedAt(), batch.purgeAfter());
    }
}
