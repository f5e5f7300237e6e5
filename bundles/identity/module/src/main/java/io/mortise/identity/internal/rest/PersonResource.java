package io.mortise.identity.internal.rest;

import static io.mortise.identity.internal.domain.IdentityPermissions.PERSON;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.Requires;
import io.mortise.data.Condition;
import io.mortise.data.Order;
import io.mortise.identity.Organisation;
import io.mortise.identity.PersonStatus;
import io.mortise.identity.internal.CompanySettings;
import io.mortise.identity.internal.People;
import io.mortise.identity.internal.PeopleFile;
import io.mortise.identity.internal.domain.IdentityPermissions;
import io.mortise.identity.internal.domain.OrganisationRules;
import io.mortise.identity.internal.domain.Person;
import io.mortise.identity.internal.domain.PersonDetails;
import io.mortise.identity.internal.domain.Shown;
import io.mortise.identity.internal.persistence.PersonStore;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Idempotent;
import io.mortise.rest.Page;
import io.mortise.rest.ProblemException;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/identity/people}. */
@Component(service = PersonResource.class)
@RestResource
@Path("people")
@Produces(MediaType.APPLICATION_JSON)
public final class PersonResource {

    private static final int COUNT_CAP = 10_000;
    private static final int MOST_LINKS = 200;
    private static final int MOST_MOVED = 50_000;

    private final People people;
    private final Organisation organisation;
    private final CompanySettings settings;
    private final PeopleFile files;

    @Activate
    public PersonResource(
            @Reference People people,
            @Reference Organisation organisation,
            @Reference CompanySettings settings,
            @Reference PeopleFile files) {
        this.people = people;
        this.organisation = organisation;
        this.settings = settings;
        this.files = files;
    }

    /** How many people there are; {@code more} when the count stopped at its cap. */
    public record CountJson(long count, boolean more) {}

    /** How many people moved. */
    public record MovedJson(long moved) {}

    @GET
    @Requires(object = PERSON, action = "list")
    public Page<PersonJson> page(
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after,
            @QueryParam("sort") @Nullable String sort,
            @QueryParam("q") @Nullable String text,
            @QueryParam("status") @Nullable String status,
            @QueryParam("department") @Nullable String department,
            @QueryParam("below") @Nullable String below,
            @QueryParam("position") @Nullable String position,
            @QueryParam("tag") @Nullable String tag) {
        return people.page(
                        IdentityPermissions.PERSON_LIST,
                        conditions(text, status, department, below, position, tag),
                        order(sort),
                        Query.limit(limit, 50, 200),
                        after)
                .map(PersonJson::of);
    }

    @GET
    @Path("count")
    @Requires(object = PERSON, action = "list")
    public CountJson count(
            @QueryParam("q") @Nullable String text,
            @QueryParam("status") @Nullable String status,
            @QueryParam("department") @Nullable String department,
            @QueryParam("below") @Nullable String below,
            @QueryParam("position") @Nullable String position,
            @QueryParam("tag") @Nullable String tag) {
        long count = people.count(conditions(text, status, department, below, position, tag), COUNT_CAP + 1L);
        return new CountJson(Math.min(count, COUNT_CAP), count > COUNT_CAP);
    }

