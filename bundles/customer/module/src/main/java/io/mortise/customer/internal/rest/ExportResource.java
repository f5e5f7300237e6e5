package io.mortise.customer.internal.rest;

import static io.mortise.customer.internal.domain.CustomerPermissions.CUSTOMER;

import io.mortise.access.Requires;
import io.mortise.customer.CustomerFilter;
import io.mortise.customer.internal.exports.CustomerExports;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Customers as a file. */
@Component(service = ExportResource.class)
@RestResource
@Path("customers")
public final class ExportResource {

    /** Spreadsheets take a file without it for anything but UTF-8. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final CustomerExports exports;

    @Activate
    public ExportResource(@Reference CustomerExports exports) {
        this.exports = exports;
    }

    @GET
    @Path("export")
    @Produces("text/csv; charset=utf-8")
    @Requires(object = CUSTOMER, action = "export")
    public Response export(
            @QueryParam("q") @Nullable String text,
            @QueryParam("stage") @Nullable String stage,
            @QueryParam("owner") @Nullable String owner) {
        var query = new CustomerQuery();
        CustomerFilter filter = query.filter(text, stage, owner);
        query.check();
        return Response.ok(BYTE_ORDER_MARK + exports.csv(filter))
                .header("Content-Disposition", "attachment; filename=\"customers.csv\"")
                .build();
    }
}
