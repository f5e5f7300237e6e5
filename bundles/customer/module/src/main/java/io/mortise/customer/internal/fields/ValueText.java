package io.mortise.customer.internal.fields;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** The values of a record as the JSON text of one column; numbers keep every digit. */
final class ValueText {

    /** Most characters of all values of a record: so long is the column. */
    static final int LONGEST = 100_000;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private ValueText() {}

    static ObjectNode read(@Nullable String json) {
        if (json == null) {
            return NODES.objectNode();
        }
        try {
            return JSON.readTree(json) instanceof ObjectNode object ? object : NODES.objectNode();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("custom values can't be read", e);
        }
    }

    /** One value. */
    static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a custom value can't be read", e);
        }
    }

    static String write(JsonNode all) {
        try {
            return JSON.writeValueAsString(all);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
