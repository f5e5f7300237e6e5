package io.mortise.customer.internal.rest;

import static io.mortise.customer.internal.domain.CustomerPermissions.DEMO;
import static io.mortise.customer.internal.rest.CustomerProblems.answering;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.Requires;
import io.mortise.customer.internal.demo.DemoCompany;
import io.mortise.customer.internal.demo.DemoData;
import io.mortise.customer.internal.demo.DemoPeople;
import io.mortise.customer.internal.demo.DemoPerson;
import io.mortise.customer.internal.demo.DemoRun;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Idempotent;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code /api/customer/demo-data}: what {@code mortise demo-data} asks for. It hands the made-up people to whoever keeps people,
 * and says here who of them owns the made-up customers.
 */
@Component(service = DemoDataResource.class)
@RestResource
@Path("demo-data")
@Produces(MediaType.APPLICATION_JSON)
public final class DemoDataResource {

    private final DemoData data;

    @Activate
    public DemoDataResource(@Reference DemoData data) {
        this.data = data;
    }

    /** The made-up company; departments stand after the one they are in, people after who leads them. */
    public record DemoCompanyJson(Collection<String> departments, List<String> positions, List<DemoPerson> people) {}

    /** How far a filling is. */
    public record DemoRunJson(UUID id, long seed, int customers, int done, String state) {
        static DemoRunJson of(DemoRun run) {
            return new DemoRunJson(run.id(), run.seed(), run.customers(), run.done(), run.state());
        }
    }

    @GET
    @Path("people")
    @Requires(object = DEMO, action = "fill")
    public DemoCompanyJson people(
            @QueryParam("people") @Nullable String people, @QueryParam("seed") @Nullable String seed) {
        var query = new CustomerQuery();
        int count = query.whole("people", people, 50, 1, DemoPeople.MOST);
        int number = query.whole("seed", seed, 1, 0, Integer.MAX_VALUE);
        query.check();
        DemoPeople made = DemoPeople.of(number, count);
        return new DemoCompanyJson(made.departments(), DemoPeople.positions(), made.all());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Idempotent
    @Requires(object = DEMO, action = "fill")
    public Response start(JsonNode body) {
        var faults = new ArrayList<FieldFault>();
        int customers = whole(body, "customers", 1, DemoCompany.MOST, faults);
        int seed = body.has("seed") ? whole(body, "seed", 0, Integer.MAX_VALUE, faults) : 1;
        List<UUID> owners = owners(body.path("owners"), faults);
        body.fieldNames().forEachRemaining(name -> {
            if (!List.of("customers", "seed", "owners").contains(name)) {
                faults.add(FieldFault.of("/" + name, "unknown-field"));
            }
        });
        if (!faults.isEmpty()) {
            throw ProblemException.invalid(faults);
        }
        DemoRun run = answering(() -> data.start(seed, customers, owners));
        return Response.accepted(DemoRunJson.of(run))
                .location(URI.create("demo-data/" + run.id()))
                .build();
    }

    @GET
    @Path("{id}")
    @Requires(object = DEMO, action = "fill")
    public DemoRunJson one(@PathParam("id") UUID id) {
        return data.find(id)
                .map(DemoRunJson::of)
                .orElseThrow(() -> new ProblemException(
                        Problem.of("demo-data-not-found", 404).with("id", id.toString())));
    }

    private static int whole(JsonNode body, String name, int least, int most, List<FieldFault> faults) {
        JsonNode value = body.path(name);
        if (value.isInt() && value.intValue() >= least && value.intValue() <= most) {
            return value.intValue();
        }
        faults.add(new FieldFault("/" + name, "out-of-range", Map.of("min", least, "max", most)));
        return least;
    }

    private static List<UUID> owners(JsonNode given, List<FieldFault> faults) {
        var owners = new ArrayList<UUID>();
        if (given.isMissingNode()) {
            return owners;
        }
        if (!given.isArray() || given.size() > DemoPeople.MOST) {
            faults.add(new FieldFault("/owners", "wrong-size", Map.of("min", 0, "max", DemoPeople.MOST)));
            return owners;
        }
        for (JsonNode one : given) {
            try {
                owners.add(UUID.fromString(one.asText()));
            } catch (IllegalArgumentException e) {
                faults.add(FieldFault.of("/owners", "unknown-person"));
                return owners;
            }
        }
        return owners;
    }
}