    @GET
    @Path("{id}")
    @Requires(object = PERSON, action = "read")
    public Response one(@PathParam("id") UUID id, @Context Request request) {
        Shown shown = people.show(id);
        return Revisions.read(request, shown.person().stamp().revision(), PersonJson.of(shown));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Idempotent
    @Requires(object = PERSON, action = "create")
    public Response register(JsonNode json) {
        var body = new Body(json);
        String language = settings.read().languages().getFirst();
        PersonDetails details = details(body, PersonDetails.named("", language));
        body.check();
        Shown shown = people.register(details, body.given());
        return answer(Response.created(URI.create("people/" + shown.person().id())), shown);
    }

    @PATCH
    @Path("{id}")
    @Consumes({"application/merge-patch+json", MediaType.APPLICATION_JSON})
    @Requires(object = PERSON, action = "edit")
    public Response change(
            @PathParam("id") UUID id, @HeaderParam("If-Match") @Nullable String ifMatch, JsonNode patch) {
        Person now = people.require(id);
        long seen = Revisions.seen(ifMatch, now.stamp().revision());
        var body = new Body(patch);
        PersonDetails details = details(body, now.details());
        body.check();
        return answer(Response.ok(), people.edit(id, seen, details, body.given()));
    }

    @POST
    @Path("{id}/suspension")
    @Idempotent
    @Requires(object = PERSON, action = "suspend")
    public Response suspend(@PathParam("id") UUID id) {
        return answer(Response.ok(), people.become(id, null, PersonStatus.SUSPENDED));
    }

    @POST
    @Path("{id}/return")
    @Idempotent
    @Requires(object = PERSON, action = "suspend")
    public Response takeBack(@PathParam("id") UUID id) {
        return answer(Response.ok(), people.become(id, null, PersonStatus.ACTIVE));
    }

    @POST
    @Path("{id}/departure")
    @Idempotent
    @Requires(object = PERSON, action = "suspend")
    public Response letGo(@PathParam("id") UUID id) {
        return answer(Response.ok(), people.become(id, null, PersonStatus.LEFT));
    }

    @POST
    @Path("moves")
    @Consumes(MediaType.APPLICATION_JSON)
    @Idempotent
    @Requires(object = PERSON, action = "move")
    public MovedJson move(JsonNode json) {
        var body = new Body(json);
        boolean named = body.has("people");
        List<UUID> who = body.uuids("people", List.of(), MOST_MOVED);
        UUID from = body.uuid("department", null);
        UUID to = body.requireUuid("to");
        boolean keepOthers = body.truth("keepOthers", false);
        body.check();
        if (!named && from == null) {
            throw ProblemException.invalid(List.of(FieldFault.of("/people", "people-or-department")));
        }
        return new MovedJson(people.move(named ? who : null, from, to, keepOthers));
    }

    @POST
    @Path("imports")
    @Consumes({"text/csv", "text/plain", MediaType.APPLICATION_OCTET_STREAM})
    @Requires(object = PERSON, action = "import")
    public PeopleFile.Outcome bring(
            @QueryParam("dryRun") @Nullable String dryRun,
            @QueryParam("allOrNothing") @Nullable String allOrNothing,
            InputStream body)
            throws IOException {
        return files.bring(
                body, Query.truth("dryRun", dryRun), allOrNothing == null || Query.truth("allOrNothing", allOrNothing));
    }

    @GET
    @Path("export")
    @Produces("text/csv; charset=utf-8")
    @Requires(object = PERSON, action = "export")
    public Response export(
            @QueryParam("q") @Nullable String text,
            @QueryParam("status") @Nullable String status,
            @QueryParam("department") @Nullable String department,
            @QueryParam("below") @Nullable String below,
            @QueryParam("position") @Nullable String position,
            @QueryParam("tag") @Nullable String tag) {
        List<Condition> conditions = conditions(text, status, department, below, position, tag);
        PeopleFile.Export export = files.export(conditions);
        return Response.ok((StreamingOutput) export::write)
                .header("Content-Disposition", "attachment; filename=\"people.csv\"")
                .build();
    }

    private List<Condition> conditions(
            @Nullable String text,
            @Nullable String status,
            @Nullable String department,
            @Nullable String below,
            @Nullable String position,
            @Nullable String tag) {
        UUID root = Query.uuid("department", department);
        Collection<UUID> departments = null;
        if (root != null) {
            departments =
                    Query.truth("below", below) ? organisation.departments().withBelow(List.of(root)) : List.of(root);
        }
        return PersonStore.conditions(
                text == null ? null : OrganisationRules.key(text.strip()),
                status(status),
                departments,
                Query.uuid("position", position),
                Query.uuid("tag", tag));
    }

    private static @Nullable PersonStatus status(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return Arrays.stream(PersonStatus.values())
                .filter(one -> Body.key(one).equals(text))
                .findFirst()
                .orElseThrow(() -> ProblemException.invalid(List.of(
                        new FieldFault("?status", "unknown-choice", Map.of("choices", "active, suspended, left")))));
    }

    private static Order order(@Nullable String sort) {
        return switch (sort == null ? "name" : sort) {
            case "name" -> Order.ascending("name_key");
            case "-name" -> Order.descending("name_key");
            case "created" -> Order.ascending("created_at");
            case "-created" -> Order.descending("created_at");
            default ->
                throw ProblemException.invalid(List.of(new FieldFault(
                        "?sort", "unknown-choice", Map.of("choices", "name, -name, created, -created"))));
        };
    }

    private static PersonDetails details(Body body, PersonDetails now) {
        return new PersonDetails(
                body.words("name", now.name()),
                body.text("email", now.email()),
                body.text("phone", now.phone()),
                body.text("employeeNumber", now.employeeNumber()),
                body.uuid("mainDepartmentId", now.mainDepartment()),
                body.uuids("departmentIds", now.departments(), MOST_LINKS),
                body.uuids("positionIds", now.positions(), MOST_LINKS),
                body.uuids("tagIds", now.tags(), MOST_LINKS),
                body.uuid("managerId", now.manager()),
                body.words("locale", now.locale()));
    }

    private static Response answer(Response.ResponseBuilder answer, Shown shown) {
        return Revisions.answer(answer, shown.person().stamp().revision(), PersonJson.of(shown));
    }
}
