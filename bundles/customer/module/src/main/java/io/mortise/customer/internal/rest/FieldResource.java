package io.mortise.customer.internal.rest;

import static io.mortise.customer.internal.fields.FieldDefinitions.FIELD;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.Requires;
import io.mortise.customer.internal.fields.CustomType;
import io.mortise.customer.internal.fields.FieldDefinition;
import io.mortise.customer.internal.fields.FieldDefinition.Said;
import io.mortise.customer.internal.fields.FieldDefinitions;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/customer/fields}: which fields people defined. */
@Component(service = FieldResource.class)
@RestResource
@Path("fields")
@Produces(MediaType.APPLICATION_JSON)
public final class FieldResource {

    private final FieldDefinitions definitions;

    @Activate
    public FieldResource(@Reference FieldDefinitions definitions) {
        this.definitions = definitions;
    }

    /** A defined field on the wire. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record FieldJson(
            UUID id,
            String object,
            String key,
            String type,
            Map<String, String> label,
            List<String> choices,
            @Nullable String requiredWhen,
            boolean unique,
            @Nullable JsonNode defaultValue,
            Map<String, String> help,
            String sensitivity,
            @Nullable String mask,
            boolean filterable,
            boolean sortable,
            @Nullable String formula,
            String state,
            boolean indexed,
            long revision) {

        static FieldJson of(FieldDefinition field) {
            Said said = field.said();
            return new FieldJson(
                    field.id(),
                    said.object(),
                    said.key(),
                    said.type().key(),
                    said.label(),
                    said.choices(),
                    said.requiredWhen(),
                    said.unique(),
                    said.defaultValue(),
                    said.help(),
                    said.sensitivity(),
                    said.mask(),
                    said.filterable(),
                    said.sortable(),
                    said.formula(),
                    field.state().name().toLowerCase(Locale.ROOT),
                    field.indexed(),
                    field.revision());
        }
    }

    /** All of them: there are few. */
    public record FieldsJson(List<FieldJson> items) {}

    @GET
    @Requires(object = FIELD, action = "list")
    public FieldsJson all() {
        return new FieldsJson(definitions.all().stream().map(FieldJson::of).toList());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = FIELD, action = "configure")
    public Response draft(JsonNode body) {
        FieldDefinition field = definitions.draft(said(body));
        return answer(Response.created(URI.create("fields/" + field.id())), field);
    }

    @GET
    @Path("{id}")
    @Requires(object = FIELD, action = "list")
    public Response one(@PathParam("id") UUID id) {
        return answer(Response.ok(), definitions.require(id));
    }

    @PUT
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = FIELD, action = "configure")
    public Response change(@PathParam("id") UUID id, @HeaderParam("If-Match") @Nullable String ifMatch, JsonNode body) {
        long revision = Revisions.seen(ifMatch, () -> definitions.require(id).revision());
        return answer(Response.ok(), definitions.change(id, revision, said(body)));
    }

    @POST
    @Path("{id}/publication")
    @Requires(object = FIELD, action = "configure")
    public Response publish(@PathParam("id") UUID id, @HeaderParam("If-Match") @Nullable String ifMatch) {
        long revision = Revisions.seen(ifMatch, () -> definitions.require(id).revision());
        return answer(Response.ok(), definitions.publish(id, revision));
    }

    @POST
    @Path("{id}/retirement")
    @Requires(object = FIELD, action = "configure")
    public Response retire(@PathParam("id") UUID id, @HeaderParam("If-Match") @Nullable String ifMatch) {
        long revision = Revisions.seen(ifMatch, () -> definitions.require(id).revision());
        return answer(Response.ok(), definitions.retire(id, revision));
    }

    private static Said said(JsonNode body) {
        var members = new Members(body);
        var said = new Said(
                members.textOr("object", "customer.customer"),
                members.requireText("key"),
                members.choice("type", CustomType.values(), CustomType::key, CustomType.TEXT),
                members.texts("label"),
                members.textsOrNone("choices"),
                members.text("requiredWhen"),
                members.truth("unique"),
                members.any("defaultValue"),
                members.texts("help"),
                members.textOr("sensitivity", "internal"),
                members.text("mask"),
                members.truth("filterable"),
                members.truth("sortable"),
                members.text("formula"));
        members.check();
        return said;
    }

    private static Response answer(Response.ResponseBuilder answer, FieldDefinition field) {
        return answer.tag(new EntityTag(Long.toString(field.revision())))
                .entity(FieldJson.of(field))
                .build();
    }
}
