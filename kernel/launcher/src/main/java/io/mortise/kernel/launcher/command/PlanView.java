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

    private static String sentence(JsonNode note) {
        return note.path("text").asText();
    }

    private static void show(Screen screen, String heading, JsonNode sentences) {
        if (!sentences.isEmpty()) {
            screen.say(heading);
            for (JsonNode sentence : sentences) {
                screen.line("  - " + sentence(sentence));
                if (sentence.has("help")) {
                    screen.line("    → " + sentence.path("help").asText());
                }
            }
        }
    }
}
