package io.mortise.identity.internal.rest;

import static io.mortise.identity.internal.domain.IdentityPermissions.SELF;
import static io.mortise.identity.internal.domain.IdentityPermissions.SETTINGS;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.Requires;
import io.mortise.identity.internal.CompanySettings;
import io.mortise.identity.internal.domain.Company;
import io.mortise.identity.internal.domain.SignInRules;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/identity/settings}: of the company. */
@Component(service = SettingsResource.class)
@RestResource
@Path("settings")
@Produces(MediaType.APPLICATION_JSON)
public final class SettingsResource {

    private final CompanySettings settings;

    @Activate
    public SettingsResource(@Reference CompanySettings settings) {
        this.settings = settings;
    }

    /** Settings on the wire. */
    public record SettingsJson(
            String name,
            String timeZone,
            List<String> workingDays,
            List<DayJson> days,
            String currency,
            List<String> languages,
            String reporting,
            SignInRules signIn,
            @Nullable LogoJson logo,
            long revision) {

        static SettingsJson of(Company company) {
            return new SettingsJson(
                    company.name(),
                    company.timeZone(),
                    company.workingDays().stream().map(Body::key).toList(),
                    company.days().stream()
                            .map(day -> new DayJson(day.day().toString(), day.name(), day.working()))
                            .toList(),
                    company.currency(),
                    company.languages(),
                    Body.key(company.reporting()),
                    company.signIn(),
                    Optional.ofNullable(company.logo())
                            .map(logo -> new LogoJson(logo.fileName(), logo.mediaType(), logo.size(), logo.sha256()))
                            .orElse(null),
                    company.revision());
        }
    }

    /** A day that differs from the ordinary week. */
    public record DayJson(String day, String name, boolean working) {}

    /** What is known of the logo's file. */
    public record LogoJson(String fileName, String mediaType, long size, String sha256) {}

    @GET
    @Requires(object = SETTINGS, action = "read")
    public Response read(@Context Request request) {
        Company company = settings.read();
        return Revisions.read(request, company.revision(), SettingsJson.of(company));
    }

    /** The same for everybody who signed in: dates, currency and languages are needed on every page. */
    @GET
    @Path("common")
    @Requires(object = SELF, action = "use")
    public Response common(@Context Request request) {
        return read(request);
    }

    @PATCH
    @Consumes({"application/merge-patch+json", MediaType.APPLICATION_JSON})
    @Requires(object = SETTINGS, action = "edit")
    public Response change(@HeaderParam("If-Match") @Nullable String ifMatch, JsonNode patch) {
        Company now = settings.read();
        long seen = Revisions.seen(ifMatch, now.revision());
        var body = new Body(patch);
        Company changed = new Company(
                body.words("name", now.name()),
                body.words("timeZone", now.timeZone()),
                workingDays(body, now.workingDays()),
                body.has("days") ? days(body) : now.days(),
                body.words("currency", now.currency()),
                body.texts("languages", now.languages()),
                body.choice("reporting", Company.Reporting.class, now.reporting()),
                body.has("signIn") ? signIn(body, now.signIn()) : now.signIn(),
                body.has("logo") ? logo(body) : now.logo(),
                now.revision());
        body.check();
        Company after = settings.change(changed, seen);
        return Revisions.answer(Response.ok(), after.revision(), SettingsJson.of(after));
    }

    private static List<DayOfWeek> workingDays(Body body, List<DayOfWeek> now) {
        var days = new ArrayList<DayOfWeek>();
        for (String text : body.texts("workingDays", now.stream().map(Body::key).toList())) {
            Arrays.stream(DayOfWeek.values())
                    .filter(day -> Body.key(day).equals(text))
                    .findFirst()
                    .ifPresentOrElse(days::add, () -> body.wrong("workingDays", "a list such as [\"monday\"]"));
        }
        return days;
    }

    private static List<Company.SpecialDay> days(Body body) {
        var days = new ArrayList<Company.SpecialDay>();
        for (JsonNode day : body.objects("days")) {
            try {
                days.add(new Company.SpecialDay(
                        LocalDate.parse(day.path("day").asText()),
                        day.path("name").asText(),
                        day.path("working").asBoolean()));
            } catch (DateTimeParseException e) {
                body.wrong("days", "a list of {\"day\": \"2026-10-01\", \"name\": \"国庆节\", \"working\": false}");
            }
        }
        return days;
    }

    private static SignInRules signIn(Body body, SignInRules now) {
        JsonNode json = body.object("signIn");
        if (!json.isObject()) {
            body.wrong("signIn", "an object with secondFactor, passwordLength, idleMinutes and sessionHours");
            return now;
        }
        var rules = new Body(json);
        var read = new SignInRules(
                rules.truth("secondFactor", now.secondFactor()),
                whole(rules, "passwordLength", now.passwordLength()),
                whole(rules, "idleMinutes", now.idleMinutes()),
                whole(rules, "sessionHours", now.sessionHours()));
        rules.check();
        return read;
    }

    private static int whole(Body body, String name, int now) {
        Integer read = body.whole(name, now);
        return read == null ? now : read;
    }

    private static Company.@Nullable Logo logo(Body body) {
        JsonNode logo = body.object("logo");
        if (logo.isNull()) {
            return null;
        }
        if (!logo.path("fileName").isTextual()
                || !logo.path("mediaType").isTextual()
                || !logo.path("size").isIntegralNumber()
                || !logo.path("sha256").isTextual()) {
            body.wrong("logo", "an object with fileName, mediaType, size and sha256");
        }
        return new Company.Logo(
                logo.path("fileName").asText(),
                logo.path("mediaType").asText(),
                logo.path("size").asLong(),
                logo.path("sha256").asText());
    }
}
