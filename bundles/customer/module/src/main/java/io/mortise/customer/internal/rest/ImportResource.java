package io.mortise.customer.internal.rest;

import static io.mortise.customer.internal.domain.CustomerPermissions.CUSTOMER;

import io.mortise.access.Caller;
import io.mortise.access.Requires;
import io.mortise.customer.internal.imports.CustomerImports;
import io.mortise.customer.internal.imports.ErrorFile;
import io.mortise.customer.internal.imports.Import;
import io.mortise.customer.internal.imports.ImportSettings;
import io.mortise.customer.internal.imports.ImportUndo;
import io.mortise.customer.internal.imports.ImportUndos;
import io.mortise.customer.internal.sheets.SheetFormat;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import io.mortise.rest.RestResource;
import io.mortise.rest.Texts;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/customer/imports}: send a file, watch it, fetch what could not be taken. */
@Component(service = ImportResource.class)
@RestResource
@Path("imports")
@Produces(MediaType.APPLICATION_JSON)
public final class ImportResource {

    private final CustomerImports imports;
    private final ImportUndos undos;
    private final Texts texts;

    @Activate
    public ImportResource(@Reference CustomerImports imports, @Reference ImportUndos undos, @Reference Texts texts) {
        this.imports = imports;
        this.undos = undos;
        this.texts = texts;
    }

    /** Not {@code Idempotent} by a key: the bytes themselves are the key, see {@link CustomerImports#start}. */
    @POST
    @Consumes({"text/csv", "text/plain", "application/gzip", SheetFormat.WORKBOOK, MediaType.APPLICATION_OCTET_STREAM})
    @Requires(object = CUSTOMER, action = "import")
    public Response start(
            @QueryParam("name") @Nullable String name,
            @QueryParam("source") @Nullable String source,
            @QueryParam("dryRun") @Nullable String dryRun,
            @QueryParam("existing") @Nullable String existing,
            @QueryParam("header") @Nullable String header,
            @QueryParam("currency") @Nullable String currency,
            @QueryParam("match") @Nullable String match,
            @QueryParam("mapping") @Nullable String mapping,
            InputStream body)
            throws IOException {
        ImportSettings settings = ImportSettings.read(name, source, dryRun, existing, header, currency, match, mapping);
        Import started = imports.start(body, settings);
        return Response.accepted(json(started))
                .location(URI.create("imports/" + started.id()))
                .build();
    }

    /** The first rows and what would become of them; nothing is kept, so no key is needed either. */
    @POST
    @Path("previews")
    @Consumes({"text/csv", "text/plain", "application/gzip", SheetFormat.WORKBOOK, MediaType.APPLICATION_OCTET_STREAM})
    @Requires(object = CUSTOMER, action = "import")
    public PreviewJson preview(
            @QueryParam("source") @Nullable String source,
            @QueryParam("existing") @Nullable String existing,
            @QueryParam("header") @Nullable String header,
            @QueryParam("currency") @Nullable String currency,
            @QueryParam("match") @Nullable String match,
            @QueryParam("mapping") @Nullable String mapping,
            InputStream body)
            throws IOException {
        ImportSettings settings = ImportSettings.read(null, source, "true", existing, header, currency, match, mapping);
        return PreviewJson.of(
                imports.preview(body, settings), texts, Caller.current().locale());
    }

    /** Said again, it is the same: no key is needed. */
    @POST
    @Path("{id}/undo")
    @Requires(object = CUSTOMER, action = "import")
    public Response undo(@PathParam("id") UUID id) {
        return Response.accepted(json(undos.start(require(id)))).build();
    }

    @GET
    @Path("{id}/undo")
    @Requires(object = CUSTOMER, action = "import")
    public ImportUndoJson undone(@PathParam("id") UUID id) {
        Import current = require(id);
        return undos.find(current.id())
                .map(this::json)
                .orElseThrow(() -> new ProblemException(
                        Problem.of("import-undo-not-found", 404).with("id", id.toString())));
    }

    private ImportUndoJson json(ImportUndo undo) {
        return ImportUndoJson.of(undo, undos.kept(undo.importId()));
    }

    @GET
    @Path("{id}")
    @Requires(object = CUSTOMER, action = "import")
    public ImportJson one(@PathParam("id") UUID id) {
        return json(require(id));
    }

    @GET
    @Path("{id}/errors")
    @Produces("text/csv; charset=utf-8")
    @Requires(object = CUSTOMER, action = "import")
    public Response errors(@PathParam("id") UUID id) {
        Import current = require(id);
        var file = new ErrorFile(imports, texts, Caller.current().locale());
        return Response.ok((StreamingOutput) out -> file.write(current, out))
                .header("Content-Disposition", "attachment; filename=\"import-errors.csv\"")
                .build();
    }

    private ImportJson json(Import current) {
        return ImportJson.of(current, texts, Caller.current().locale());
    }

    private Import require(UUID id) {
        return imports.find(id)
                .orElseThrow(() ->
                        new ProblemException(Problem.of("import-not-found", 404).with("id", id.toString())));
    }
}
