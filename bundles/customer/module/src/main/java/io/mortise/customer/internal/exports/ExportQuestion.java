package io.mortise.customer.internal.exports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mortise.customer.CustomerFilter;
import io.mortise.customer.CustomerStage;
import io.mortise.customer.internal.sheets.SheetFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is to be in a file.
 *
 * @param object name of its source
 * @param columns headings of those wanted, in their order; empty for all
 * @param text a part of the name, or null
 * @param stage or null
 * @param ownerId or null
 * @param ids none but these; empty for all that the rest finds
 * @param filter in the language of filters, or null
 */
public record ExportQuestion(
        String object,
        SheetFormat format,
        List<String> columns,
        @Nullable String text,
        @Nullable CustomerStage stage,
        @Nullable UUID ownerId,
        List<UUID> ids,
        @Nullable String filter) {

    /** Most ids of a selection. */
    public static final int MOST_IDS = 1_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    public ExportQuestion {
        columns = List.copyOf(columns);
        ids = List.copyOf(ids);
    }

    /** Which customers, but for the filter. */
    public CustomerFilter base() {
        return new CustomerFilter(text, stage, ownerId);
    }

    /** For the audit trail: what was asked, not what was found. */
    Map<String, String> facts(long rows) {
        var facts = new LinkedHashMap<String, String>();
        facts.put("rows", Long.toString(rows));
        facts.put("object", object);
        facts.put("format", format.key());
        if (!columns.isEmpty()) {
            facts.put("columns", String.join(", ", columns));
        }
        if (text != null) {
            facts.put("q", text);
        }
        if (stage != null) {
            facts.put("stage", stage.key());
        }
        if (ownerId != null) {
            facts.put("owner", ownerId.toString());
        }
        if (filter != null) {
            facts.put("filter", filter);
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

    static ExportQuestion read(String json) {
        try {
            return JSON.readValue(json, ExportQuestion.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored question is no JSON: " + json, e);
        }
    }
}
