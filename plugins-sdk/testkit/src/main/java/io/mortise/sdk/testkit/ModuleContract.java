package io.mortise.sdk.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What every module must do, whatever it is for; each check throws an {@link AssertionError} that names the fault. */
public final class ModuleContract {

    private ModuleContract() {}

    /**
     * The module appears, answers, is upgraded to itself so many times, is switched off and on, and is taken out; after
     * that nothing of it is left: no route, no thread, no class loader.
     *
     * @param id of the module
     * @param path of a GET that answers 200, {@code /api/customer/customers}
     * @param editions jars of the module with ascending versions: the first is installed, the others upgrade it in turn
     */
    public static void comesAndGoes(RunningServer server, String id, String path, List<Path> editions) {
        Footprint before = Footprint.now();
        same("the module's state before", "absent", server.state(id));
        same(
                "the answer before the module is there",
                404,
                server.http().get(path).status());

        server.install(editions.getFirst());
        same("the module's state", "serving", server.state(id));
        server.http().get(path).expect(200);
        same("the answer to nobody", 401, server.http().anonymous().get(path).status());

        for (Path edition : editions.subList(1, editions.size())) {
            ModuleOperation upgrade = server.upgrade(edition);
            server.http().get(path).expect(200);
            if (!server.http()
                    .get("/api/modules/leaks")
                    .expect(200)
                    .json()
                    .path("items")
                    .isEmpty()) {
                throw new AssertionError("an upgrade left the old class loader behind: "
                        + upgrade.report().toPrettyString());
            }
        }

        server.disable(id);
        Answer off = server.http().get(path).expect(503);
        same("the problem of a module that is off", "module-disabled", String.valueOf(off.problem()));
        server.enable(id);
        server.http().get(path).expect(200);

        ModuleOperation gone = server.uninstall(id, true);
        same("the module's state after", "absent", server.state(id));
        same("the answer after the module is gone", 404, server.http().get(path).status());
        if (!gone.report().path("oldLoaderCollected").asBoolean(true)) {
            throw new AssertionError(
                    "the module's class loader is still there: " + gone.report().toPrettyString());
        }
        Await.await(
                "the module's threads to end",
                () -> Footprint.now().beyond(before).isEmpty());
    }

    /**
     * The operations that the running module really offers are those of its reviewed description: none is missing, none
     * is unknown.
     *
     * @param reviewed the OpenAPI file, read as JSON (YAML read by Jackson will do)
     */
    public static void speaksItsDescription(RunningServer server, String id, JsonNode reviewed) {
        JsonNode running =
                server.http().get("/api/" + id + "/openapi.json").expect(200).json();
        Set<String> promised = operations(reviewed);
        Set<String> offered = operations(running);
        if (promised.isEmpty()) {
            throw new AssertionError("the reviewed description of " + id + " has no operation at all");
        }
        var faults = new ArrayList<String>();
        promised.stream().filter(it -> !offered.contains(it)).forEach(it -> faults.add("promised, not offered: " + it));
        offered.stream().filter(it -> !promised.contains(it)).forEach(it -> faults.add("offered, not promised: " + it));
        if (!faults.isEmpty()) {
            throw new AssertionError("code and description of " + id + " drift apart: " + faults);
        }
    }

    private static Set<String> operations(JsonNode description) {
        var operations = new TreeSet<String>();
        JsonNode servers = description.path("servers");
        String base = servers.isArray() && !servers.isEmpty()
                ? servers.get(0).path("url").asText()
                : "";
        description
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .map(java.util.Map.Entry::getKey)
                        .filter(Set.of("get", "post", "put", "patch", "delete", "head", "options")::contains)
                        .forEach(method -> operations.add(method + " " + normal(base, path.getKey()))));
        return operations;
    }

    /** Names of path parameters do not count, and neither does where the base path is written. */
    private static String normal(String base, String path) {
        String whole =
                path.startsWith("/api/") ? path : base.replaceFirst("/$", "") + "/" + path.replaceFirst("^/", "");
        return whole.replaceAll("\\{[^}]*}", "{}")
                .replaceAll("^https?://[^/]*", "")
                .replaceFirst("(.)/$", "$1");
    }

    private static void same(String what, Object expected, Object found) {
        if (!expected.equals(found)) {
            throw new AssertionError(what + " is " + found + ", expected " + expected);
        }
    }
}
