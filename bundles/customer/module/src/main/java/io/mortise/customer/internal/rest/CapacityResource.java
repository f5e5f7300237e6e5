package io.mortise.customer.internal.rest;

import static io.mortise.customer.internal.domain.CustomerPermissions.CAPACITIES;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.Requires;
import io.mortise.customer.internal.pools.Capacities;
import io.mortise.customer.internal.pools.Capacity;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Page;
import io.mortise.rest.ProblemException;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/customer/capacities}: how many customers who may own; a short list that is read and written whole. */
@Component(service = CapacityResource.class)
@RestResource
@Path("capacities")
@Produces(MediaType.APPLICATION_JSON)
public final class CapacityResource {

    private static final int MOST = 1000;
    private static final long BIGGEST = 10_000_000;
    private static final Pattern SUBJECT = Pattern.compile("everybody|(person|department):[0-9a-f-]{36}");

    private final Capacities capacities;

    @Activate
    public CapacityResource(@Reference Capacities capacities) {
        this.capacities = capacities;
    }

    @GET
    @Requires(object = CAPACITIES, action = "read")
    public Page<Capacity> read() {
        return new Page<>(capacities.all(), null);
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = CAPACITIES, action = "configure")
    public Page<Capacity> replace(JsonNode json) {
        JsonNode items = json.path("items");
        if (!items.isArray() || items.size() > MOST) {
            throw wrong("/items", "a list of at most " + MOST);
        }
        var all = new ArrayList<Capacity>();
        for (int i = 0; i < items.size(); i++) {
            JsonNode one = items.get(i);
            String subject = one.path("subject").asText("");
            if (!SUBJECT.matcher(subject).matches()) {
                throw wrong("/items/" + i + "/subject", "everybody, person:<uuid> or department:<uuid>");
            }
            JsonNode most = one.path("most");
            if (!most.isIntegralNumber() || most.asLong() < 0 || most.asLong() > BIGGEST) {
                throw wrong("/items/" + i + "/most", "0 to " + BIGGEST);
            }
            all.add(new Capacity(subject, most.asLong(), one.path("countsDealt").asBoolean(true)));
        }
        return new Page<>(capacities.replace(all), null);
    }

    private static ProblemException wrong(String pointer, String expected) {
        return ProblemException.invalid(List.of(new FieldFault(pointer, "wrong-type", Map.of("expected", expected))));
    }
}
