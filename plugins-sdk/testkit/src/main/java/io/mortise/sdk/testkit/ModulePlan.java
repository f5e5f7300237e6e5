package io.mortise.sdk.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A plan as the server told it.
 *
 * @param id for {@code POST /api/module-operations}
 * @param effects what would happen, in sentences
 * @param warnings what to think about first
 * @param blockers what keeps it from being applied
 * @param json all of it
 */
public record ModulePlan(String id, List<String> effects, List<String> warnings, List<String> blockers, JsonNode json) {

    static ModulePlan of(JsonNode json) {
        return new ModulePlan(
                json.path("id").asText(),
                sentences(json.path("effects")),
                sentences(json.path("warnings")),
                sentences(json.path("blockers")),
                json);
    }

    static List<String> sentences(JsonNode list) {
        var sentences = new ArrayList<String>();
        list.forEach(each -> sentences.add(
                each.isTextual() ? each.asText() : each.path("text").asText()));
        return List.copyOf(sentences);
    }
}
