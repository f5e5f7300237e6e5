package io.mortise.permissions.internal.explain;

import io.mortise.access.Access;
import io.mortise.access.Permission;
import io.mortise.access.Requires;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.audit.Asked;
import io.mortise.permissions.internal.audit.AuditPages;
import io.mortise.permissions.internal.audit.Entry;
import io.mortise.permissions.internal.explain.Told.DecisionJson;
import io.mortise.permissions.internal.explain.Told.HolderJson;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Page;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/access/explanations}: decisions about anybody, for whoever watches over permissions. */
@Component(service = ExplanationResource.class)
@RestResource
@Path("explanations")
@Produces(MediaType.APPLICATION_JSON)
public final class ExplanationResource {

    private static final String OBJECT = "access.explanation";
    private static final Permission TRAIL = new Permission("access.audit", "list");
    private static final UUID FIRST = new UUID(0, 0);

    private final Explanations explanations;
    private final Moments moments;
    private final AuditPages trail;
    private final Access access;

    @Activate
    public ExplanationResource(
            @Reference Explanations explanations,
            @Reference Moments moments,
            @Reference AuditPages trail,
            @Reference Access access) {
        this.explanations = explanations;
        this.moments = moments;
        this.trail = trail;
        this.access = access;
    }

    /** Why somebody may do something, or why not; now, at a moment, or when an entry of the trail was written. */
    @GET
    @Path("decisions")
    @Requires(object = OBJECT, action = "read")
    public DecisionJson decision(
            @QueryParam("person") @Nullable String person,
            @QueryParam("permission") @Nullable String permission,
            @QueryParam("record") @Nullable String record,
            @QueryParam("field") @Nullable String field,
            @QueryParam("at") @Nullable String at,
            @QueryParam("token") @Nullable String token,
            @QueryParam("entry") @Nullable String entry) {
        UUID noted = Asked.uuid("entry", entry);
        if (noted != null) {
            return ofEntry(noted, field);
        }
        UUID program = Asked.uuid("token", token);
        Question question = explanations.question(
                explanations.person(AskedAbout.id("person", person)),
                AskedAbout.permission(permission),
                Asked.uuid("record", record),
                field);
        Moment moment = moments.at(Asked.instant("at", at));
        return DecisionJson.of(
                program == null ? explanations.why(question, moment) : explanations.ofToken(program, question, moment));
    }

    /** Who may read the trail may ask about what stands in it. */
    private DecisionJson ofEntry(UUID id, @Nullable String field) {
        if (!access.holds(TRAIL)) {
            throw new ProblemException(Problem.of("explanation-without-trail", 403));
        }
        Entry entry = trail.find(id)
                .orElseThrow(() -> new ProblemException(
                        Problem.of("audit-entry-not-found", 404).with("id", id.toString())));
        // A program on behalf of a person has less than that person: his reasons would not be its reasons.
        if (!entry.callerKind().equals("PERSON")) {
            throw ProblemException.invalid(List.of(FieldFault.of("?entry", "no-person")));
        }
        Long version = entry.policyVersion();
        return DecisionJson.of(explanations.why(
                explanations.question(
                        explanations.person(AskedAbout.id("entry", entry.callerId())),
                        new Permission(entry.object(), entry.action()),
                        entry.record(),
                        field),
                version == null ? moments.at(entry.at()) : moments.at(entry.at(), version)));
    }

    /** The smallest changes that would allow what is refused; empty when it is allowed. */
    @GET
    @Path("suggestions")
    @Requires(object = OBJECT, action = "read")
    public Page<Suggestion> suggestions(
            @QueryParam("person") @Nullable String person,
            @QueryParam("permission") @Nullable String permission,
            @QueryParam("record") @Nullable String record,
            @QueryParam("field") @Nullable String field) {
        return new Page<>(
                explanations.suggestions(
                        explanations.question(
                                explanations.person(AskedAbout.id("person", person)),
                                AskedAbout.permission(permission),
                                Asked.uuid("record", record),
                                field),
                        moments.at(null)),
                null);
    }

    /** Active people who may, in the order of their ids; a page may hold fewer than asked for and still have a next one. */
    @GET
    @Path("holders")
    @Requires(object = OBJECT, action = "read")
    public Page<HolderJson> holders(
            @QueryParam("permission") @Nullable String permission,
            @QueryParam("record") @Nullable String record,
            @QueryParam("field") @Nullable String field,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after) {
        UUID last = Asked.uuid("after", after);
        Holders.Found found = explanations.holders(
                AskedAbout.permission(permission),
                Asked.uuid("record", record),
                field,
                moments.at(null),
                last == null ? FIRST : last,
                Asked.limit(limit));
        UUID next = found.next();
        return new Page<>(
                found.people().stream()
                        .map(one -> new HolderJson(one.id(), one.name()))
                        .toList(),
                next == null ? null : next.toString());
    }

    /** What a person may do, with counts by object and by sensitivity of fields. */
    @GET
    @Path("summaries/{person}")
    @Requires(object = OBJECT, action = "read")
    public Summary summary(@PathParam("person") UUID person, @QueryParam("at") @Nullable String at) {
        return explanations.summary(explanations.person(person), moments.at(Asked.instant("at", at)), false);
    }

    /** What differs between two moments of a person, or between him and another one. */
    @GET
    @Path("differences")
    @Requires(object = OBJECT, action = "read")
    public Comparison differences(
            @QueryParam("person") @Nullable String person,
            @QueryParam("other") @Nullable String other,
            @QueryParam("from") @Nullable String from,
            @QueryParam("until") @Nullable String until) {
        Subject one = explanations.person(AskedAbout.id("person", person));
        UUID second = Asked.uuid("other", other);
        if (second == null && from == null) {
            throw AskedAbout.missing("from");
        }
        return explanations.comparison(
                one,
                moments.at(Asked.instant("from", from)),
                second == null ? one : explanations.person(second),
                moments.at(Asked.instant("until", until)));
    }
}
