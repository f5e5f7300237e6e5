package io.mortise.permissions.internal.review;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The closing report: who had what, who decided what about it, when and why, and what came of it. */
final class Report {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Report() {}

    /** The file for auditors; its hash is over exactly this text. */
    static String text(Campaign campaign, List<Item> items, long versionAfter, Instant closedAt) {
        ObjectNode report = JSON.createObjectNode();
        report.put("format", "mortise-review-1");
        report.put("id", campaign.id().toString());
        report.set("definition", DefinitionText.write(campaign.definition()));
        report.put("openedBy", campaign.createdBy());
        report.put("openedAt", campaign.openedAt().toString());
        report.put("endedAt", campaign.endsAt().toString());
        report.put("appliedAt", String.valueOf(campaign.appliedAt()));
        report.put("closedAt", closedAt.toString());
        report.put("versionBefore", campaign.policyVersion());
        report.put("versionAfter", versionAfter);
        ArrayNode all = report.putArray("items");
        items.forEach(item -> all.add(json(item)));
        return report.toPrettyString();
    }

    /** One item, as clients and the report show it. */
    static ObjectNode json(Item item) {
        ObjectNode json = JSON.createObjectNode();
        json.put("id", item.id().toString());
        json.put("reviewId", item.review().toString());
        json.put("personId", item.person().toString());
        json.put("personName", item.personName());
        json.put("assignmentId", item.assignment().toString());
        json.put("groupId", item.group().toString());
        json.put("groupName", item.groupName());
        json.put("risky", item.risky());
        json.put("suggestion", DefinitionText.key(item.suggestion()));
        json.set("evidence", tree(item.evidence()));
        json.put("stage", item.stage() + 1);
        text(json, "reviewerId", item.reviewer());
        text(json, "decision", item.decision() == null ? null : DefinitionText.key(item.decision()));
        text(json, "until", item.until());
        text(json, "toGroup", item.toGroup());
        if (item.decision() != null) {
            text(json, "reason", item.reason());
            text(json, "decidedBy", item.decidedBy());
            text(json, "decidedAt", item.decidedAt());
            json.put("tooFast", item.flagged());
        }
        text(json, "outcome", item.outcome());
        text(json, "failure", item.failure());
        json.set("history", tree(item.history()));
        return json;
    }

    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static com.fasterxml.jackson.databind.JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored review text is no JSON: " + text, e);
        }
    }

    private static void text(ObjectNode json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value.toString());
        }
    }
}
