package io.mortise.permissions.internal.explain;

import io.mortise.access.Caller;
import io.mortise.access.Requires;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.audit.Asked;
import io.mortise.permissions.internal.explain.Told.DecisionJson;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/access/own}: what I may do, and why I may not (R24). */
@Component(service = OwnPermissionResource.class)
@RestResource
@Path("own")
@Produces(MediaType.APPLICATION_JSON)
public final class OwnPermissionResource {

    private static final String SELF = "access.self";

    private final Explanations explanations;
    private final Moments moments;

    @Activate
    public OwnPermissionResource(@Reference Explanations explanations, @Reference Moments moments) {
        this.explanations = explanations;
        this.moments = moments;
    }

    @GET
    @Path("permissions")
    @Requires(object = SELF, action = "use")
    public Summary permissions() {
        return explanations.summary(me(), moments.at(null), true);
    }

    /** A record that the caller can't read is answered like one that does not exist. */
    @GET
    @Path("explanations")
    @Requires(object = SELF, action = "use")
    public DecisionJson explanation(
            @QueryParam("permission") @Nullable String permission,
            @QueryParam("record") @Nullable String record,
            @QueryParam("field") @Nullable String field) {
        return DecisionJson.of(explanations.own(
                explanations.question(me(), AskedAbout.permission(permission), Asked.uuid("record", record), field),
                moments.at(null)));
    }

    private Subject me() {
        UUID me = Caller.current()
                .personId()
                .orElseThrow(() -> new ProblemException(Problem.of("explanation-for-people-only", 403)));
        return explanations.person(me);
    }
}
