package io.mortise.customer.internal.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mortise.rest.FieldFault;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Faults as JSON text: kept without words, so that the error file speaks the language of whoever opens it. */
final class FaultText {

    private final ObjectMapper json = new ObjectMapper();

    String write(List<FieldFault> faults) {
        ArrayNode array = json.createArrayNode();
        for (FieldFault fault : faults) {
            ObjectNode object =
                    array.addObject().put("pointer", fault.pointer()).put("code", fault.code());
            ObjectNode arguments = object.putObject("arguments");
            fault.arguments().forEach((name, value) -> arguments.put(name, String.valueOf(value)));
        }
        return array.toString();
    }

    List<FieldFault> read(String text) {
        try {
            return json.readTree(text).valueStream().map(FaultText::fault).toList();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored faults are no JSON: " + text, e);
        }
    }

    private static FieldFault fault(JsonNode node) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        node.path("arguments")
                .properties()
                .forEach(entry -> arguments.put(entry.getKey(), entry.getValue().asText()));
        return new FieldFault(node.path("pointer").asText(), node.path("code").asText(), arguments);
    }
}
