package io.mortise.customer.itest;

import io.mortise.sdk.modulejar.ModuleJar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A module of somebody else that asks this one for customers. */
final class Peek {

    private static final String NAMES = """
            package peek.internal;

            import io.mortise.access.Requires;
            import io.mortise.customer.CustomerFilter;
            import io.mortise.customer.CustomerOrder;
            import io.mortise.customer.Customers;
            import io.mortise.rest.RestResource;
            import jakarta.ws.rs.GET;
            import jakarta.ws.rs.Path;
            import jakarta.ws.rs.Produces;
            import java.util.List;
            import org.osgi.service.component.annotations.Activate;
            import org.osgi.service.component.annotations.Component;
            import org.osgi.service.component.annotations.Reference;

            @Component(service = Names.class)
            @RestResource
            @Path("names")
            @Produces("application/json")
            public final class Names {
                private final Customers customers;

                @Activate
                public Names(@Reference Customers customers) {
                    this.customers = customers;
                }

                @GET
                @Requires(object = "peek.thing", action = "use")
                public List<String> names() {
                    return customers.page(CustomerFilter.any(), CustomerOrder.newest(), 1000, null).items().stream()
                            .map(customer -> customer.name() + " " + customer.details().phone())
                            .toList();
                }
            }
            """;

    private Peek() {}

    static Path built() {
        try {
            return ModuleJar.named("peek")
                    .version("1.0.0")
                    .source("peek.internal.Names", NAMES)
                    .describe(json -> json.object("thing", "use").needs("customer", null))
                    .build(Files.createTempDirectory("peek-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
