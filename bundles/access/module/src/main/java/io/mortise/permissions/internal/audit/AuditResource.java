package io.mortise.permissions.internal.audit;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.Requires;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Page;
import io.mortise.rest.ProblemException;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/access/audit}. */
@Component(service = AuditResource.class)
@RestResource
@Path("audit")
@Produces(MediaType.APPLICATION_JSON)
public final class AuditResource {

    private static final String AUDIT = "access.audit";

    private final AuditPages pages;
    private final Verification verification;

    @Activate
    public AuditResource(@Reference AuditPages pages, @Reference Verification verification) {
        this.pages = pages;
        this.verification = verification;
    }

    /** An entry on the wire; {@code details} are absent once erased, {@code position} and {@code hash} until sealed. */
    public record EntryJson(
            UUID id,
            Instant at,
            String callerId,
            String callerKind,
            @Nullable String onBehalfOf,
            String object,
            String action,
            @Nullable UUID recordId,
            String outcome,
            long times,
            String traceId,
            @Nullable Long policyVersion,
            @JsonRawValue @Nullable String details,
            @Nullable Long position,
            @Nullable String hash) {
        static EntryJson of(Entry entry) {
            return new EntryJson(
                    entry.id(),
                    entry.at(),
                    entry.callerId(),
                    entry.callerKind().toLowerCase(Locale.ROOT),
                    entry.behalfId(),
                    entry.object(),
                    entry.action(),
                    entry.record(),
                    entry.outcome().toLowerCase(Locale.ROOT),
                    entry.times(),
                    entry.traceId(),
                    entry.policyVersion(),
                    entry.personal(),
                    entry.position(),
                    entry.hash());
        }
    }

    /** A walk on the wire; without one yet, only {@code waiting}. */
    public record CheckJson(
            @Nullable Boolean whole,
            @Nullable Instant at,
            @Nullable String by,
            @Nullable Long entries,
            @Nullable String hash,
            @Nullable String fault,
            @Nullable Long position,
            long waiting) {
        static CheckJson of(Verification.Check check, long waiting) {
            return new CheckJson(
                    check.whole(),
                    check.at(),
                    check.by(),
                    check.entries(),
                    check.hash(),
                    check.fault() == null
                            ? null
                            : check.fault().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    check.place(),
                    waiting);
        }
    }

    /** How many entries lost their personal part. */
    public record ErasedJson(int entries) {}

    @GET
    @Path("entries")
    @Requires(object = AUDIT, action = "list")
    public Page<EntryJson> page(
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after,
            @QueryParam("from") @Nullable String from,
            @QueryParam("until") @Nullable String until,
            @QueryParam("caller") @Nullable String caller,
            @QueryParam("object") @Nullable String object,
            @QueryParam("record") @Nullable String record,
            @QueryParam("action") @Nullable String action,
            @QueryParam("outcome") @Nullable String outcome) {
        int rows = Asked.limit(limit);
        UUID before = Asked.uuid("after", after);
        List<Entry> found = pages.before(
                filter(from, until, caller, object, record, action, outcome),
                before == null ? AuditPages.END : before,
                rows + 1);
        List<Entry> some = found.subList(0, Math.min(rows, found.size()));
        return new Page<>(
                some.stream().map(EntryJson::of).toList(),
                found.size() > rows ? some.getLast().id().toString() : null);
    }

    @GET
    @Path("export")
    @Produces("text/csv; charset=utf-8")
    @Requires(object = AUDIT, action = "export")
    public Response export(
            @QueryParam("from") @Nullable String from,
            @QueryParam("until") @Nullable String until,
            @QueryParam("caller") @Nullable String caller,
            @QueryParam("object") @Nullable String object,
            @QueryParam("record") @Nullable String record,
            @QueryParam("action") @Nullable String action,
            @QueryParam("outcome") @Nullable String outcome) {
        AuditFilter filter = filter(from, until, caller, object, record, action, outcome);
        pages.exporting();
        return Response.ok((StreamingOutput) out -> pages.export(filter, out))
                .header("Content-Disposition", "attachment; filename=\"audit.csv\"")
                .build();
    }

    @GET
    @Path("verification")
    @Requires(object = AUDIT, action = "verify")
    public CheckJson last() {
        long waiting = verification.waiting();
        return verification
                .last()
                .map(check -> CheckJson.of(check, waiting))
                .orElseGet(() -> new CheckJson(null, null, null, null, null, null, null, waiting));
    }

    @POST
    @Path("verification")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = AUDIT, action = "verify")
    public CheckJson verify(@Nullable JsonNode body) {
        return CheckJson.of(verification.verify(anchor(body)), verification.waiting());
    }

    @POST
    @Path("erasures")
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = AUDIT, action = "erase")
    public ErasedJson erase(JsonNode body) {
        UUID person = Asked.uuid("person", body.path("person").asText(null));
        String reason = body.path("reason").asText("").strip();
        if (person == null) {
            throw ProblemException.invalid(List.of(FieldFault.of("/person", "required")));
        }
        if (reason.isEmpty() || reason.length() > 500) {
            throw ProblemException.invalid(List.of(FieldFault.of("/reason", "required")));
        }
        return new ErasedJson(pages.erase(person, reason));
    }

    private static Verification.@Nullable Anchor anchor(@Nullable JsonNode body) {
        if (body == null || !body.hasNonNull("anchor")) {
            return null;
        }
        String text = body.path("anchor").asText();
        if (!text.matches("[1-9][0-9]{0,17}:[0-9a-f]{64}")) {
            throw ProblemException.invalid(List.of(new FieldFault(
                    "/anchor", "wrong-type", Map.of("expected", "<position>:<hash>, as a verification told it"))));
        }
        int colon = text.indexOf(':');
        return new Verification.Anchor(Long.parseLong(text.substring(0, colon)), text.substring(colon + 1));
    }

    private static AuditFilter filter(
            @Nullable String from,
            @Nullable String until,
            @Nullable String caller,
            @Nullable String object,
            @Nullable String record,
            @Nullable String action,
            @Nullable String outcome) {
        String wanted = Asked.choice("outcome", outcome, List.of("done", "refused"));
        return new AuditFilter(
                Asked.instant("from", from),
                Asked.instant("until", until),
                caller,
                object,
                Asked.uuid("record", record),
                action,
                wanted == null ? null : wanted.toUpperCase(Locale.ROOT));
    }
}
