package io.mortise.permissions.internal.review;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mortise.permissions.internal.audit.Asked;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Page;
import io.mortise.rest.ProblemException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Campaigns and answers on the wire. */
final class ReviewJson {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int REASON = 500;

    private ReviewJson() {}

    static ObjectNode json(Campaign campaign) {
        ObjectNode json = JSON.createObjectNode();
        json.put("id", campaign.id().toString());
        json.set("definition", DefinitionText.write(campaign.definition()));
        json.put("status", DefinitionText.key(campaign.status()));
        json.put("createdBy", campaign.createdBy());
        text(json, "personId", campaign.person());
        if (campaign.policyVersion() != null) {
            json.put("policyVersion", campaign.policyVersion());
        }
        text(json, "openedAt", campaign.openedAt());
        text(json, "endsAt", campaign.endsAt());
        text(json, "applyAt", campaign.applyAt());
        text(json, "appliedAt", campaign.appliedAt());
        text(json, "closedAt", campaign.closedAt());
        text(json, "nextAt", campaign.nextAt());
        text(json, "reportSha256", campaign.reportHash());
        return json;
    }

    static Item.Answer answer(JsonNode body) {
        Item.Decision decision = Arrays.stream(Item.Decision.values())
                .filter(one ->
                        DefinitionText.key(one).equals(body.path("decision").asText()))
                .findFirst()
                .orElseThrow(() -> ProblemException.invalid(List.of(new FieldFault(
                        "/decision",
                        "unknown-choice",
                        Map.of(
                                "choices",
                                Arrays.stream(Item.Decision.values())
                                        .map(DefinitionText::key)
                                        .collect(Collectors.joining(", ")))))));
        return new Item.Answer(
                decision,
                body.hasNonNull("reason") ? reason(body) : null,
                decision == Item.Decision.UNTIL ? until(body) : null,
                decision == Item.Decision.REDUCE && body.hasNonNull("toGroup") ? uuid(body, "toGroup") : null);
    }

    static String reason(JsonNode body) {
        String reason = body.path("reason").asText("").strip();
        if (reason.isEmpty() || reason.length() > REASON || reason.indexOf('\0') >= 0) {
            throw ProblemException.invalid(List.of(new FieldFault("/reason", "too-long", Map.of("max", REASON))));
        }
        return reason;
    }

    static UUID uuid(JsonNode body, String name) {
        try {
            return UUID.fromString(body.path(name).asText());
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid(
                    List.of(new FieldFault("/" + name, "wrong-type", Map.of("expected", "a UUID"))));
        }
    }

    /** One page; one row more than wanted was read if there is one. */
    static <T> Page<ObjectNode> page(List<T> rows, int limit, Function<T, UUID> id, Function<T, ObjectNode> json) {
        List<T> some = rows.subList(0, Math.min(limit, rows.size()));
        return new Page<>(
                some.stream().map(json).toList(),
                rows.size() > limit ? id.apply(some.getLast()).toString() : null);
    }

    static UUID after(@Nullable String cursor, UUID first) {
        UUID after = Asked.uuid("after", cursor);
        return after == null ? first : after;
    }

    private static @Nullable Instant until(JsonNode body) {
        try {
            return body.hasNonNull("until")
                    ? Instant.parse(body.path("until").asText()).truncatedTo(java.time.temporal.ChronoUnit.MICROS)
                    : null;
        } catch (DateTimeException e) {
            throw ProblemException.invalid(List.of(new FieldFault(
                    "/until", "wrong-type", Map.of("expected", "a point in time such as 2026-11-24T08:00:00Z"))));
        }
    }

    private static void text(ObjectNode json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value.toString());
        }
    }
}
