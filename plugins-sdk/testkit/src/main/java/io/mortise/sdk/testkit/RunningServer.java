package io.mortise.sdk.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A server that answers, whether in this process or in its own. Every change of modules goes the way of an
 * administrator: a plan, and an operation that is waited for; watch and drain are short.
 */
public interface RunningServer {

    /** How long one operation may take in a test. */
    Duration OPERATION_LIMIT = Duration.ofMinutes(2);

    /** Its client, as operator. */
    Http http();

    /** Where the data is. */
    Path dataFolder();

    /** How long plans of this server watch, in seconds. */
    default int watchSeconds() {
        return 0;
    }

    /** How long plans of this server drain, in seconds. */
    default int drainSeconds() {
        return 10;
    }

    /** Its base address. */
    default URI address() {
        return http().address();
    }

    /** Plans to install or upgrade what these jars hold, all at once. */
    default ModulePlan plan(Path... jars) {
        return ModulePlan.of(http().upload("/api/module-plans", List.of(jars), times())
                .expect(201)
                .json());
    }

    /**
     * Plans a change of an installed module.
     *
     * @param change {@code disable}, {@code enable}, {@code rollback}, {@code finalize}, {@code uninstall}
     * @param more other members, {@code purge}
     */
    default ModulePlan plan(String change, String module, Map<String, ?> more) {
        var body = new LinkedHashMap<String, Object>(times());
        body.put("change", change);
        body.put("module", module);
        body.putAll(more);
        return ModulePlan.of(http().post("/api/module-plans", body).expect(201).json());
    }

    /** Begins to apply a plan, and answers the operation's id. */
    default String begin(ModulePlan plan) {
        var body = Map.of("plan", plan.id(), "reason", "a test", "acceptUnsigned", true);
        return http().post("/api/module-operations", body)
                .expect(202)
                .json()
                .path("id")
                .asText();
    }

    /** Waits for the end of an operation. */
    default ModuleOperation await(String operation) {
        var last = new ArrayList<JsonNode>();
        Http http = http();
        Await.await("the end of operation " + operation, OPERATION_LIMIT, 25_000_000, () -> {
            JsonNode now =
                    http.get("/api/module-operations/" + operation).expect(200).json();
            last.clear();
            last.add(now);
            return !now.path("state").asText().equals("running");
        });
        JsonNode json = last.getFirst();
        return new ModuleOperation(operation, json.path("state").asText(), json);
    }

    /** Applies a plan and waits for the end, however it ends. */
    default ModuleOperation apply(ModulePlan plan) {
        if (!plan.blockers().isEmpty()) {
            throw new AssertionError("the plan is blocked: " + plan.blockers());
        }
        return await(begin(plan));
    }

    /** Installs or upgrades; fails unless it succeeds. */
    default ModuleOperation install(Path... jars) {
        return apply(plan(jars)).expect("succeeded");
    }

    /** {@link #install}: the server sees by itself that a module is there already. */
    default ModuleOperation upgrade(Path... jars) {
        return install(jars);
    }

    /** Switches a module off. */
    default ModuleOperation disable(String module) {
        return apply(plan("disable", module, Map.of())).expect("succeeded");
    }

    /** Switches a module on. */
    default ModuleOperation enable(String module) {
        return apply(plan("enable", module, Map.of())).expect("succeeded");
    }

    /** Goes back to the version before. */
    default ModuleOperation rollback(String module) {
        return apply(plan("rollback", module, Map.of())).expect("succeeded");
    }

    /** Makes an upgrade final: contracting migrations run. */
    default ModuleOperation finalizeModule(String module) {
        return apply(plan("finalize", module, Map.of())).expect("succeeded");
    }

    /**
     * Takes a module out.
     *
     * @param purge its data too
     */
    default ModuleOperation uninstall(String module, boolean purge) {
        return apply(plan("uninstall", module, Map.of("purge", purge))).expect("succeeded");
    }

    /** What the server says about a module; empty when it is not installed. */
    default Optional<JsonNode> module(String id) {
        Answer answer = http().get("/api/modules/" + id).expect(200, 404);
        return answer.status() == 404 ? Optional.empty() : Optional.of(answer.json());
    }

    /** The state of a module, {@code serving}; {@code absent} when it is not installed. */
    default String state(String module) {
        return module(module).map(json -> json.path("state").asText()).orElse("absent");
    }

    /** The version of a module; empty text when it is not installed. */
    default String version(String module) {
        return module(module).map(json -> json.path("version").asText()).orElse("");
    }

    /** Whether {@code /readyz} says yes. */
    default boolean ready() {
        return http().get("/readyz").status() == 200;
    }

    private Map<String, Object> times() {
        return Map.of("watchSeconds", watchSeconds(), "drainSeconds", drainSeconds());
    }
}
