package io.mortise.customer.internal.bulk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which customers are to be changed.
 *
 * @param ids these; empty for all that the rest finds
 * @param text a part of the name, or null
 * @param filter in the language of filters, or null
 */
public record BulkQuestion(
        List<UUID> ids, @Nullable String text, @Nullable String filter) {

    private static final ObjectMapper JSON = new ObjectMapper();

    public BulkQuestion {
        ids = ids.stream().distinct().sorted().toList();
    }

    String write() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static BulkQuestion read(String json) {
        try {
            return JSON.readValue(json, BulkQuestion.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored question is no JSON: " + json, e);
        }
    }
}
