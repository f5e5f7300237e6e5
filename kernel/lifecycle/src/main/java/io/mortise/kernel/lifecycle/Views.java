package io.mortise.kernel.lifecycle;

import io.mortise.kernel.lifecycle.Operation.Phase;
import io.mortise.kernel.lifecycle.Operation.Step;
import io.mortise.kernel.lifecycle.artifact.ModuleArtifact;
import io.mortise.kernel.spi.ModuleRuntime;
import io.mortise.kernel.spi.Seat;
import io.mortise.kernel.spi.Sentence;
import io.mortise.kernel.spi.Traffic;
import io.mortise.kernel.spi.Wording;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What this part shows of itself as JSON, in the reader's language; absent rather than null. */
final class Views {

    private final Workshop shop;
    private final Operations operations;
    private final Wording wording;

    Views(Workshop shop, Operations operations, Wording wording) {
        this.shop = shop;
        this.operations = operations;
        this.wording = wording;
    }

    String say(Locale locale, Sentence sentence) {
        return wording.say(locale, sentence);
    }

    /** All installed modules. */
    List<Map<String, Object>> modules(Locale locale) {
        return shop.state().all().values().stream()
                .filter(DesiredModule::installed)
                .map(row -> module(row, locale))
                .toList();
    }

    /** One module with everything. */
    Optional<Map<String, Object>> module(String id, Locale locale) {
        return shop.state().find(id).filter(DesiredModule::installed).map(row -> {
            Map<String, Object> view = module(row, locale);
            List<String> findings = shop.worlds().current().serving(id).isPresent()
                    ? shop.runtime().check().getOrDefault(id, List.of())
                    : List.of();
            view.put("health", Map.of("well", findings.isEmpty(), "findings", findings));
            view.put("dependents", List.copyOf(shop.runtime().dependents(id)));
            shop.artifacts().find(row.sha256()).ifPresent(artifact -> describe(view, artifact));
            return view;
        });
    }

