package io.mortise.kernel.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;

/** Shows a plan in sentences. The server wrote them, in the language that was asked for. */
final class PlanView {

    private PlanView() {}

    static void show(Screen screen, JsonNode plan) {
        show(screen, "plan.effects", plan.path("effects"));
        show(screen, "plan.warnings", plan.path("warnings"));
        show(screen, "plan.blockers", plan.path("blockers"));
    }

    static boolean blocked(JsonNode plan) {
        return !plan.path("blockers").isEmpty();
    }

    /** A sentence comes as text, or as an object that holds its text beside its key. */
    static String sentence(JsonNode node) {
        return node.isTextual() ? node.asText() : node.path("text").asText();
    }

    private static void show(Screen screen, String heading, JsonNode sentences) {
        if (!sentences.isEmpty()) {
            screen.say(heading);
            sentences.forEach(sentence -> screen.line("  - " + sentence(sentence)));
        }
    }
}
