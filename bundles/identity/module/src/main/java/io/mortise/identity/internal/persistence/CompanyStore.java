package io.mortise.identity.internal.persistence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mortise.data.Database;
import io.mortise.identity.internal.domain.Company;
import io.mortise.identity.internal.domain.SignInRules;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Map;

/** The one row of {@code identity_settings}; its members are JSON, so that a new setting needs no migration. */
public final class CompanyStore {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Database database;

    public CompanyStore(Database database) {
        this.database = database;
    }

    /** As they are now; those of a new company when there is no row yet. */
    public Company read() {
        return database
                .rows(
                        "select content, revision from identity_settings where id = 1",
                        Map.of(),
                        row -> company(row.requireText("content"), row.requireNumber("revision")))
                .stream()
                .findFirst()
                .orElseGet(Company::fresh);
    }

    /** Whether the row still had the revision that was seen. */
    public boolean write(Company company, long seen) {
        int changed = database.execute(
                "update identity_settings set content = :content, revision = revision + 1"
                        + " where id = 1 and revision = :seen",
                Map.of("content", content(company), "seen", seen));
        if (changed == 0 && seen == 0 && read().revision() == 0) {
            changed = database.execute(
                    "insert into identity_settings (id, content, revision) values (1, :content, 1)",
                    Map.of("content", content(company)));
        }
        return changed > 0;
    }

    private static String content(Company company) {
        ObjectNode json = JSON.createObjectNode()
                .put("name", company.name())
                .put("timeZone", company.timeZone())
                .put("currency", company.currency())
                .put("reporting", company.reporting().name());
        ArrayNode working = json.putArray("workingDays");
        company.workingDays().forEach(day -> working.add(day.name()));
        ArrayNode days = json.putArray("days");
        company.days()
                .forEach(day -> days.addObject()
                        .put("day", day.day().toString())
                        .put("name", day.name())
                        .put("working", day.working()));
        ArrayNode languages = json.putArray("languages");
        company.languages().forEach(languages::add);
        SignInRules signIn = company.signIn();
        json.putObject("signIn")
                .put("secondFactor", signIn.secondFactor())
                .put("passwordLength", signIn.passwordLength())
                .put("idleMinutes", signIn.idleMinutes())
                .put("sessionHours", signIn.sessionHours());
        Company.Logo logo = company.logo();
        if (logo != null) {
            json.putObject("logo")
                    .put("fileName", logo.fileName())
                    .put("mediaType", logo.mediaType())
                    .put("size", logo.size())
                    .put("sha256", logo.sha256());
        }
        return json.toString();
    }

    private static Company company(String content, long revision) {
        JsonNode json;
        try {
            json = JSON.readTree(content);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the company's settings in identity_settings are no JSON", e);
        }
        JsonNode logo = json.path("logo");
        return new Company(
                json.path("name").asText(),
                json.path("timeZone").asText(),
                json.path("workingDays")
                        .valueStream()
                        .map(day -> DayOfWeek.valueOf(day.asText()))
                        .toList(),
                json.path("days")
                        .valueStream()
                        .map(day -> new Company.SpecialDay(
                                LocalDate.parse(day.path("day").asText()),
                                day.path("name").asText(),
                                day.path("working").asBoolean()))
                        .toList(),
                json.path("currency").asText(),
                json.path("languages").valueStream().map(JsonNode::asText).toList(),
                Company.Reporting.valueOf(json.path("reporting").asText()),
                signIn(json.path("signIn")),
                logo.isMissingNode()
                        ? null
                        : new Company.Logo(
                                logo.path("fileName").asText(),
                                logo.path("mediaType").asText(),
                                logo.path("size").asLong(),
                                logo.path("sha256").asText()),
                revision);
    }

    private static SignInRules signIn(JsonNode json) {
        SignInRules fresh = SignInRules.fresh();
        return new SignInRules(
                json.path("secondFactor").asBoolean(fresh.secondFactor()),
                json.path("passwordLength").asInt(fresh.passwordLength()),
                json.path("idleMinutes").asInt(fresh.idleMinutes()),
                json.path("sessionHours").asInt(fresh.sessionHours()));
    }
}