    private Map<String, Object> module(DesiredModule row, Locale locale) {
        var view = new LinkedHashMap<String, Object>();
        @Nullable Seat seat = shop.worlds().current().seats().get(row.id());
        view.put("id", row.id());
        view.put("version", row.version());
        view.put("state", state(row, seat));
        view.put("enabled", row.enabled());
        view.put("sha256", row.sha256());
        shop.artifacts().find(row.sha256()).ifPresent(artifact -> {
            view.put("displayName", inLanguage(artifact.descriptor().name(), locale, row.id()));
            view.put("description", inLanguage(artifact.descriptor().description(), locale, ""));
            view.put("edition", artifact.edition());
            if (artifact.descriptor().ui() != null) {
                view.put(
                        "ui",
                        "/ui/" + row.id() + "/" + artifact.edition() + "/"
                                + artifact.descriptor().ui().entry());
            }
        });
        view.put("hasFinalize", row.hasFinalize());
        view.put("mayRollBack", row.mayRollBack());
        if (row.previousVersion() != null) {
            view.put("previousVersion", row.previousVersion());
        }
        view.put("origin", row.origin().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        if (seat instanceof Seat.Failed failed) {
            Sentence known = shop.failures().get(row.id());
            view.put("failure", known == null ? failed.reason() : say(locale, known));
        }
        if (seat instanceof Seat.Serving(var instance)) {
            view.put("traffic", traffic(instance.traffic().snapshot()));
            view.put("servingVersion", instance.version());
        }
        RunningOperation running = operations.running();
        if (running != null && running.operation().plan().modules().contains(row.id())) {
            view.put(
                    "operation",
                    Map.of(
                            "id", running.operation().id(),
                            "phase", running.operation().phase().word()));
        }
        view.put("changedAt", row.changedAt().toString());
        view.put("author", row.author());
        view.put("reason", row.reason());
        return view;
    }

    private String state(DesiredModule row, @Nullable Seat seat) {
        RunningOperation running = operations.running();
        boolean touched =
                running != null && running.operation().plan().modules().contains(row.id());
        Phase phase = running == null ? Phase.ENDED : running.operation().phase();
        return switch (seat) {
            case Seat.Serving _ -> "serving";
            case Seat.Failed _ -> touched && phase == Phase.PREPARING ? "preparing" : "failed";
            case Seat.Disabled _ -> {
                boolean leaving = touched && phase == Phase.DRAINING;
                yield touched && phase == Phase.PREPARING ? "preparing" : leaving ? "draining" : "disabled";
            }
            case null -> row.enabled() ? "installed" : "disabled";
        };
    }

    private static void describe(Map<String, Object> view, ModuleArtifact artifact) {
        view.put(
                "routes",
                artifact.routes().stream()
                        .map(route -> {
                            var shown = new LinkedHashMap<String, Object>();
                            shown.put("method", route.method());
                            shown.put("path", route.path());
                            if (route.permission() != null) {
                                shown.put("requires", route.permission());
                            }
                            if (route.publicReason() != null) {
                                shown.put("publicBecause", route.publicReason());
                            }
                            return shown;
                        })
                        .toList());
        view.put("permissions", Differences.permissions(artifact.descriptor()));
        view.put(
                "needs",
                artifact.descriptor().needs().stream()
                        .map(need -> Map.of("module", need.module(), "version", String.valueOf(need.version())))
                        .toList());
        view.put("hosts", artifact.descriptor().hosts());
        view.put(
                "signature",
                Map.of(
                        "trust",
                        artifact.signature().trust().name().toLowerCase(Locale.ROOT),
                        "signers",
                        artifact.signature().signers()));
        view.put("bytes", artifact.bytes());
    }

    Map<String, Object> line(DesiredState.Line line) {
        var view = new LinkedHashMap<String, Object>();
        view.put("at", line.at().toString());
        view.put("change", line.change());
        view.put("outcome", line.outcome());
        put(view, "fromVersion", line.fromVersion());
        put(view, "fromSha256", line.fromSha256());
        put(view, "toVersion", line.toVersion());
        put(view, "toSha256", line.toSha256());
        view.put("author", line.author());
        view.put("reason", line.reason());
        put(view, "operation", line.operation());
        return view;
    }

    Map<String, Object> plan(Plan plan, Locale locale) {
        var view = new LinkedHashMap<String, Object>();
        view.put("id", plan.id());
        view.put("change", plan.change());
        view.put("modules", plan.modules());
        view.put(
                "changes",
                plan.targets().stream()
                        .map(target -> {
                            var shown = new LinkedHashMap<String, Object>();
                            shown.put("change", target.kind().word());
                            shown.put("module", target.module());
                            shown.put("version", target.version());
                            put(shown, "fromVersion", target.fromVersion());
                            shown.put("sha256", target.sha256());
                            return shown;
                        })
                        .toList());
        view.put("rebuild", plan.rebuild());
        view.put("effects", notes(plan.effects(), locale));
        view.put("warnings", notes(plan.warnings(), locale));
        view.put("blockers", notes(plan.blockers(), locale));
        view.put("applicable", plan.blockers().isEmpty());
        view.put("watchSeconds", plan.watchSeconds());
        view.put("drainSeconds", plan.drainSeconds());
        view.put("author", plan.author());
        view.put("createdAt", plan.createdAt().toString());
        view.put("expiresAt", plan.expiresAt().toString());
        return view;
    }

    Map<String, Object> operation(Operation operation, List<Step> steps, Locale locale) {
        var view = new LinkedHashMap<String, Object>();
        view.put("id", operation.id());
        view.put("state", operation.state().word());
        view.put("phase", operation.phase().word());
        view.put("change", operation.plan().change());
        view.put("modules", operation.plan().modules());
        view.put("plan", operation.plan().id());
        view.put("author", operation.author());
        view.put("reason", operation.reason());
        view.put("startedAt", operation.startedAt().toString());
        if (operation.endedAt() != null) {
            view.put("endedAt", operation.endedAt().toString());
        }
        if (operation.note() != null) {
            view.put("message", say(locale, operation.note()));
            view.put("code", operation.note().key());
        }
        if (!steps.isEmpty()) {
            view.put("steps", steps.stream().map(step -> step(step, locale)).toList());
        }
        if (operation.report() != null) {
            view.put("report", report(operation, operation.report()));
        }
        return view;
    }

    Map<String, Object> step(Step step, Locale locale) {
        return Map.of(
                "position", step.position(),
                "phase", step.phase().word(),
                "text", say(locale, step.text()),
                "at", step.at().toString());
    }

    List<Map<String, Object>> leaks(List<ModuleRuntime.HeldLoader> held) {
        return held.stream()
                .map(loader -> Map.<String, Object>of(
                        "module", loader.module(), "version", loader.version(), "holder", loader.holder()))
                .toList();
    }

    /** What another server can apply. */
    Map<String, Object> lock() {
        return Map.of(
                "format",
                1,
                "modules",
                shop.state().all().values().stream()
                        .filter(DesiredModule::installed)
                        .map(row -> Map.of(
                                "id", row.id(),
                                "version", row.version(),
                                "sha256", row.sha256(),
                                "enabled", row.enabled()))
                        .toList());
    }

    private static Map<String, Object> report(Operation operation, Report report) {
        var view = new LinkedHashMap<String, Object>();
        view.put("requestsServed", report.requestsServed());
        view.put("requestsFailed", report.requestsFailed());
        view.put("longestStallMillis", report.longestStallMillis());
        put(view, "oldLoaderCollected", report.oldLoaderCollected());
        view.put("heldBy", report.heldBy());
        put(view, "prepareMillis", report.prepareMillis());
        put(view, "publishMicros", report.publishMicros());
        put(view, "drained", report.drained());
        view.put("outlived", report.outlived());
        view.put("stepMillis", report.stepMillis());
        view.put("foretold", report.foretold());
        var watched = new LinkedHashMap<String, Object>();
        report.watched()
                .forEach((module, pair) ->
                        watched.put(module, Map.of("before", traffic(pair.before()), "after", traffic(pair.after()))));
        view.put("watched", watched);
        view.put("author", operation.author());
        view.put("reason", operation.reason());
        return view;
    }

    private static Map<String, Object> traffic(Traffic.Snapshot snapshot) {
        return Map.of(
                "served", snapshot.served(),
                "failed", snapshot.failed(),
                "medianMicros", snapshot.medianMicros(),
                "p99Micros", snapshot.p99Micros(),
                "longestMicros", snapshot.longestMicros());
    }

    private List<Map<String, Object>> notes(List<Note> notes, Locale locale) {
        var views = new ArrayList<Map<String, Object>>();
        for (Note note : notes) {
            var view = new LinkedHashMap<String, Object>();
            view.put("code", note.code());
            view.put("text", say(locale, note.text()));
            if (note.help() != null) {
                view.put("help", say(locale, note.help()));
            }
            if (note.text().values().get("module") instanceof String module) {
                view.put("module", module);
            }
            views.add(view);
        }
        return views;
    }

    private static String inLanguage(Map<String, String> texts, Locale locale, String otherwise) {
        String wanted = texts.get(Wording.best(locale).toLanguageTag());
        return wanted != null ? wanted : texts.getOrDefault("en", otherwise);
    }

    private static void put(Map<String, Object> view, String name, @Nullable Object value) {
        if (value != null) {
            view.put(name, value);
        }
    }
}
