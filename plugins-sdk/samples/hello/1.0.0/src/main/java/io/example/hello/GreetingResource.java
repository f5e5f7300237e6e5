package io.example.hello;

import io.mortise.access.Requires;
import io.mortise.module.ThisModule;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code GET /api/hello/greeting?name=Ann}. */
@Component(service = GreetingResource.class)
@RestResource
@Path("greeting")
public final class GreetingResource {

    private final ThisModule module;

    @Activate
    public GreetingResource(@Reference ThisModule module) {
        this.module = module;
    }

    /** What is sent, as JSON. */
    public record Greeting(String greeting, String version) {}

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Requires(object = "hello.greeting", action = "read")
    public Greeting greeting(@QueryParam("name") @DefaultValue("world") String name) {
        return new Greeting("Hello, " + name + "!", module.version());
    }
}
