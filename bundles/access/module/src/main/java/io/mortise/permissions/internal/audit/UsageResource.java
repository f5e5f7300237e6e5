package io.mortise.permissions.internal.audit;

import io.mortise.access.Permission;
import io.mortise.access.Requires;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Page;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/access/usage}: how often who used what on which day (R52). */
@Component(service = UsageResource.class)
@RestResource
@Path("usage")
@Produces(MediaType.APPLICATION_JSON)
public final class UsageResource {

    private final StoredUsage usage;

    @Activate
    public UsageResource(@Reference StoredUsage usage) {
        this.usage = usage;
    }

    /** A fact on the wire. */
    public record FactJson(
            LocalDate day, String callerId, String module, String object, String action, long times, Instant lastAt) {
        static FactJson of(StoredUsage.Fact fact) {
            return new FactJson(
                    fact.day(),
                    fact.caller(),
                    fact.permission().module(),
                    fact.permission().object(),
                    fact.permission().action(),
                    fact.times(),
                    fact.last());
        }
    }

    @GET
    @Requires(object = "access.usage", action = "list")
    public Page<FactJson> page(
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after,
            @QueryParam("from") @Nullable String from,
            @QueryParam("until") @Nullable String until,
            @QueryParam("caller") @Nullable String caller,
            @QueryParam("module") @Nullable String module) {
        int rows = Asked.limit(limit);
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        if (module != null && !module.matches("[a-z][a-z0-9]{1,19}")) {
            throw ProblemException.invalid(
                    List.of(new FieldFault("?module", "wrong-type", Map.of("expected", "the id of a module"))));
        }
        List<StoredUsage.Fact> facts = usage.facts(
                day("from", from, today.minusDays(90)),
                day("until", until, today),
                caller,
                module,
                key(after),
                rows + 1);
        List<StoredUsage.Fact> some = facts.subList(0, Math.min(rows, facts.size()));
        return new Page<>(
                some.stream().map(FactJson::of).toList(), facts.size() > rows ? cursor(some.getLast()) : null);
    }

    private static LocalDate day(String name, @Nullable String text, LocalDate otherwise) {
        try {
            return text == null ? otherwise : LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw ProblemException.invalid(
                    List.of(new FieldFault("?" + name, "wrong-type", Map.of("expected", "a day such as 2026-11-24"))));
        }
    }

    private static String cursor(StoredUsage.Fact fact) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                        (fact.day() + " " + fact.caller() + " " + fact.permission()).getBytes(StandardCharsets.UTF_8));
    }

    private static StoredUsage.@Nullable Fact key(@Nullable String cursor) {
        if (cursor == null) {
            return null;
        }
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split(" ", 3);
            return new StoredUsage.Fact(
                    LocalDate.parse(parts[0]), parts[1], Permission.parse(parts[2]), 0, Instant.EPOCH);
        } catch (IllegalArgumentException | DateTimeException | ArrayIndexOutOfBoundsException e) {
            throw new ProblemException(Problem.of("invalid-cursor", 400), e);
        }
    }
}
