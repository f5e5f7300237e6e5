package io.mortise.customer.internal.handover;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mortise.customer.CustomerFilter;
import io.mortise.customer.CustomerStage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which customers are handed over: those that the starter may see and that all of this holds for.
 *
 * @param from who owns them now, or null for whoever does
 * @param text a part of the name, or null
 * @param stage or null
 * @param ids none but these; empty for all that the rest finds
 */
public record Selection(
        @Nullable UUID from,
        @Nullable String text,
        @Nullable CustomerStage stage,
        List<UUID> ids) {

    /** Most ids of a selection. */
    public static final int MOST_IDS = 1_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    public Selection {
        ids = List.copyOf(ids);
    }

    CustomerFilter filter() {
        return new CustomerFilter(text, stage, from);
    }

    /** For the audit trail: what was asked, not what was found. */
    Map<String, String> facts() {
        var facts = new LinkedHashMap<String, String>();
        if (from != null) {
            facts.put("from", from.toString());
        }
        if (text != null) {
            facts.put("q", text);
        }
        if (stage != null) {
            facts.put("stage", stage.key());
        }
        if (!ids.isEmpty()) {
            facts.put("chosen", Integer.toString(ids.size()));
        }
        return facts;
    }

    String write() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static Selection read(String json) {
        try {
            return JSON.readValue(json, Selection.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored selection is no JSON: " + json, e);
        }
    }
}
