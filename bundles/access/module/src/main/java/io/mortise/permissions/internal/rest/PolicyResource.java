package io.mortise.permissions.internal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mortise.access.Requires;
import io.mortise.permissions.internal.administration.Versions;
import io.mortise.permissions.internal.administration.Versions.Difference;
import io.mortise.permissions.internal.rulebook.PolicyText;
import io.mortise.permissions.internal.rulebook.PolicyVersion;
import io.mortise.permissions.internal.rulebook.Rulebook;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Page;
import io.mortise.rest.ProblemException;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/access/policy} and {@code /api/access/versions}: the policy as a whole. */
@Component(service = PolicyResource.class)
@RestResource
@Path("")
@Produces(MediaType.APPLICATION_JSON)
public final class PolicyResource {

    private static final String POLICY = "access.policy";
    private static final String VERSION = "access.version";

    private final Versions versions;

    @Activate
    public PolicyResource(@Reference Versions versions) {
        this.versions = versions;
    }

    /**
     * What differs between two versions.
     *
     * @param version the newer one, or the newest when a file was only looked at
     */
    public record DifferencesJson(long version, List<Difference> differences) {}

    @GET
    @Path("policy")
    @Requires(object = POLICY, action = "read")
    public PolicyVersion policy() {
        return versions.require(versions.newest().policy().version());
    }

    /** The whole policy as a file that {@code policy/imports} takes. */
    @GET
    @Path("policy/export")
    @Requires(object = POLICY, action = "export")
    public Response export() {
        Rulebook book = versions.newest();
        ObjectNode file = PolicyText.write(book);
        return Response.ok(file.toPrettyString() + "\n", MediaType.APPLICATION_JSON)
                .header(
                        "Content-Disposition",
                        "attachment; filename=\"policy-" + book.policy().version() + ".json\"")
                .tag(new EntityTag(Long.toString(book.policy().version())))
                .build();
    }

    @POST
    @Path("policy/imports")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = POLICY, action = "import")
    public DifferencesJson replace(
            @QueryParam("dryRun") @Nullable String dryRun,
            @QueryParam("reason") @Nullable String reason,
            JsonNode file) {
        Rulebook before = versions.newest();
        if ("true".equals(dryRun)) {
            return new DifferencesJson(before.policy().version(), versions.rehearse(file));
        }
        if (dryRun != null && !dryRun.equals("false")) {
            throw ProblemException.invalid(
                    List.of(new FieldFault("?dryRun", "unknown-choice", Map.of("choices", "true, false"))));
        }
        Rulebook after = versions.replace(file, Wire.reason(reason));
        return new DifferencesJson(after.policy().version(), Versions.between(before, after));
    }

    @GET
    @Path("versions")
    @Requires(object = VERSION, action = "list")
    public Page<PolicyVersion> page(
            @QueryParam("limit") @Nullable String limit, @QueryParam("after") @Nullable String after) {
        int rows = Wire.limit(limit);
        List<PolicyVersion> read = versions.before(after == null ? Long.MAX_VALUE : number("?after", after), rows + 1);
        return read.size() <= rows
                ? new Page<>(read, null)
                : new Page<>(
                        read.subList(0, rows), Long.toString(read.get(rows - 1).version()));
    }

    @GET
    @Path("versions/{version}")
    @Requires(object = VERSION, action = "read")
    public PolicyVersion one(@PathParam("version") String version) {
        return versions.require(number("version", version));
    }

    @GET
    @Path("versions/{version}/policy")
    @Requires(object = POLICY, action = "export")
    public ObjectNode content(@PathParam("version") String version) {
        return PolicyText.write(versions.book(number("version", version)));
    }

    /** What the version changed; or, with {@code since}, all that changed since an earlier one. */
    @GET
    @Path("versions/{version}/differences")
    @Requires(object = VERSION, action = "read")
    public DifferencesJson differences(
            @PathParam("version") String version, @QueryParam("since") @Nullable String since) {
        Rulebook after = versions.book(number("version", version));
        long from = since == null ? Math.max(1, after.policy().version() - 1) : number("?since", since);
        return new DifferencesJson(after.policy().version(), Versions.between(versions.book(from), after));
    }

    /** Makes an earlier version the newest one. */
    @POST
    @Path("versions/{version}/restoration")
    @Requires(object = POLICY, action = "restore")
    public DifferencesJson restore(
            @PathParam("version") String version, @QueryParam("reason") @Nullable String reason) {
        Rulebook before = versions.newest();
        Rulebook after = versions.restore(number("version", version), Wire.reason(reason));
        return new DifferencesJson(after.policy().version(), Versions.between(before, after));
    }

    private static long number(String name, String text) {
        if (text.matches("[0-9]{1,18}")) {
            return Long.parseLong(text);
        }
        throw ProblemException.invalid(
                List.of(new FieldFault(name, "wrong-type", Map.of("expected", "the number of a version"))));
    }
}
