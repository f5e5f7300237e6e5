package io.mortise.permissions.internal.shadow;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.Permission;
import io.mortise.access.Requires;
import io.mortise.permissions.internal.audit.Asked;
import io.mortise.permissions.internal.shadow.Finding.Effect;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Idempotent;
import io.mortise.rest.Page;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/access/shadows}: drafts that run beside the policy. */
@Component(service = ShadowResource.class)
@RestResource
@Path("shadows")
@Produces(MediaType.APPLICATION_JSON)
public final class ShadowResource {

    private static final String OBJECT = "access.shadow";

    private final Shadows shadows;

    @Activate
    public ShadowResource(@Reference Shadows shadows) {
        this.shadows = shadows;
    }

    /** A run on the wire. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RunJson(
            UUID id,
            UUID draft,
            String name,
            Instant startedAt,
            String startedBy,
            Instant until,
            @Nullable Instant endedAt,
            @Nullable String endedBy,
            boolean running,
            long missed,
            @Nullable List<TotalJson> totals) {
        static RunJson of(Run run, @Nullable List<TotalJson> totals) {
            boolean running = run.runsAt(Instant.now());
            return new RunJson(
                    run.id(),
                    run.draft(),
                    run.name(),
                    run.startedAt(),
                    run.startedBy(),
                    run.until(),
                    running || run.endedAt() != null ? run.endedAt() : run.until(),
                    run.endedBy(),
                    running,
                    run.missed(),
                    totals);
        }
    }

    /** How often one permission would have been decided otherwise. */
    public record TotalJson(String permission, String effect, long people, long times) {
        static TotalJson of(ShadowStore.Total total) {
            return new TotalJson(total.permission().toString(), total.effect().word(), total.people(), total.times());
        }
    }

    /** One finding on the wire. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record FindingJson(
            UUID person,
            String permission,
            @Nullable UUID record,
            String effect,
            long times,
            Instant lastAt,
            @Nullable Long rowsGained,
            @Nullable Long rowsLost) {
        static FindingJson of(Finding finding) {
            return new FindingJson(
                    finding.person(),
                    finding.permission().toString(),
                    finding.record(),
                    finding.effect().word(),
                    finding.times(),
                    finding.last(),
                    finding.gained(),
                    finding.lost());
        }
    }

    @GET
    @Requires(object = OBJECT, action = "list")
    public Page<RunJson> page() {
        return new Page<>(
                shadows.runs().stream().map(run -> RunJson.of(run, null)).toList(), null);
    }

    /** {@code {"draft": …, "until": …}}. */
    @POST
    @Idempotent
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = OBJECT, action = "start")
    public Response start(JsonNode body) {
        Run run = shadows.start(draft(body), until(body));
        return Response.created(URI.create("/api/access/shadows/" + run.id()))
                .entity(RunJson.of(run, null))
                .build();
    }

    @GET
    @Path("{id}")
    @Requires(object = OBJECT, action = "read")
    public RunJson one(@PathParam("id") UUID id) {
        return RunJson.of(
                shadows.require(id),
                shadows.totals(id).stream().map(TotalJson::of).toList());
    }

    @GET
    @Path("{id}/findings")
    @Requires(object = OBJECT, action = "read")
    public Page<FindingJson> findings(
            @PathParam("id") UUID id,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after) {
        shadows.require(id);
        int rows = Asked.limit(limit);
        List<Finding> found = shadows.findings(id, key(after), rows + 1);
        List<Finding> some = found.subList(0, Math.min(rows, found.size()));
        return new Page<>(
                some.stream().map(FindingJson::of).toList(), found.size() > rows ? cursor(some.getLast()) : null);
    }

    @POST
    @Path("{id}/closure")
    @Requires(object = OBJECT, action = "stop")
    public RunJson stop(@PathParam("id") UUID id) {
        return RunJson.of(shadows.stop(id), null);
    }

    private static UUID draft(JsonNode body) {
        try {
            return UUID.fromString(body.path("draft").asText(""));
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid(
                    List.of(new FieldFault("/draft", "wrong-type", Map.of("expected", "a UUID"))));
        }
    }

    private static Instant until(JsonNode body) {
        try {
            Instant until = Instant.parse(body.path("until").asText("")).truncatedTo(ChronoUnit.MICROS);
            Duration left = Duration.between(Instant.now(), until);
            if (left.isPositive() && left.compareTo(Duration.ofDays(Shadows.MOST_DAYS)) <= 0) {
                return until;
            }
        } catch (DateTimeException | ArithmeticException e) {
            // told below
        }
        throw ProblemException.invalid(List.of(new FieldFault(
                "/until",
                "wrong-type",
                Map.of("expected", "a point in time in the next " + Shadows.MOST_DAYS + " days"))));
    }

    private static String cursor(Finding last) {
        String text = last.person() + " " + last.permission() + " "
                + (last.record() == null ? new UUID(0, 0) : last.record()) + " "
                + last.effect().word();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable Finding key(@Nullable String cursor) {
        if (cursor == null) {
            return null;
        }
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split(" ", 4);
            return new Finding(
                    UUID.fromString(parts[0]),
                    Permission.parse(parts[1]),
                    UUID.fromString(parts[2]),
                    Effect.of(parts[3]),
                    0,
                    Instant.EPOCH,
                    null,
                    null);
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new ProblemException(Problem.of("invalid-cursor", 400), e);
        }
    }
}
