package io.mortise.kernel.gateway;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.function.Supplier;

/** {@code /api/<module>/openapi.json}: made when somebody first asks. Public for Jersey alone. */
@Path("openapi.json")
@Produces(MediaType.APPLICATION_JSON)
public class OpenApiResource {

    private final Supplier<byte[]> make;
    private volatile byte[] made = new byte[0];

    OpenApiResource(Supplier<byte[]> make) {
        this.make = make;
    }

    /** The document; for everybody who is signed in. */
    @GET
    @ForSignedIn
    public byte[] read() {
        byte[] document = made;
        if (document.length == 0) {
            document = make.get();
            made = document;
        }
        return document;
    }

    /** The same for the kernel's own routes. */
    @Path("kernel/openapi.json")
    @Produces(MediaType.APPLICATION_JSON)
    public static final class OfKernel extends OpenApiResource {

        OfKernel(Supplier<byte[]> make) {
            super(make);
        }
    }
}
