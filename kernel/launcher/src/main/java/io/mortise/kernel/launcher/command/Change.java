package io.mortise.kernel.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Plan, ask, apply, follow, report: the one way by which the command line changes modules. */
final class Change {

    private static final Duration GLANCE = Duration.ofMillis(150);

    private final Session session;
    private final Server server;
    private final ApplyOptions options;

    Change(Session session, Server server, ApplyOptions options) {
        this.session = session;
        this.server = server;
        this.options = options;
    }

    /**
     * Goes the way from a plan on.
     *
     * @return the exit code
     */
    int carryOut(JsonNode plan) {
        Screen screen = session.screen();
        if (!session.json) {
            PlanView.show(screen, plan);
        }
        if (PlanView.blocked(plan)) {
            if (session.json) {
                screen.json(plan);
            }
            throw new CommandException("blocked");
        }
        if (!options.yes && !agreed(screen)) {
            screen.complain(screen.words("command.not-applied"));
            return 1;
        }
        var body = Map.of("plan", plan.path("id").asText(), "reason", options.reason);
        String id = server.post("/api/module-operations", body).path("id").asText();
        JsonNode operation = follow(id);
        if (session.json) {
            screen.json(operation);
        } else {
            report(screen, operation);
        }
        return operation.path("state").asText().equals("succeeded") ? 0 : 1;
    }

    private boolean agreed(Screen screen) {
        String answer = session.json
                ? null
                : screen.ask("command.ask")
                        .map(typed -> typed.strip().toLowerCase(Locale.ROOT))
                        .orElse(null);
        if (answer == null) {
            throw new CommandException("needs-yes");
        }
        return List.of(screen.words("command.yes").split(" ")).contains(answer);
    }

    private JsonNode follow(String id) {
        int told = 0;
        for (; ; ) {
            JsonNode operation = server.get("/api/module-operations/" + id);
            JsonNode steps = operation.path("steps");
            for (; told < steps.size(); told++) {
                if (!session.json) {
                    session.screen().line("  … " + steps.get(told).path("text").asText());
                }
            }
            if (!operation.path("state").asText().equals("running")) {
                return operation;
            }
            try {
                Thread.sleep(GLANCE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CommandException("interrupted", "id", id);
            }
        }
    }

    private static void report(Screen screen, JsonNode operation) {
        screen.say("report." + operation.path("state").asText());
        if (operation.has("message")) {
            screen.line("  " + operation.path("message").asText());
        }
        JsonNode report = operation.path("report");
        if (report.isMissingNode()) {
            return;
        }
        screen.line("  "
                + screen.words(
                        "report.requests",
                        "served",
                        report.path("requestsServed").asLong(),
                        "failed",
                        report.path("requestsFailed").asLong(),
                        "stall",
                        report.path("longestStallMillis").asLong()));
        if (report.has("publishMicros")) {
            screen.line("  "
                    + screen.words(
                            "report.times",
                            "prepare",
                            report.path("prepareMillis").asLong(),
                            "publish",
                            report.path("publishMicros").asLong()));
        }
        if (report.has("oldLoaderCollected")) {
            screen.line("  "
                    + screen.words(
                            "report.loader." + report.path("oldLoaderCollected").asBoolean()));
        }
        report.path("heldBy").forEach(holder -> screen.line("  - " + holder.asText()));
        report.path("outlived")
                .properties()
                .forEach(each -> screen.line("  - "
                        + screen.words(
                                "report.outlived",
                                "module",
                                each.getKey(),
                                "count",
                                each.getValue().asLong())));
    }

    /** A plan for a change of one module that needs no file. */
    JsonNode plan(String change, String module, Map<String, Object> more) {
        var body = new LinkedHashMap<String, Object>(options.plan.fields());
        body.put("change", change);
        body.put("module", module);
        body.putAll(more);
        return server.post("/api/module-plans", body);
    }
}
