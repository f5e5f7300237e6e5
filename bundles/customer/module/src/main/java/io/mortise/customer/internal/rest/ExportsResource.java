package io.mortise.customer.internal.rest;

import static io.mortise.customer.internal.domain.CustomerPermissions.CUSTOMER;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.Caller;
import io.mortise.access.Requires;
import io.mortise.customer.internal.exports.Export;
import io.mortise.customer.internal.exports.ExportQuestion;
import io.mortise.customer.internal.exports.Exports;
import io.mortise.customer.internal.segments.Segments;
import io.mortise.customer.internal.sheets.SheetFormat;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Idempotent;
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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/customer/exports}: have a file made in the background, watch it, fetch it within a day. */
@Component(service = ExportsResource.class)
@RestResource
@Path("exports")
@Produces(MediaType.APPLICATION_JSON)
public final class ExportsResource {

    private static final List<String> MEMBERS =
            List.of("object", "format", "columns", "q", "stage", "owner", "ids", "filter", "segment");

    private final Exports exports;
    private final Segments segments;
    private final Texts texts;

    @Activate
    public ExportsResource(@Reference Exports exports, @Reference Texts texts, @Reference Segments segments) {
        this.segments = segments;
        this.exports = exports;
        this.texts = texts;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Idempotent
    @Requires(object = CUSTOMER, action = "export")
    public Response start(JsonNode body) {
        var query = new CustomerQuery();
        var faults = new ArrayList<FieldFault>();
        UUID saved = query.uuid("segment", text(body, "segment"));
        query.check();
        var question = new ExportQuestion(
                body.path("object").asText("customers"),
                query.format(text(body, "format")),
                texts(body, "columns", faults),
                text(body, "q"),
                query.stage(text(body, "stage")),
                query.owner(text(body, "owner")),
                ids(body, faults),
                segments.and(saved, text(body, "filter")));
        body.fieldNames().forEachRemaining(name -> {
            if (!MEMBERS.contains(name)) {
                faults.add(FieldFault.of("/" + name, "unknown-field"));
            }
        });
        query.check();
        if (!faults.isEmpty()) {
            throw ProblemException.invalid(faults);
        }
        Export started = exports.start(question);
        return Response.accepted(json(started))
                .location(URI.create("exports/" + started.id()))
                .build();
    }

    @GET
    @Path("{id}")
    @Requires(object = CUSTOMER, action = "export")
    public ExportJson one(@PathParam("id") UUID id) {
        return json(require(id));
    }

    @GET
    @Path("{id}/file")
    @Produces({"text/csv; charset=utf-8", SheetFormat.WORKBOOK})
    @Requires(object = CUSTOMER, action = "export")
    public Response file(@PathParam("id") UUID id) throws IOException {
        Export export = require(id);
        java.nio.file.Path file = exports.fetch(export);
        return Response.ok(
                        Files.newInputStream(file), export.question().format().mediaType())
                .header("Content-Length", export.bytes())
                .header("Content-Disposition", ExportResource.attachment(export.question()))
                .build();
    }

    private ExportJson json(Export export) {
        return ExportJson.of(export, texts, Caller.current().locale());
    }

    private Export require(UUID id) {
        return exports.find(id)
                .orElseThrow(() ->
                        new ProblemException(Problem.of("export-not-found", 404).with("id", id.toString())));
    }

    private static @Nullable String text(JsonNode body, String name) {
        return body.hasNonNull(name) ? body.path(name).asText() : null;
    }

    private static List<String> texts(JsonNode body, String name, List<FieldFault> faults) {
        JsonNode list = body.path(name);
        if (list.isMissingNode() || list.isNull()) {
            return List.of();
        }
        if (!list.isArray()
                || list.size() > ExportQuestion.MOST_IDS
                || !list.valueStream().allMatch(JsonNode::isTextual)) {
            faults.add(new FieldFault("/" + name, "wrong-size", Map.of("min", 0, "max", ExportQuestion.MOST_IDS)));
            return List.of();
        }
        return list.valueStream().map(JsonNode::asText).distinct().toList();
    }

    private static List<UUID> ids(JsonNode body, List<FieldFault> faults) {
        List<String> given = texts(body, "ids", faults);
        try {
            return given.stream().map(UUID::fromString).toList();
        } catch (IllegalArgumentException e) {
            faults.add(new FieldFault("/ids", "wrong-type", Map.of("expected", "a UUID")));
            return List.of();
        }
    }
}
