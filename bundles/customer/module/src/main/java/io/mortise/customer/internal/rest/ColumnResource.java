package io.mortise.customer.internal.rest;

import static io.mortise.customer.internal.domain.CustomerPermissions.CUSTOMER;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.Requires;
import io.mortise.customer.internal.fields.FieldDefinition.Said;
import io.mortise.customer.internal.lists.Columns;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/customer/customers/columns}: what lists, filters and forms can show. */
@Component(service = ColumnResource.class)
@RestResource
@Path("customers")
@Produces(MediaType.APPLICATION_JSON)
public final class ColumnResource {

    private final Columns columns;

    @Activate
    public ColumnResource(@Reference Columns columns) {
        this.columns = columns;
    }

    /**
     * A column on the wire.
     *
     * @param sort what to sort by it, or absent
     * @param custom of a field that people defined
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ColumnJson(
            String name,
            Map<String, String> label,
            String type,
            boolean filterable,
            @Nullable String sort,
            @Nullable CustomJson custom) {

        static ColumnJson of(Columns.Column column) {
            return new ColumnJson(
                    column.field().name(),
                    column.field().label(),
                    column.field().type(),
                    column.filterable(),
                    column.sort(),
                    column.custom() == null
                            ? null
                            : CustomJson.of(column.custom().said(), column.requiredWhen()));
        }
    }

    /** What a form needs of it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record CustomJson(
            String key,
            List<String> choices,
            Map<String, String> help,
            boolean unique,
            @Nullable String requiredWhen,
            @Nullable JsonNode defaultValue) {

        static CustomJson of(Said said, @Nullable String requiredWhen) {
            return new CustomJson(
                    said.key(), said.choices(), said.help(), said.unique(), requiredWhen, said.defaultValue());
        }
    }

    /** All of them: there are few. */
    public record ColumnsJson(List<ColumnJson> items) {}

    @GET
    @Path("columns")
    @Requires(object = CUSTOMER, action = "list")
    public ColumnsJson all() {
        return new ColumnsJson(columns.seen().stream().map(ColumnJson::of).toList());
    }
}
