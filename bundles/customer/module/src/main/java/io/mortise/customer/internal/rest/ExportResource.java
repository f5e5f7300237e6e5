package io.mortise.customer.internal.rest;

import static io.mortise.customer.internal.domain.CustomerPermissions.CUSTOMER;

import io.mortise.access.Requires;
import io.mortise.customer.internal.exports.ExportQuestion;
import io.mortise.customer.internal.exports.Exports;
import io.mortise.customer.internal.segments.Segments;
import io.mortise.customer.internal.sheets.SheetFormat;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Customers as a file that is waited for. */
@Component(service = ExportResource.class)
@RestResource
@Path("customers")
public final class ExportResource {

    private final Exports exports;
    private final Segments segments;

    @Activate
    public ExportResource(@Reference Exports exports, @Reference Segments segments) {
        this.segments = segments;
        this.exports = exports;
    }

    @GET
    @Path("export")
    @Produces({"text/csv; charset=utf-8", SheetFormat.WORKBOOK})
    @Requires(object = CUSTOMER, action = "export")
    public Response export(
            @QueryParam("format") @Nullable String format,
            @QueryParam("columns") @Nullable String columns,
            @QueryParam("q") @Nullable String text,
            @QueryParam("stage") @Nullable String stage,
            @QueryParam("owner") @Nullable String owner,
            @QueryParam("filter") @Nullable String filter,
            @QueryParam("segment") @Nullable String segment)
            throws IOException {
        var query = new CustomerQuery();
        UUID saved = query.uuid("segment", segment);
        query.check();
        var question = new ExportQuestion(
                "customers",
                query.format(format),
                query.list(columns),
                text,
                query.stage(stage),
                query.owner(owner),
                List.of(),
                segments.and(saved, filter));
        query.check();
        // Gone with the stream, however it ends.
        var file = Files.newInputStream(exports.file(question), StandardOpenOption.DELETE_ON_CLOSE);
        return Response.ok(file, question.format().mediaType())
                .header("Content-Disposition", attachment(question))
                .build();
    }

    static String attachment(ExportQuestion question) {
        return "attachment; filename=\"" + question.object() + "."
                + question.format().key() + "\"";
    }
}
